// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignd/decision_row.h"

#include <utility>
#include <vector>

// What the add-ons of PhoneID decide, and what replies of Verify tell in the same words.
namespace tests {

inline std::vector<decision_row> forwarding_rows() {
    constexpr const char* deny = "consent = 1\ncheck = call_forward_detection\ncall_forwarding = deny";
    constexpr const char* sms_only =
        "consent = 4\ncheck = call_forward_detection\ncall_forwarding = sms-only";
    constexpr const char* by_voice = "call_forwarding = deny";
    using enum source;
    std::vector<decision_row> rows{
        {deny, phoneid,
         R"("call_forward_detection":{"call_forward_enabled":"true","call_forward_type":"conditional",)"
         R"("call_forward_condition":"busy","status":{"code":2800,"description":"Request successfully completed."}})",
         "call_forwarding"},
        {deny, phoneid,
         R"("call_forward_detection":{"call_forward_enabled":"true","call_forward_type":"unconditional",)"
         R"("call_forward_condition":"None","status":{"code":2800,"description":"Request successfully completed."}})",
         "call_forwarding"},
        {deny, phoneid,
         R"("call_forward_detection":{"call_forward_enabled":"false","call_forward_type":"None",)"
         R"("call_forward_condition":"None","status":{"code":2800,"description":"Request successfully completed."}})",
         ""},
        {sms_only, phoneid,
         R"("call_forward_detection":{"call_forward_enabled":"true","call_forward_type":"conditional",)"
         R"("call_forward_condition":"unanswered","status":{"code":"2800"}})",
         ""},
        {deny, phoneid, R"("call_forward_detection":{"call_forward_enabled":null,"status":{"code":2800}})",
         "", "call_forwarding\""},
        {deny, phoneid, R"("call_forward_detection":null)", "",
         "call_forwarding; call_forward_detection: not in the reply\""},
        {deny, phoneid, "", "", "call_forwarding; call_forward_detection: not in the reply\""},
        {sms_only, phoneid, R"("call_forward_detection":{"status":{"code":2803}})", "",
         "call_forwarding; call_forward_detection: status 2803, "},
        {by_voice, verify, R"("call_forwarding":{"action":"FLAG","call_forward":"FORWARDED"})",
         "call_forwarding"},
        {by_voice, verify, R"("call_forwarding":{"action":"FLAG","call_forward":"NOT_FORWARDED"})", ""},
        {by_voice, verify, R"("call_forwarding":{"action":"FLAG","call_forward":"UNSUPPORTED"})", ""},
        {by_voice, verify, R"("call_forwarding":{"action":"FLAG","call_forward":"UNAVAILABLE"})", ""},
        {by_voice, verify, R"("call_forwarding":null)", ""},
    };
    for (const auto& [json, unknown] : {
             std::pair{
                 R"("call_forward_detection":{"status":{"code":2801,"description":"Invalid Request addons )"
                 R"(parameter call_forward_detection"}})",
                 "call_forwarding; call_forward_detection: status 2801, "},
             {R"("call_forward_detection":{"status":{"code":2802}})",
              "call_forwarding; call_forward_detection: status 2802, "},
             {R"("call_forward_detection":{"status":{"code":2804}})",
              "call_forwarding; call_forward_detection: status 2804, "},
             {R"("call_forward_detection":{"status":{"code":2805}})",
              "call_forwarding; call_forward_detection: status 2805, "},
             {R"("call_forward_detection":{"status":{"code":"2806"}})",
              "call_forwarding; call_forward_detection: status 2806, "},
             {R"("call_forward_detection":{"status":{"code":2807}})",
              "call_forwarding; call_forward_detection: status 2807, "},
             {R"("call_forward_detection":{"status":{"code":2808}})",
              "call_forwarding; call_forward_detection: status 2808, "},
             {R"("call_forward_detection":{"status":{"code":2809}})",
              "call_forwarding; call_forward_detection: status 2809, "},
             {R"("call_forward_detection":{"call_forward_enabled":"false","status":{"code":2810}})",
              "call_forwarding; call_forward_detection: status 2810, "},
             {R"("call_forward_detection":{"status":{"code":2811}})",
              "call_forwarding; call_forward_detection: status 2811, "},
             {R"("call_forward_detection":{"status":{"code":2812}})",
              "call_forwarding; call_forward_detection: status 2812, "},
         })
        rows.push_back({deny, phoneid, json, "", unknown});
    return rows;
}

