// SPDX-License-Identifier: BSD-3-Clause
// telesign.conf's [risk] and [callback], and what goes with them in [otp] and [service NAME].
#include "config/settings.h"

#include <string>

#include <fmt/format.h>

#include "unit/config/settings_fixture.h"

namespace {

using namespace config;
using namespace test;

void nothing_is_refused_and_nothing_asked_by_default(void** state) {
    const auto result = load(state, required);
    assert_true(result.has_value());
    assert_true(result->risk == risk_settings{});
    assert_true(result->risk.check.empty());
    assert_true(result->risk.on_unknown == unknown_policy::deny);
    assert_true(result->phoneid.style == phoneid_style::v1);
    assert_true(result->phoneid.cache == std::chrono::hours{1});
    assert_false(result->risk.consent.has_value());
    assert_true(result->intelligence.endpoint == "https://detect.telesign.com");
    assert_true(result->intelligence.customer_id.empty() && result->intelligence.api_key.empty());
    assert_true(result->callback.address.empty());
    assert_true(result->otp.completion == completion_policy::automatic);
    assert_false(result->otp.next_channel_after.has_value());
}

void a_service_has_its_own_risk_on_top(void** state) {
    const auto result =
        load(state,
             fmt::format(
                 "{}[risk]\ncheck = sim_swap,\n  live\nmax_sim_swap = 3\nrefuse_roaming = yes\ncache = 10m\n"
                 "[service sudo]\nrisk.max_sim_swap = 1\nrisk.refuse_countries = KP, RU\n"
                 "[service cron]\nrisk.check =\nrisk.max_sim_swap =\nrisk.refuse_roaming =\n"
                 "[callback]\nlisten = [::1]:8080\n[otp]\ncompletion = no\nnext_channel_after = 20\n",
                 required));
    assert_true(result.has_value());
    const risk_settings general = result->risk_for("sshd");
    assert_true(general == result->risk);
    assert_true((general.check == gateway::lookup_set{gateway::lookup::live, gateway::lookup::sim_swap}));
    assert_int_equal(general.max_sim_swap.value_or(0), 3);
    const risk_settings of_sudo = result->risk_for("sudo");
    assert_true(of_sudo.check == general.check && of_sudo.refuse_roaming);
    assert_int_equal(of_sudo.max_sim_swap.value_or(0), 1);
    assert_true((of_sudo.refuse_countries == std::set<std::string>{"KP", "RU"}));
    assert_true(result->risk_for("cron") == risk_settings{});
    assert_true(result->phoneid.cache == std::chrono::minutes{10});
    assert_true((result->callback == callback_settings{"::1", 8080}));
    assert_true(result->otp.completion == completion_policy::never);
    assert_true(result->otp.next_channel_after == std::chrono::seconds{20});
}

void what_is_wrong_is_told_with_its_line(void** state) {
    assert_errors(
        state,
        fmt::format(
            "{}[risk]\nrefuse_swapped_within = 72\nmax_sim_swap = 5\ncache = 0\nphoneid = v2\n"
            "[callback]\nlisten = localhost:80\nport = 80\n[service sudo]\nrisk.refuse_countries = UK\n"
            "risk.cache = 1h\nenrolled = 2018-04-05\n",
            required),
        ":5: [risk] refuse_swapped_within: \"72\" has no unit: write s, m, h or d behind the number, as in "
        "72h\n"
        ":6: [risk] max_sim_swap: \"5\" is out of range: write a number from 1 to 4\n"
        ":7: [risk] cache: \"0\" has no unit: write s, m, h or d behind the number, as in 72h\n"
        ":8: [risk] phoneid: unknown value \"v2\": write v1 or legacy\n"
        ":10: [callback] listen: \"localhost:80\" is not an address and a port: write literal ones, as in "
        "127.0.0.1:8080 or "
        "[::1]:8080\n"
        ":11: [callback] port: unknown key: the keys here are listen\n"
        ":13: [service sudo] risk.refuse_countries: \"UK\" is not a country: write the two capital letters "
        "of ISO "
        "3166-1, as in US or DE\n"
        ":14: [service sudo] risk.cache: unknown key: the keys of risk are max_level, refuse_recommendation, "
        "call_forwarding, max_sim_swap, refuse_swapped_within, suspicious, refuse_phone_types, "
        "allow_countries, "
        "refuse_countries, refuse_unreachable, refuse_roaming, refuse_inactive, refuse_deactivated, "
        "refuse_ported_within, check, consent, on_unknown; phoneid and cache stand in [risk] only\n"
        ":15: [service sudo] enrolled: unknown key: the keys here are channels, ucid, language, "
        "prompt_language, attempts, "
        "resends, "
        "lifetime, echo, verify_code, code_length, reuse_pending, completion, next_channel_after, unmapped, "
        "outage, "
        "identity, allow_unprivileged, voice.KEY, "
        "sms.KEY, smart.KEY, risk.KEY\n");
}

void a_protection_that_never_acts_is_told_where_it_is_set(void** state) {
    assert_errors(
        state,
        fmt::format(
            "{}[risk]\nrefuse_roaming = yes\nphoneid = legacy\n[service sudo]\nrisk.check = sim_swap, live\n"
            "risk.refuse_deactivated = yes\n[service su]\nrisk.call_forwarding = deny\n",
            required),
        ":5: [risk] refuse_roaming: refuse_roaming has no effect without live: add live to `check`, or "
        "write "
        "`refuse_roaming = no`\n"
        ":8: [service sudo] risk.check: `phoneid = legacy` has no sim_swap, call_forward_detection, "
        "number_deactivation, "
        "porting_history and subscriber_status: leave them out of `check`, or write `phoneid = v1`\n"
        ":9: [service sudo] risk.refuse_deactivated: refuse_deactivated has no effect without "
        "number_deactivation: "
        "add it to `check`, or write `refuse_deactivated = no`\n"
        ":11: [service su] risk.call_forwarding: call_forwarding has no effect: add call_forward_detection "
        "to "
        "`check`, set "
        "call_forward_action for the voice channel, or write `call_forwarding = allow`\n");
}

void forwarded_calls_are_looked_up_with_consent_only(void** state) {
    constexpr const char* problem =
        "call_forward_detection needs a record of the users' consent: set `consent` to how they gave it (1 "
        "terms and "
        "conditions, 2 mobile app, 3 SMS, 4 other), or leave call_forward_detection out of `check`\n";
    const std::string check = "check = call_forward_detection\n";
    assert_errors(state, fmt::format("{}[risk]\n{}", required, check),
                  fmt::format(":5: [risk] check: {}", problem).c_str());
    assert_errors(state,
                  fmt::format("{}[risk]\nconsent = 1\n{}[service su]\nrisk.consent =\n", required, check),
                  fmt::format(":8: [service su] risk.consent: {}", problem).c_str());
    assert_errors(state, fmt::format("{}[risk]\ncheck = call_forward\n", required),
                  ":5: [risk] check: unknown lookup \"call_forward\": write call_forward_detection\n");
    const auto good =
        load(state, fmt::format("{}[risk]\nconsent = 2\n[service su]\nrisk.{}", required, check));
    assert_true(good.has_value());
    assert_int_equal(good->risk_for("su").consent.value_or(0), 2);
}

void a_window_that_telesign_does_not_know_is_refused(void** state) {
    assert_errors(
        state, fmt::format("{}[risk]\ncheck = porting_history\nrefuse_ported_within = 91d\n", required),
        ":6: [risk] refuse_ported_within: \"91d\" is out of range: write a span from 1s to 90d: TeleSign "
        "knows the portings of the last 90 days\n");
}

void intelligence_may_have_its_own_host_and_key(void** state) {
    const std::string key = files_of(state).write("key", "ZGVm\n", 0640);
    const auto own =
        load(state, fmt::format("{}[intelligence]\nendpoint = https://intelligence.example:8443\n"
                                "customer_id = ID-2\napi_key_file = {}\n",
                                required, key));
    assert_true(own.has_value());
    assert_true(own->intelligence.endpoint == "https://intelligence.example:8443");
    assert_true(own->intelligence.customer_id == "ID-2");
    assert_true(own->intelligence.api_key.view() == "ZGVm");
    const auto key_alone = load(state, fmt::format("{}[intelligence]\napi_key = ZGVm\n", required));
    assert_true(key_alone.has_value());
    assert_true(key_alone->intelligence.api_key.view() == "ZGVm");
    assert_true(
        load(state, fmt::format("{}[intelligence]\ncustomer_id =\napi_key =\n", required)).has_value());
}

void what_is_wrong_with_intelligence_is_told_with_its_line(void** state) {
    const std::string key = files_of(state).write("key", "ZGVm\n", 0640);
    assert_errors(state, fmt::format("{}[intelligence]\ncustomer_id = ID-2\n", required),
                  ":5: [intelligence] customer_id: has no key: add its `api_key = …` or `api_key_file = "
                  "PATH`, or leave "
                  "it empty\n");
    assert_errors(
        state, fmt::format("{}[intelligence]\napi_key = ZGVm\napi_key_file = {}\n", required, key),
        ":6: [intelligence] api_key and api_key_file: both given, the other on line 5: keep one of them\n");
    const std::string all =
        errors_of(state, fmt::format("{}[intelligence]\nendpoint = http://detect.telesign.com\n"
                                     "api_key = c2VjcmV0!\nauth = basic\n",
                                     required));
    for (const char* const told :
         {":5: [intelligence] endpoint: ", ":6: [intelligence] api_key: ",
          ":7: [intelligence] auth: unknown key: the keys here are endpoint, customer_id, "
          "api_key, api_key_file\n"})
        assert_true(all.find(told) != std::string::npos);
    assert_true(all.find("c2VjcmV0") == std::string::npos);
}

void the_legacy_style_takes_the_lookups_of_its_time_only(void** state) {
    assert_errors(
        state, fmt::format("{}[risk]\nphoneid = legacy\ncheck = sim_swap\n", required),
        ":6: [risk] check: `phoneid = legacy` has no sim_swap, call_forward_detection, number_deactivation, "
        "porting_history and subscriber_status: leave them out of `check`, or write `phoneid = v1`\n");
    assert_true(
        load(state,
             fmt::format("{}[risk]\nphoneid = legacy\ncheck = standard, score, contact, live\n", required))
            .has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        WITH_FILES(nothing_is_refused_and_nothing_asked_by_default),
        WITH_FILES(a_service_has_its_own_risk_on_top),
        WITH_FILES(what_is_wrong_is_told_with_its_line),
        WITH_FILES(a_protection_that_never_acts_is_told_where_it_is_set),
        WITH_FILES(forwarded_calls_are_looked_up_with_consent_only),
        WITH_FILES(a_window_that_telesign_does_not_know_is_refused),
        WITH_FILES(intelligence_may_have_its_own_host_and_key),
        WITH_FILES(what_is_wrong_with_intelligence_is_told_with_its_line),
        WITH_FILES(the_legacy_style_takes_the_lookups_of_its_time_only),
    };
    return cmocka_run_group_tests_name("config/settings_risk", tests, nullptr, nullptr);
}
