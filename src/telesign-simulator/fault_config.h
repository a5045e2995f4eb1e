// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/phone_section.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace simulator {

/// The faults file (conf/simulator-faults.ini explains it): which phone gets which faults, and what is known of it. Not
/// for several threads.
class fault_config {
public:
    /// Reads the file. Strict: every error is reported as "FILE:LINE: what: remedy".
    static tl::expected<fault_config, std::vector<std::string>> load(const std::string& path);

    /// The faults of the phone's next request of that kind, and counts it towards `times`.
    std::vector<fault> take(std::string_view phone_number, request_kind kind);

    /// What the phone is like; without a section, nothing in particular.
    [[nodiscard]] phone_profile profile_of(std::string_view phone_number) const;

private:
    std::map<std::string, phone_section, std::less<>> m_phones;
};

} // namespace simulator
