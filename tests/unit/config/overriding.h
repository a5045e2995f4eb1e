// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"

#include <string_view>

#include "cmocka_cpp.h"

namespace test {

inline void override_by(config::overrides& into, std::string_view key, std::string_view value,
                        bool of_service) {
    if (const auto set = config::set_override(into, key, value, of_service); !set)
        fail_msg("%s", set.error().c_str());
}

/// Sets a key of [service NAME].
inline void override_for_service(config::overrides& into, std::string_view key, std::string_view value) {
    override_by(into, key, value, true);
}

/// Sets a key of [user NAME].
inline void override_for_user(config::overrides& into, std::string_view key, std::string_view value) {
    override_by(into, key, value, false);
}

/// [otp], and the senders' sections, with these differences.
inline config::otp_settings otp_with(const config::overrides& differences) {
    config::otp_settings otp;
    differences.apply_to(otp);
    return otp;
}

} // namespace test
