// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/clock.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace simulator {

/// What TeleSign knows of a phone. Words are as TeleSign writes them; an empty one was not set.
struct phone_data {
    std::string type; ///< "TOLL_FREE"
    std::string country;
    std::string risk_level; ///< "very-high"
    std::string risk_recommendation;
    std::optional<int> risk_score;
    std::optional<int> sim_swap; ///< risk_indicator
    std::optional<moment> swapped;
    std::string forwarding; ///< "NOT_FORWARDED", "FORWARDED", or the condition ("BUSY") under which it is
    std::optional<moment> deactivated;
    std::string live;
    std::string device;
    std::string roaming; ///< "NO", "YES"
    std::string roaming_country;
    std::optional<moment> ported;
    std::string subscriber;                          ///< "active"
    std::string contact;                             ///< the first word is the first name
    std::map<std::string, int, std::less<>> no_data; ///< lookup -> its status.code (2805 …)
};

/// Whether the faults file has a key of this name for what is known of a phone.
bool is_phone_key(std::string_view key);

/// Takes one key's value. nullopt when it is good, else what to write.
std::optional<std::string> set_phone_key(std::string_view key, std::string_view value, phone_data& data);

/// Every key, in the table's order.
std::vector<std::string_view> phone_keys();

/// The table for people: key, value, meaning.
std::string describe_phone_keys();

/// TeleSign's phone_type.code ("2") for its name ("MOBILE").
std::string phone_type_code(std::string_view name);

} // namespace simulator
