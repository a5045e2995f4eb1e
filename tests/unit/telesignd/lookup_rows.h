// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignd/decision_row.h"

#include <utility>
#include <vector>

// What standard, live and score decide, and errors of lookups.
namespace tests {

inline std::vector<decision_row> score_rows() {
    constexpr const char* level = "check = score\nmax_level = medium";
    constexpr const char* of_reply = "max_level = medium"; // as the sender's reply tells it
    constexpr const char* advice = "check = score\nrefuse_recommendation = block";
    using enum source;
    return {
        {level, intelligence, R"("risk":{"level":"high","recommendation":"block","score":959})",
         "risk_level"},
        {level, intelligence, R"("risk":{"level":"very-high","recommendation":"block","score":999})",
         "risk_level"},
        {level, intelligence, R"("risk":{"level":"Very High","recommendation":"block","score":999})",
         "risk_level"},
        {level, intelligence, R"("risk":{"level":"medium","recommendation":"flag","score":501})", ""},
        {level, intelligence, R"("risk":{"level":"medium-low","recommendation":"flag","score":401})", ""},
        {level, intelligence, R"("risk":{"level":"MEDIUM_LOW","recommendation":"flag","score":401})", ""},
        {level, intelligence, R"("risk":{"level":"low","recommendation":"allow","score":"201"})",
         ""}, // 2022: text
        {level, intelligence, R"("risk":{"level":"very low","recommendation":"allow","score":1})", ""},
        {level, intelligence, R"("risk":{"level":"neutral","recommendation":"flag","score":401})", "",
         "risk_level"},
        {level, intelligence, R"("risk":{"level":null,"recommendation":"allow","score":1})", "",
         "risk_level"},
        {level, intelligence, R"("risk":null)", "", "risk_level"},
        {level, intelligence, "", "", "risk_level"},
        {of_reply, verify, R"("risk":{"level":"high","recommendation":"block","score":900})", "risk_level"},
        {of_reply, verify, R"("risk":{"level":"low","recommendation":"allow","score":20})", ""},
        {of_reply, verify, "", ""}, // no lookup was to tell it
        {advice, intelligence, R"("risk":{"level":"high","recommendation":"block","score":959})",
         "risk_recommendation"},
        {advice, intelligence, R"("risk":{"level":"neutral","recommendation":"BLOCK","score":959})",
         "risk_recommendation"},
        {advice, intelligence, R"("risk":{"level":"medium","recommendation":"flag","score":501})", ""},
        {"check = score\nrefuse_recommendation = flag", intelligence,
         R"("risk":{"level":"medium","recommendation":"flag","score":501})", "risk_recommendation"},
        {advice, intelligence, R"("risk":{"level":"low","recommendation":"allow","score":201})", ""},
        {advice, intelligence, R"("risk":{"level":"low","recommendation":null,"score":201})", "",
         "risk_recommendation"},
        {advice, intelligence, R"("risk":{"level":"low","recommendation":"review"})", "",
         "risk_recommendation"},
    };
}

inline std::vector<decision_row> common_rows() {
    constexpr const char* empty_answer =
        R"({"reference_id":null,"status":{"code":301,"description":"Transaction partially completed"},)"
        R"("phone_type":null,"location":null,"numbering":null,"carrier":null,"external_id":null})";
    using enum source;
    return {
        {"suspicious = deny", verify_201, "", "suspicious"},
        {"suspicious = deny", verify, "", ""},
        {"suspicious = log", verify_201, "", ""},
        {"check = standard\nrefuse_phone_types = fixed-line, voip", phoneid, "", "phone_type"},
        {"check = standard\nrefuse_phone_types = voip", phoneid, "", ""},
        {"check = standard\nrefuse_phone_types = voip", whole, empty_answer, "", "phone_type\""},
        {"check = standard\nrefuse_phone_types = voip", whole,
         R"({"status":{"code":"300"},"phone_type":{"code":30,"description":"EMAIL"}})", "", "phone_type\""},
        {"refuse_phone_types = voip", verify, R"("phone_type":{"code":"5","description":"VOIP"})",
         "phone_type"},
        {"refuse_phone_types = voip", verify, R"("phone_type":{"code":"2","description":"MOBILE"})", ""},
        {"check = standard\nallow_countries = US, DE", phoneid, "", ""},
        {"check = standard\nallow_countries = CA", phoneid, "", "country"},
        {"check = standard\nallow_countries = US", whole, empty_answer, "", "country\""},
        {"check = standard\nrefuse_countries = US", phoneid, "", "country"},
        {"check = standard\nrefuse_countries = CA", phoneid, "", ""},
        {"check = standard\nrefuse_countries = CA", whole, empty_answer, "", "country\""},
    };
}

inline std::vector<decision_row> live_rows() {
    constexpr const char* reachable = "check = live\nrefuse_unreachable = yes";
    constexpr const char* roaming = "check = live\nrefuse_roaming = yes";
    constexpr const char* active = "check = live\nrefuse_inactive = yes";
    constexpr const char* example =
        R"("subscriber_status":"ACTIVE","device_status":"REACHABLE","roaming":"NO","roaming_country":"null")";
    constexpr const char* abroad =
        R"("subscriber_status":"ACTIVE","device_status":"REACHABLE","roaming":"YES",)"
        R"("roaming_country":"France","roaming_country_iso2":"FR")";
    constexpr const char* gone =
        R"("subscriber_status":"DISCONNECTED","device_status":"UNAVAILABLE","roaming":"UNAVAILABLE")";
    constexpr const char* unavailable =
        R"("subscriber_status":"ACTIVE","device_status":"UNAVAILABLE","roaming":"UNAVAILABLE","roaming_country":null)";
    constexpr const char* nulls = R"("subscriber_status":null,"device_status":null,"roaming":null)";
    constexpr const char* null_texts =
        R"("subscriber_status":"null","device_status":"null","roaming":"null")";
    constexpr const char* no_data =
        R"({"reference_id":"0123456789ABCDEF0123456789ABCDEF","sub_resource":"live","errors":[{"code":-60001,)"
        R"("description":"PhoneID Live Data Not Found"}],"status":{"code":301,"description":"Transaction partially )"
        R"(completed","updated_on":"2024-10-03T21:51:28.709526Z"}})";
    using enum source;
    return {
        {reachable, live, example, ""},
        {reachable, live,
         R"("subscriber_status":"ACTIVE","device_status":"UNREACHABLE","roaming":"UNAVAILABLE")",
         "unreachable"},
        {reachable, live, gone, "unreachable"},
        {reachable, live, unavailable, "", "unreachable\""},
        {reachable, live, nulls, "", "unreachable\""},
        {reachable, live, null_texts, "", "unreachable\""},
        {reachable, whole, no_data, "", "service error -60001 (HTTP 200): "},
        {roaming, live, example, ""},
        {roaming, live, abroad, "roaming"},
        {roaming, live, unavailable, "", "roaming\""},
        {roaming, live, nulls, "", "roaming\""},
        {roaming, live, null_texts, "", "roaming\""},
        {roaming, whole, no_data, "", "service error -60001 (HTTP 200): "},
        {active, live, example, ""},
        {active, live, unavailable, ""}, // the number is in service
        {active, live, gone, "inactive"},
        {active, live, nulls, "", "inactive\""},
        {active, live, null_texts, "", "inactive\""},
        {active, whole, no_data, "", "service error -60001 (HTTP 200): "},
    };
}