inline std::vector<decision_row> swap_rows() {
    constexpr const char* indicator = "check = sim_swap\nmax_sim_swap = 2";
    constexpr const char* of_reply = "max_sim_swap = 2"; // as the sender's reply tells it
    constexpr const char* within = "check = sim_swap\nrefuse_swapped_within = 72h";
    constexpr const char* no_information =
        R"("sim_swap":{"status":{"code":2805,"description":"No sim_swap add-on information for phone_number."}})";
    using enum source;
    return {
        {indicator, phoneid,
         R"("sim_swap":{"swap_date":"2018-09-05T00:00:00Z","swap_time":"00:00:00","risk_indicator":"1","status":)"
         R"({"code":2800,"description":"Request successfully completed"}})",
         ""},
        {indicator, phoneid, R"("sim_swap":{"risk_indicator":"2","swap_date":null,"status":{"code":2800}})",
         ""},
        {indicator, phoneid, R"("sim_swap":{"risk_indicator":3,"status":{"code":2800}})", "sim_swap"},
        {indicator, phoneid, R"("sim_swap":{"risk_indicator":"4","status":{"code":"2800"}})", "sim_swap"},
        {indicator, phoneid, R"("sim_swap":{"risk_indicator":null,"status":{"code":2800}})", "",
         "sim_swap\""},
        {indicator, phoneid, R"("sim_swap":{"risk_indicator":"5","status":{"code":2800}})", "", "sim_swap\""},
        {indicator, phoneid, no_information, "", "sim_swap; sim_swap: status 2805, "},
        {of_reply, verify,
         R"("sim_swap":{"risk_indicator":3,"swap_date":"2018-09-05","status":{"code":2800}})", "sim_swap"},
        {of_reply, verify,
         R"("sim_swap":{"risk_indicator":1,"swap_date":"2018-09-05","status":{"code":2800}})", ""},
        {within, phoneid,
         R"("sim_swap":{"swap_date":"2018-09-05T00:00:00Z","swap_time":"00:00:00","risk_indicator":"1","status":)"
         R"({"code":2800,"description":"Request successfully completed"}})",
         ""},
        {within, phoneid, R"("sim_swap":{"swap_date":"TODAY","risk_indicator":null,"status":{"code":2800}})",
         "sim_swap"},
        {within, phoneid,
         R"("sim_swap":{"swap_date":"TODAYT00:00:00Z","swap_time":"00:00:00","status":{"code":2800}})",
         "sim_swap"},
        {within, phoneid,
         R"("sim_swap":{"swap_date":"LASTMONTH","swap_time":"12:30:00","status":{"code":2800}})", ""},
        {within, phoneid, R"("sim_swap":{"risk_indicator":"1","status":{"code":2800}})", ""},
        {within, phoneid, R"("sim_swap":{"risk_indicator":"4","status":{"code":2800}})", "sim_swap"},
        {within, phoneid, R"("sim_swap":{"risk_indicator":"2","status":{"code":2800}})", "", "sim_swap\""},
        {within, phoneid, no_information, "", "sim_swap; sim_swap: status 2805, "},
    };
}

