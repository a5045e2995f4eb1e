// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/verify_facts.h"

#include "telesign-simulator/numbering.h"
#include "telesign-simulator/phone_report.h"
#include "telesign-simulator/reply_builder.h"

namespace simulator {

using gateway::channel;
using nlohmann::ordered_json;

namespace {

constexpr int check_done = 2800;
constexpr int max_sim_swap_risk = 3; // that an account allows; 4 is a swap in the last 24 hours
constexpr int blocked_by_telesign = 130;
constexpr int blocked_as_deactivated = 232;
constexpr int blocked_as_swapped = 518;
constexpr int swap_unknown = 519;

bool has_score(const phone_data& phone) {
    return !phone.type.empty() || !phone.risk_level.empty() || !phone.risk_recommendation.empty() ||
           phone.risk_score.has_value();
}

/// The older form, without original and cleansing.
ordered_json flat_numbering(const std::string& phone_number) {
    const numbering number = parse_numbering(phone_number);
    return {{"phone_number", number.national},
            {"min_length", number.national.size()},
            {"max_length", number.national.size()},
            {"country_code", number.country_code}};
}

ordered_json carrier_object() {
    return {{"carrier_id", 999}, {"name", carrier_name}};
}

/// What belongs to the phone's score; `numbering` and `carrier` as the product has them.
void add_score(const phone_data& phone, ordered_json& document) {
    document["phone_type"] = phone_type_object(phone);
    document["risk"] = risk_object(phone);
}

/// nullopt when it is missing: nothing was set, and no check was asked for.
std::optional<ordered_json> sim_swap_of(const phone_data& phone, const verification& entry, time_point now) {
    if (!phone.sim_swap && !phone.swapped && !entry.sim_swap_check)
        return std::nullopt;
    const auto gap = phone.no_data.find("sim_swap");
    if (gap == phone.no_data.end()) {
        ordered_json result = sim_swap_object(phone, now);
        set_status(result, check_done);
        return result;
    }
    ordered_json result;
    set_status(result, gap->second);
    return result;
}

/// The indicator as Verify SMS's reference has it in a reply; everywhere else it is a text.
void write_indicator_as_text(ordered_json& swap) {
    if (swap.contains("risk_indicator"))
        swap["risk_indicator"] = std::to_string(swap["risk_indicator"].get<int>());
}

ordered_json deactivation_status(const phone_data& phone, time_point now) {
    ordered_json when = nullptr;
    if (phone.deactivated)
        when = timestamp(phone.deactivated->when(now));
    return {{"error_code", 0}, {"description", ""}, {"last_deactivated", std::move(when)}};
}

} // namespace

void add_reply_facts(const phone_data& phone, const verification& entry, time_point now,
                     ordered_json& document) {
    if (!entry.call_forward_action.empty())
        document["call_forwarding"] = {{"action", entry.call_forward_action == "flag" ? "FLAG" : "BLOCK"},
                                       {"call_forward", forwarding_of(phone)}};
    if (entry.deactivation_check)
        document["number_deactivation_status"] = deactivation_status(phone, now);
    if (has_score(phone)) {
        add_score(phone, document);
        document["numbering"] = flat_numbering(entry.phone_number);
        if (entry.channel == channel::smart)
            document["carrier"] = carrier_object();
    }
    if (auto swap = sim_swap_of(phone, entry, now)) {
        if (entry.channel != channel::sms)
            write_indicator_as_text(*swap);
        document["sim_swap"] = std::move(*swap);
    }
}

void add_callback_facts(const phone_data& phone, const verification& entry, time_point now,
                        ordered_json& document) {
    if (entry.spoken) {
        add_reply_facts(phone, entry, now, document);
        return;
    }
    if (has_score(phone)) {
        ordered_json& score = document["score_status"];
        add_score(phone, score);
        score["risk_insights"] = {{"status", 800},  {"category", {10010}}, {"a2p", {22103}},
                                  {"p2p", {30201}}, {"number_type", {0}},  {"ip", {0}},
                                  {"email", {0}}};
        score["numbering"] = flat_numbering(entry.phone_number);
        ordered_json standard;
        add_standard_data(phone, entry.phone_number, standard);
        score["location"] = standard["location"];
        score["blocklisting"] = {{"block_code", 0}, {"block_description", "Not blocked"}, {"blocked", false}};
        score["carrier"] = carrier_object();
    }
    if (auto swap = sim_swap_of(phone, entry, now)) {
        write_indicator_as_text(*swap);
        document["sim_swap"] = std::move(*swap);
    }
}

int blocking_status(const phone_data& phone, const verification& entry, time_point now) {
    if (entry.call_forward_action == "block" && forwarding_of(phone) == "FORWARDED")
        return blocked_by_telesign;
    if (entry.blocks_deactivated)
        return blocked_as_deactivated;
    if (!entry.sim_swap_check)
        return 0;
    const auto swap = sim_swap_of(phone, entry, now);
    if (!swap->contains("risk_indicator"))
        return swap_unknown;
    return swap_indicator(phone, now) > max_sim_swap_risk ? blocked_as_swapped : 0;
}

} // namespace simulator
