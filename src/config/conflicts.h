// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"

#include <functional>
#include <string_view>
#include <vector>

namespace config {

/// Values that are valid each by itself, but not together.
struct conflict {
    std::string_view
        key;           ///< the one to change: "voice.pressx", "risk.check", or "language" for a key of [otp]
    unsigned line = 0; ///< of that key
    std::string_view problem;
};

/// The settings that are checked against each other.
struct effective_settings {
    otp_settings otp;
    risk_settings risk;
    phoneid_style phoneid = phoneid_style::v1;
};

/// Returns those that hold for a service; for none by default.
effective_settings effective_settings_of(const settings& all, std::string_view service = {});

/// What in `all` TeleSign would refuse (Verify API reference, notes on the senders' fields; PhoneID's add-ons), and what
/// [risk] is to refuse although nothing that is asked can ever tell. `all` is a layer (telesign.conf, or a service or
/// user on top of it) with those below merged in, `line_of` says where this layer sets a key (0: it does not). What the
/// layer has inherited whole is not reported again. Returns at most one conflict for the same keys.
std::vector<conflict> find_conflicts(const effective_settings& all,
                                     const std::function<unsigned(std::string_view key)>& line_of);

} // namespace config
