// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/phone_data.h"

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

// What is known of a phone as the JSON objects of TeleSign's replies.
namespace simulator {

/// Verify's call_forwarding: "FORWARDED", "NOT_FORWARDED", "UNSUPPORTED" or "UNAVAILABLE".
std::string forwarding_of(const phone_data& phone);

/// sim_swap.risk_indicator: 4 within 24 hours, 3 within 72, 2 within 14 days, else 1.
int swap_indicator(const phone_data& phone, time_point now);

/// "2018-04-06T00:00:00Z".
std::string second_of(time_point when);

nlohmann::ordered_json phone_type_object(const phone_data& phone);
nlohmann::ordered_json risk_object(const phone_data& phone);

/// As in Verify's replies; the add-on of PhoneID writes it otherwise.
nlohmann::ordered_json sim_swap_object(const phone_data& phone, time_point now);

nlohmann::ordered_json live_object(const phone_data& phone);

/// The owner's first name, and the rest of the name.
std::pair<std::string, std::string> contact_name(const phone_data& phone);

/// The owner's address as PhoneID's add-on contact and the GET of contact have it alike.
void add_contact_address(nlohmann::ordered_json& contact);

/// The data that every lookup's reply has: phone_type, numbering, location, carrier.
void add_standard_data(const phone_data& phone, std::string_view phone_number,
                       nlohmann::ordered_json& document);

/// The carrier of every phone.
inline constexpr std::string_view carrier_name = "Simulated Wireless";
inline constexpr std::string_view carrier_mcc = "310";
inline constexpr std::string_view carrier_mnc = "120";

/// Since when deactivations of numbers are known.
inline constexpr std::string_view tracking_since = "2016-01-01T00:00:00Z";

} // namespace simulator
