// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/values.h"
#include "gateway/phone_facts.h"
#include "gateway/phone_lookup.h"

#include <set>
#include <string>
#include <string_view>

// The words of [risk], from their text (as in values.h) and for the log.
namespace config {

parsed<gateway::risk_level> parse_risk_level(std::string_view text);

/// `flag`, `block` or both. `flag` takes `block` along, which is worse.
parsed<std::set<gateway::recommendation>> parse_recommendations(std::string_view text);

parsed<std::set<gateway::phone_type>> parse_phone_types(std::string_view text);

/// Two capital letters (ISO 3166-1 alpha-2), of a country or territory whose phone numbers libphonenumber knows.
parsed<std::string> parse_country(std::string_view text);

/// Two capital letters each (ISO 3166-1 alpha-2), of countries and territories whose phone numbers libphonenumber knows.
parsed<std::set<std::string>> parse_countries(std::string_view text);

parsed<gateway::lookup_set> parse_lookups(std::string_view text);

/// The words that the functions above take; "allow" too.
std::string_view name_of(gateway::risk_level level) noexcept;
std::string_view name_of(gateway::recommendation advice) noexcept;
std::string_view name_of(gateway::phone_type type) noexcept;

} // namespace config
