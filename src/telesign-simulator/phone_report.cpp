// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/phone_report.h"

#include "support/dates.h"
#include "telesign-simulator/numbering.h"
#include "telesign-simulator/parsing.h"

#include <algorithm>
#include <array>

namespace simulator {

using nlohmann::ordered_json;

namespace {

struct level_row {
    std::string_view level;
    std::string_view shown; ///< as TeleSign's table of risk recommendations spells it
    std::string_view recommendation;
    int score;
};

constexpr std::array levels{
    level_row{"very-low", "very low", "allow", 100},
    level_row{"low", "low", "allow", 250},
    level_row{"medium-low", "medium-low", "allow", 400},
    level_row{"medium", "medium", "flag", 500},
    level_row{"high", "high", "block", 750},
    level_row{"very-high", "very high", "block", 950},
    level_row{"neutral", "neutral", "allow", 0},
};

struct country_row {
    std::string_view iso2;
    std::string_view iso3;
    std::string_view name;
};

/// Countries with all their names; of others only iso2 is given, as TeleSign leaves out what it does not know.
constexpr std::array countries{
    country_row{"CA", "CAN", "Canada"},         country_row{"DE", "DEU", "Germany"},
    country_row{"ES", "ESP", "Spain"},          country_row{"FR", "FRA", "France"},
    country_row{"GB", "GBR", "United Kingdom"}, country_row{"IT", "ITA", "Italy"},
    country_row{"JM", "JAM", "Jamaica"},        country_row{"PT", "PRT", "Portugal"},
    country_row{"US", "USA", "United States"},
};

std::string or_else(const std::string& text, std::string_view otherwise) {
    return text.empty() ? std::string{otherwise} : text;
}

const country_row* find_country(std::string_view iso2) {
    const auto* row = std::find_if(countries.begin(), countries.end(),
                                   [=](const country_row& each) { return each.iso2 == iso2; });
    return row != countries.end() ? row : nullptr;
}

ordered_json country_object(std::string_view iso2) {
    if (iso2.empty())
        return nullptr;
    const country_row* row = find_country(iso2);
    return {{"name", row != nullptr ? ordered_json(row->name) : ordered_json(nullptr)},
            {"iso2", iso2},
            {"iso3", row != nullptr ? ordered_json(row->iso3) : ordered_json(nullptr)}};
}

} // namespace

std::string forwarding_of(const phone_data& phone) {
    const std::string known = or_else(phone.forwarding, "NOT_FORWARDED");
    return known == "BUSY" || known == "UNANSWERED" || known == "UNREACHABLE" ? "FORWARDED" : known;
}

int swap_indicator(const phone_data& phone, time_point now) {
    using namespace std::chrono_literals;
    if (phone.sim_swap || !phone.swapped)
        return phone.sim_swap.value_or(1);
    const auto age = now - phone.swapped->when(now);
    return age <= 24h ? 4 : age <= 72h ? 3 : age < 15 * 24h ? 2 : 1;
}

std::string second_of(time_point when) {
    return support::write_rfc3339(std::chrono::floor<std::chrono::seconds>(when));
}

ordered_json phone_type_object(const phone_data& phone) {
    const std::string name = or_else(phone.type, "MOBILE");
    return {{"code", phone_type_code(name)}, {"description", name}};
}

ordered_json risk_object(const phone_data& phone) {
    const std::string level = or_else(phone.risk_level, "low");
    const auto* row = std::find_if(levels.begin(), levels.end(),
                                   [&](const level_row& each) { return each.level == level; });
    return {{"level", row->shown},
            {"recommendation", or_else(phone.risk_recommendation, row->recommendation)},
            {"score", phone.risk_score.value_or(row->score)}};
}

ordered_json sim_swap_object(const phone_data& phone, time_point now) {
    ordered_json result;
    if (phone.swapped) {
        const std::string when = second_of(phone.swapped->when(now));
        result["swap_date"] = when.substr(0, 10);
        result["swap_time"] = when.substr(11, 8);
    }
    result["risk_indicator"] = swap_indicator(phone, now);
    return result;
}

ordered_json live_object(const phone_data& phone) {
    ordered_json result{{"subscriber_status", or_else(phone.live, "ACTIVE")},
                        {"device_status", or_else(phone.device, "REACHABLE")},
                        {"roaming", or_else(phone.roaming, "NO")},
                        {"roaming_country", nullptr},
                        {"roaming_country_iso2", nullptr}};
    if (phone.roaming_country.empty())
        return result;
    result["roaming_country_iso2"] = phone.roaming_country;
    if (const country_row* row = find_country(phone.roaming_country))
        result["roaming_country"] = row->name;
    return result;
}

std::pair<std::string, std::string> contact_name(const phone_data& phone) {
    const std::string name = or_else(phone.contact, "Pat Example");
    const std::string_view first = split_words(name).front();
    return {std::string{first}, name.substr(name.find_first_not_of(" \t", first.size()))};
}

void add_contact_address(ordered_json& contact) {
    contact["address1"] = "1 Example Street";
    for (const char* name : {"address2", "address3", "address4"})
        contact[name] = "";
    contact["city"] = "Exampleton";
    contact["state_province"] = "EX";
    contact["zip_postal_code"] = "00000";
    contact["country"] = "US";
}

void add_standard_data(const phone_data& phone, std::string_view phone_number, ordered_json& document) {
    const numbering number = parse_numbering(phone_number);
    const ordered_json cleansed{{"cleansed_code", 100},
                                {"country_code", number.country_code},
                                {"phone_number", number.national},
                                {"min_length", number.national.size()},
                                {"max_length", number.national.size()}};
    document["phone_type"] = phone_type_object(phone);
    document["numbering"] = {{"cleansing", {{"call", cleansed}, {"sms", cleansed}}},
                             {"original",
                              {{"phone_number", number.national},
                               {"country_code", number.country_code},
                               {"complete_phone_number", phone_number}}}};
    document["location"] = {{"country", country_object(or_else(phone.country, number.country))},
                            {"city", nullptr},
                            {"state", nullptr}};
    document["carrier"] = {{"name", carrier_name}, {"mcc", carrier_mcc}, {"mnc", carrier_mnc}};
}

} // namespace simulator