/// PhoneID and Intelligence name their errors in status.code.
inline std::vector<decision_row> error_rows() {
    constexpr const char* swap = "check = sim_swap\nmax_sim_swap = 2";
    constexpr const char* score = "check = score\nmax_level = medium";
    using enum source;
    return {
        {swap, whole,
         R"({"reference_id":"0123456789ABCDEF0123456789ABCDEF","external_id":"CustomExternalID7349","status":)"
         R"({"updated_on":"2024-02-01T00:33:34.860418Z","code":10030,"description":"Insufficient funds in prepaid )"
         R"(wallet"}})",
         "", "service error 10030 (HTTP 402): ", 402},
        {swap, whole,
         R"({"reference_id":"None","status":{"code":10019,"description":"Rate Limit Exceeded"}})", "",
         "service error 10019 (HTTP 429): ", 429},
        {swap, whole,
         R"({"reference_id":"0123456789ABCDEF0123456789ABCDEF","external_id":"CustomExternalID7349","status":)"
         R"({"updated_on":"2024-02-01T00:33:34.860418Z","code":10032,"description":"Request blocked due to this )"
         R"(number appearing on a TeleSign blocklist."}})",
         "blocked", nullptr, 400},
        {score, whole, R"({"status":{"code":10041,"description":"Blocked due to legal compliance"}})",
         "blocked", nullptr, 400},
        {swap, whole,
         R"({"status":{"code":10033,"description":"Unverified phone_number requested for trial account."}})",
         "", "phone error 10033 (HTTP 400): ", 400},
        {swap, whole, R"({"status":{"code":10008,"description":"Invalid signature"}})", "",
         "authorization error 10008 (HTTP 401): ", 401},
        {score, whole,
         R"({"status":{"code":10012,"description":"This feature is not enabled for this CustomerID"}})", "",
         "authorization error 10012 (HTTP 401): ", 401},
        {score, whole,
         R"({"status":{"code":12003,"description":"Missing required parameter account_lifecycle_event"}})",
         "", "validation error 12003 (HTTP 400): ", 400},
        {swap, whole, R"({"status":{"code":2801,"description":"Invalid Request addons parameter sim_swap"}})",
         "", "status 2801 (HTTP 400): not an add-on of the account; sim_swap: status 2801 (HTTP 400)", 400},
        {score, whole,
         R"({"reference_id":"0123456789ABCDEF0123456789ABCDEF","external_id":"CustomExternalID7349","status":)"
         R"({"updated_on":"2024-02-01T00:33:34.860418Z","code":-90001,"description":"Transaction not attempted"}})",
         "", "service error -90001 (HTTP 500): ", 500},
        {score, whole,
         R"({"status":{"code":10020,"description":"PhoneId Standard exceeded transaction hard cap."}})", "",
         "service error 10020 (HTTP 429): ", 429},
    };
}

} // namespace tests
