#pragma once

#include "telesign-simulator/phone_data.h"

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

// What is known of a phone as the JSON objects of TeleSign's replies.
namespace simulator {

/// "FORWARDED", "NOT_FORWARDED", "UNSUPPORTED" or "UNAVAILABLE".
std::string forwarding_of(const phone_data& phone);

nlohmann::ordered_json phone_type_object(const phone_data& phone);
nlohmann::ordered_json risk_object(const phone_data& phone);
nlohmann::ordered_json sim_swap_object(const phone_data& phone, time_point now);
nlohmann::ordered_json live_object(const phone_data& phone);
nlohmann::ordered_json contact_object(const phone_data& phone);

/// What comes with every PhoneID reply: phone_type, numbering, carrier, location.
void add_standard_data(const phone_data& phone, std::string_view phone_number,
                       nlohmann::ordered_json& document);

/// Adds to a sender's reply what was set for its phone: phone_type, risk, sim_swap.
void add_what_was_set(const phone_data& phone, time_point now, nlohmann::ordered_json& document);

/// What PhoneID is asked for beyond the standard data.
struct addon {
    std::string_view name;  ///< in the request
    std::string_view reply; ///< the name of its object in the reply
};

/// nullptr when PhoneID has no such addon.
const addon* find_addon(std::string_view name);

/// The addon's object, without its status. `last_verified`: only for number_deactivation.
nlohmann::ordered_json addon_object(const addon& what, const phone_data& phone, time_point now,
                                    const std::optional<time_point>& last_verified);

} // namespace simulator