inline std::vector<decision_row> owner_rows() {
    constexpr const char* active = "check = subscriber_status\nrefuse_inactive = yes";
    constexpr const char* given_up = "check = number_deactivation\nrefuse_deactivated = yes";
    constexpr const char* example =
        R"("number_deactivation":{"carrier_name":"Verizon","last_deactivated":"2018-04-06T00:00:00Z","status":)"
        R"({"code":2800,"description":"Request successfully completed"},"tracking_since":"2014-10-06T00:00:00Z",)"
        R"("recycled_since_last_verification":"recycled"})";
    constexpr const char* before =
        R"("number_deactivation":{"carrier_name":"Verizon","last_deactivated":"2018-04-06T00:00:00Z","status":)"
        R"({"code":2800},"recycled_since_last_verification":"not_recycled"})";
    constexpr const char* in_2022 =
        R"("number_deactivation":{"last_carrier_name":"Verizon","last_deact_date":)"
        R"("2018-04-06T00:00:00Z","status":{"code":"2800"}})";
    using enum source;
    return {
        {active, phoneid,
         R"("subscriber_status":{"status":{"code":2800,"description":"Request successfully completed"},)"
         R"("account_activation_date":"2017-05-08T00:00:00Z","account_type":"individual","account_tenure_max":6,)"
         R"("account_tenure_min":3,"primary_account_holder":true,"account_status":"active","contract_type":"postpaid"})",
         ""},
        {active, phoneid, R"("subscriber_status":{"account_status":"suspended","status":{"code":2800}})",
         "inactive"},
        {active, phoneid, R"("subscriber_status":{"account_status":"deactivated","status":{"code":2800}})",
         "inactive"},
        {active, phoneid, R"("subscriber_status":{"account_status":null,"status":{"code":2800}})", "",
         "inactive\""},
        {active, phoneid, R"("subscriber_status":{"account_status":"active","status":{"code":2806}})", "",
         "inactive; subscriber_status: status 2806, "},
        {given_up, phoneid, example, "deactivated"},
        {given_up, phoneid, example, "deactivated", nullptr, 200, "2018-04-05"},
        {given_up, phoneid, example, "deactivated", nullptr, 200, "2020-01-01"}, // recycled since
        {given_up, phoneid, before, "", nullptr, 200, "2018-04-07"},
        {given_up, phoneid, before, "deactivated", nullptr, 200, "2018-04-06"},
        {given_up, phoneid, before, "deactivated"},
        {given_up, phoneid, in_2022, "deactivated"},
        {given_up, phoneid, in_2022, "", nullptr, 200, "2018-04-07"},
        {given_up, phoneid, R"("number_deactivation":{"last_deactivated":null,"status":{"code":2800}})", ""},
        {given_up, phoneid, R"("number_deactivation":{"last_deact_date":null,"status":{"code":2800}})", ""},
        {given_up, phoneid,
         R"("number_deactivation":{"recycled_since_last_verification":"not_recycled","status":{"code":2800}})",
         "", nullptr, 200, "2018-04-05"},
        {given_up, phoneid,
         R"("number_deactivation":{"recycled_since_last_verification":"cannot_be_determined","status":{"code":2800}})",
         "", "deactivated\"", 200, "2018-04-05"},
        {given_up, phoneid, R"("number_deactivation":{"carrier_name":"Verizon","status":{"code":2800}})", "",
         "deactivated\""},
        {given_up, phoneid, R"("number_deactivation":{"last_deactivated":null,"status":{"code":2805}})", "",
         "deactivated; number_deactivation: status 2805, "},
    };
}

inline std::vector<decision_row> porting_rows() {
    constexpr const char* keys = "check = porting_history\nrefuse_ported_within = 10d";
    constexpr const char* last_month =
        R"("porting_history":{"port_date":"LASTMONTHT16:33:19Z","number_of_portings":)"
        R"("1","status":{"code":2800}})";
    constexpr const char* canada =
        R"({"status":{"code":300},"location":{"country":{"iso2":"CA"}},"porting_history":{"status":{"code":2805}}})";
    using enum source;
    return {
        {keys, phoneid,
         R"("porting_history":{"carrier_current":"Sprint Spectrum, L.P.","carrier_previous":"US Cellular Corp.",)"
         R"("mcc_carrier_current":"310","mcc_carrier_previous":"310","mnc_carrier_current":"120",)"
         R"("mnc_carrier_previous":"160","phone_type_current":"MOBILE","phone_type_previous":"MOBILE","port_date":)"
         R"("2018-08-26T16:33:19Z","number_of_portings":"1","status":{"code":2800,"description":"Request )"
         R"(successfully completed"}})",
         ""},
        {keys, phoneid, R"("porting_history":{"port_date":"TODAYT00:00:00Z","status":{"code":2800}})",
         "ported"},
        {keys, phoneid, R"("porting_history":{"port_date":"TODAY","status":{"code":"2800"}})", "ported"},
        {keys, phoneid, last_month, ""},
        {"check = porting_history\nrefuse_ported_within = 90d", phoneid, last_month, "ported"},
        {keys, phoneid,
         R"("porting_history":{"port_date":null,"number_of_portings":"2","status":{"code":2800}})", "ported"},
        {keys, phoneid, R"("porting_history":{"number_of_portings":0,"status":{"code":2800}})", ""},
        {keys, phoneid,
         R"("porting_history":{"status":{"code":2805,"description":"No porting_history add-on )"
         R"(information for phone_number."}})",
         ""}, // not ported within those days
        {keys, whole, canada, "", "ported; porting_history: status 2805, "},
        {keys, phoneid,
         R"("porting_history":{"port_date":null,"number_of_portings":null,"status":{"code":2800}})", "",
         "ported\""},
        {keys, phoneid, R"("porting_history":{"status":{"code":2803}})", "",
         "ported; porting_history: status 2803, "},
        {keys, phoneid, R"("porting_history":{"status":{"code":2811}})", "",
         "ported; porting_history: status 2811, "},
        {keys, phoneid, R"("porting_history":{"status":{"code":2806}})", "",
         "ported; porting_history: status 2806, "},
    };
}

} // namespace tests
