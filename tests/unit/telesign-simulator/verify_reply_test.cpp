// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/verify_reply.h"

#include "unit/telesign-simulator/service_fixture.h"

#include "cmocka_cpp.h"

// Replies and callbacks as TeleSign's examples of 2015, 2022 and 2026 have them.
namespace {

using namespace simulator;
using namespace std::chrono_literals;
using namespace test;
using nlohmann::ordered_json;

ordered_json first_callback(service_fixture& at) {
    return ordered_json::parse(at.callbacks().at(0).body);
}

/// The names of an object's members, in their order.
std::string members(const ordered_json& object) {
    std::string names;
    for (const auto& [name, value] : object.items())
        names += (names.empty() ? "" : " ") + name;
    return names;
}

void a_text_messages_reply_has_its_examples_members(void** state) {
    const ordered_json document = document_of(fixture_of(state).send("sms"));
    assert_string_equal(members(document).c_str(), "reference_id sub_resource errors status verify");
    assert_string_equal(document["verify"].dump().c_str(), R"({"code_state":"UNKNOWN","code_entered":""})");
}

void a_call_reply_has_the_date_of_2015(void** state) {
    const reply answer = fixture_of(state).send("call");
    assert_string_equal(text(answer, "/submit_timestamp").c_str(), "Sat, 21 Nov 2026 04:00:00 -0800");
    assert_false(
        document_of(fixture_of(state).status(text(answer, "/reference_id"))).contains("submit_timestamp"));
}

void a_scored_call_is_told_flatly(void** state) {
    fixture_of(state).set_phone("risk-level = high\nrisk-score = 900");
    const ordered_json document = document_of(fixture_of(state).send("call", "&caller_id=15551212"));
    assert_string_equal(document["risk"].dump().c_str(),
                        R"({"level":"high","recommendation":"block","score":900})");
    assert_string_equal(document["phone_type"].dump().c_str(), R"({"code":"2","description":"MOBILE"})");
    assert_string_equal(
        document["numbering"].dump().c_str(),
        R"({"phone_number":"3105551212","min_length":10,"max_length":10,"country_code":"1"})");
    assert_string_equal(document["voice"].dump().c_str(), R"({"caller_id":"15551212"})");
    assert_false(document.contains("carrier"));
    assert_true(document_of(fixture_of(state).send("smart")).contains("carrier"));
}

void a_sim_swap_is_a_number_in_a_text_messages_reply_and_a_text_elsewhere(void** state) {
    service_fixture& at = fixture_of(state);
    at.set_phone("swapped = 8 hours ago");
    const ordered_json swap = document_of(at.send("sms"))["sim_swap"];
    assert_int_equal(swap["risk_indicator"].get<int>(), 4);
    assert_string_equal(swap["swap_date"].get<std::string>().c_str(), "2026-11-21");
    assert_string_equal(swap["swap_time"].get<std::string>().c_str(), "04:00:00");
    assert_int_equal(swap["status"]["code"].get<int>(), 2800);
    assert_string_equal(first_callback(at)["sim_swap"]["risk_indicator"].get<std::string>().c_str(), "4");
    assert_string_equal(text(at.send("smart"), "/sim_swap/risk_indicator").c_str(), "4");
}

void a_sim_swap_check_blocks_what_was_swapped_today_and_what_is_unknown(void** state) {
    service_fixture& at = fixture_of(state);
    const auto status_of = [&](const char* keys, const char* check) {
        at.set_phone(keys);
        return at.send("sms", std::string{"&sim_swap_check="} + check).status.value_or(0);
    };
    assert_int_equal(status_of("sim-swap = 4", "true"), 518);
    assert_int_equal(status_of("no-data = sim_swap", "true"), 519);
    assert_int_equal(at.phones().size(), 0);
    assert_int_equal(status_of("sim-swap = 3", "true"), 290);
    assert_int_equal(status_of("sim-swap = 4", "false"), 290);
    assert_int_equal(status_of("no-data = sim_swap", "false"), 290);
    at.set_phone("");
    assert_true(document_of(at.send("sms", "&sim_swap_check=true")).contains("sim_swap"));
    assert_false(document_of(at.send("sms", "&sim_swap_check=false")).contains("sim_swap"));
}

void a_deactivated_number_is_blocked_within_the_window_and_after_the_last_activity(void** state) {
    service_fixture& at = fixture_of(state);
    at.set_phone("deactivated = 10 days ago");
    const auto status_of = [&](const char* more) {
        return at.send("sms", std::string{"&num_deac_req=true&deactivation_lookup_window="} + more)
            .status.value_or(0);
    };
    assert_int_equal(status_of("30"), 232);
    assert_int_equal(status_of("9"), 290);
    assert_int_equal(status_of("30&number_deactivation_action=flag"), 290);
    assert_int_equal(status_of("30&last_valid_activity_time=Sun, 1 Nov 2026 00:00:00 GMT"), 232);
    assert_int_equal(status_of("30&last_valid_activity_time=Fri, 20 Nov 2026 00:00:00 GMT"), 290);
    assert_int_equal(at.send("sms").status.value_or(0), 290);
    const reply told = at.send("sms", "&num_deac_req=true");
    assert_string_equal(text(told, "/number_deactivation_status/last_deactivated").c_str(),
                        "2026-11-11T12:00:00.000000Z");
}

void a_text_messages_callback_is_that_of_2026(void** state) {
    fixture_of(state).set_phone("risk-level = low\nsim-swap = 1");
    const reply sent = fixture_of(state).send("sms");
    const ordered_json document = first_callback(fixture_of(state));
    assert_string_equal(
        members(document).c_str(),
        "status sub_resource reference_id submit_timestamp errors verify score_status sim_swap");
    assert_string_equal(members(document["score_status"]).c_str(),
                        "phone_type risk risk_insights numbering location blocklisting carrier");
    assert_string_equal(document["submit_timestamp"].get<std::string>().c_str(),
                        "2026-11-21T12:00:00.000000Z");
    assert_true(document["verify"]["code_entered"].is_null());
    assert_string_equal(document["reference_id"].get<std::string>().c_str(),
                        text(sent, "/reference_id").c_str());
    assert_string_equal(
        document["score_status"]["numbering"].dump().c_str(),
        R"({"phone_number":"3105551212","min_length":10,"max_length":10,"country_code":"1"})");
}

void a_calls_callback_is_that_of_2015(void** state) {
    fixture_of(state).set_phone("risk-level = low\nforwarding = forwarded");
    fixture_of(state).send("call", "&call_forward_action=flag&caller_id=15551212");
    const ordered_json document = first_callback(fixture_of(state));
    assert_string_equal(
        members(document).c_str(),
        "status sub_resource reference_id submit_timestamp errors verify voice call_forwarding "
        "phone_type risk numbering");
    assert_string_equal(document["submit_timestamp"].get<std::string>().c_str(),
                        "Sat, 21 Nov 2026 04:00:00 -0800");
    assert_string_equal(document["sub_resource"].get<std::string>().c_str(), "call");
    assert_true(document["verify"]["code_entered"].is_null());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_text_messages_reply_has_its_examples_members, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(a_call_reply_has_the_date_of_2015, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(a_scored_call_is_told_flatly, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(a_sim_swap_is_a_number_in_a_text_messages_reply_and_a_text_elsewhere,
                                        make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(a_sim_swap_check_blocks_what_was_swapped_today_and_what_is_unknown,
                                        make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(
            a_deactivated_number_is_blocked_within_the_window_and_after_the_last_activity, make_fixture,
            remove_fixture),
        cmocka_unit_test_setup_teardown(a_text_messages_callback_is_that_of_2026, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(a_calls_callback_is_that_of_2015, make_fixture, remove_fixture),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
