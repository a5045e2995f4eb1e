#include "telesign-simulator/phone_report.h"

#include "telesign-simulator/numbering.h"
#include "telesign-simulator/words.h"

#include <algorithm>
#include <array>

#include <fmt/chrono.h>

namespace simulator {

using nlohmann::ordered_json;

namespace {

constexpr std::string_view carrier = "Simulated Wireless";
constexpr std::string_view tracking_since = "2016-01-01T00:00:00Z";

constexpr std::array addons{
    addon{"contact", "contact"},
    addon{"sim_swap", "sim_swap"},
    addon{"call_forward", "call_forwarding"},
    addon{"number_deactivation", "number_deactivation"},
    addon{"porting_history", "porting_history"},
    addon{"subscriber_status", "subscriber_status"},
};

struct level_row {
    std::string_view level;
    std::string_view recommendation;
    int score;
};

constexpr std::array levels{
    level_row{"very-low", "allow", 100},   level_row{"low", "allow", 250},
    level_row{"medium-low", "allow", 400}, level_row{"medium", "flag", 500},
    level_row{"high", "block", 750},       level_row{"very-high", "block", 950},
    level_row{"neutral", "allow", 0},
};

std::string or_else(const std::string& text, std::string_view otherwise) {
    return text.empty() ? std::string{otherwise} : text;
}

/// "2018-04-06T00:00:00Z".
std::string second_of(time_point when) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(when)));
}

/// sim_swap.risk_indicator: 4 within 24 hours, 3 within 72, 2 within 14 days.
int indicator_of(const phone_data& phone, time_point now) {
    using namespace std::chrono_literals;
    if (phone.sim_swap || !phone.swapped)
        return phone.sim_swap.value_or(1);
    const auto age = now - phone.swapped->when(now);
    return age <= 24h ? 4 : age <= 72h ? 3 : age < 15 * 24h ? 2 : 1;
}

ordered_json deactivation_object(const phone_data& phone, time_point now,
                                 const std::optional<time_point>& last_verified) {
    ordered_json result{
        {"carrier_name", carrier}, {"last_deactivated", nullptr}, {"tracking_since", tracking_since}};
    const auto when = phone.deactivated ? std::optional{phone.deactivated->when(now)} : std::nullopt;
    if (when)
        result["last_deactivated"] = second_of(*when);
    if (last_verified)
        result["recycled_since_last_verification"] =
            when && *when >= *last_verified ? "recycled" : "not_recycled";
    return result;
}

ordered_json porting_object(const phone_data& phone, time_point now) {
    ordered_json portings = ordered_json::array();
    if (phone.ported)
        portings.push_back({{"porting_date", second_of(phone.ported->when(now))}, {"carrier_name", carrier}});
    return {{"portings", portings}};
}

} // namespace

std::string forwarding_of(const phone_data& phone) {
    return or_else(phone.forwarding, "NOT_FORWARDED");
}

ordered_json phone_type_object(const phone_data& phone) {
    const std::string name = or_else(phone.type, "MOBILE");
    return {{"code", phone_type_code(name)}, {"description", name}};
}

ordered_json risk_object(const phone_data& phone) {
    const std::string level = or_else(phone.risk_level, "low");
    const auto* row = std::find_if(levels.begin(), levels.end(),
                                   [&](const level_row& each) { return each.level == level; });
    return {{"level", level},
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
    result["risk_indicator"] = indicator_of(phone, now);
    return result;
}

ordered_json live_object(const phone_data& phone) {
    ordered_json result{{"subscriber_status", or_else(phone.live, "ACTIVE")},
                        {"device_status", or_else(phone.device, "REACHABLE")},
                        {"roaming", or_else(phone.roaming, "NOT ROAMING")}};
    if (!phone.roaming_country.empty())
        result["roaming_country_iso2"] = phone.roaming_country;
    return result;
}

ordered_json contact_object(const phone_data& phone) {
    const std::string name = or_else(phone.contact, "Pat Example");
    const std::string_view first = split_words(name).front();
    return {{"first_name", first},
            {"last_name", name.substr(name.find_first_not_of(" \t", first.size()))},
            {"address1", "1 Example Street"},
            {"city", "Exampleton"},
            {"zip_postal_code", "00000"}};
}

void add_standard_data(const phone_data& phone, std::string_view phone_number, ordered_json& document) {
    const numbering number = take_apart(phone_number);
    const ordered_json cleansed{
        {"phone_number", number.national}, {"country_code", number.country_code}, {"cleansed_code", 100}};
    const std::string country = or_else(phone.country, number.country);
    document["phone_type"] = phone_type_object(phone);
    document["numbering"] = {{"cleansing", {{"call", cleansed}, {"sms", cleansed}}},
                             {"original",
                              {{"phone_number", number.national},
                               {"country_code", number.country_code},
                               {"complete_phone_number", phone_number}}}};
    document["carrier"] = {{"name", carrier}};
    document["location"]["country"] =
        country.empty() ? ordered_json(nullptr) : ordered_json{{"iso2", country}};
}

void add_what_was_set(const phone_data& phone, time_point now, ordered_json& document) {
    if (!phone.type.empty())
        document["phone_type"] = phone_type_object(phone);
    if (!phone.risk_level.empty() || !phone.risk_recommendation.empty() || phone.risk_score)
        document["risk"] = risk_object(phone);
    if (phone.sim_swap || phone.swapped)
        document["sim_swap"] = sim_swap_object(phone, now);
}

const addon* find_addon(std::string_view name) {
    const auto* found =
        std::find_if(addons.begin(), addons.end(), [=](const addon& each) { return each.name == name; });
    return found != addons.end() ? found : nullptr;
}

ordered_json addon_object(const addon& what, const phone_data& phone, time_point now,
                          const std::optional<time_point>& last_verified) {
    if (what.name == "contact")
        return contact_object(phone);
    if (what.name == "sim_swap")
        return sim_swap_object(phone, now);
    if (what.name == "call_forward")
        return {{"call_forward", forwarding_of(phone)}};
    if (what.name == "number_deactivation")
        return deactivation_object(phone, now, last_verified);
    if (what.name == "porting_history")
        return porting_object(phone, now);
    return {{"subscriber_status", or_else(phone.subscriber, "ACTIVE")}, {"account_type", "POSTPAID"}};
}

} // namespace simulator
