// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/verify_api.h"

#include "unit/telesign-simulator/service_fixture.h"

#include <algorithm>
#include <cctype>

#include "cmocka_cpp.h"

namespace {

using namespace simulator;
using namespace std::chrono_literals;
using namespace test;
using nlohmann::ordered_json;

void each_sender_answers_and_sends(void** state) {
    struct send_case {
        const char* path;
        const char* more;
        const char* channel;
        const char* sub_resource;
        int status;
        std::size_t digits;
    };
    const send_case cases[] = {{"call", "", "voice", "call", 103, 5},
                               {"sms", "", "sms", "sms", 290, 7},
                               {"smart", "", "smart", "sms", 2000, 7},
                               {"smart", "&preference=SMS+Verify", "smart", "sms", 2000, 7},
                               {"smart", "&preference=Voice+Verify", "smart", "voice", 2000, 5}};
    std::size_t count = 0;
    for (const auto& [path, more, channel, sub_resource, status, digits] : cases) {
        const reply answer = fixture_of(state).send(path, std::string{"&language=de-DE&ucid=ATCK"} + more);
        assert_int_equal(answer.http, 200);
        assert_int_equal(answer.status.value_or(0), status);
        assert_string_equal(text(answer, "/sub_resource").c_str(), sub_resource);
        assert_string_equal(text(answer, "/verify/code_state").c_str(), "UNKNOWN");
        const ordered_json line = fixture_of(state).phones().at(count++);
        assert_int_equal(fixture_of(state).phones().size(), count);
        assert_string_equal(line.at("reference_id").get<std::string>().c_str(),
                            text(answer, "/reference_id").c_str());
        assert_string_equal(line.at("channel").get<std::string>().c_str(), channel);
        assert_string_equal(line.at("phone_number").get<std::string>().c_str(), "13105551212");
        assert_string_equal(line.at("language").get<std::string>().c_str(), "de-DE");
        assert_int_equal(line.at("code").get<std::string>().size(), digits);
        assert_true(answer.body.find(line.at("code").get<std::string>()) == std::string::npos);
    }
}

void optional_objects_appear_when_asked_for(void** state) {
    const reply answer = fixture_of(state).send("call", "&caller_id=15551212&call_forward_action=flag");
    assert_string_equal(text(answer, "/voice/caller_id").c_str(), "15551212");
    assert_string_equal(text(answer, "/call_forwarding/action").c_str(), "FLAG");
    assert_true(fixture_of(state).send("call").body.find("call_forwarding") == std::string::npos);
}

void a_code_is_checked(void** state) {
    const std::string reference = text(fixture_of(state).send("sms", "&verify_code=01234"), "/reference_id");
    const reply plain = fixture_of(state).ask(basic_request("GET", "/v1/verify/" + reference));
    assert_string_equal(text(plain, "/verify/code_state").c_str(), "UNKNOWN");
    const reply wrong = fixture_of(state).check(reference, "43210");
    assert_string_equal(text(wrong, "/verify/code_state").c_str(), "INVALID");
    assert_string_equal(text(wrong, "/verify/code_entered").c_str(), "43210");
    const reply right = fixture_of(state).check(reference, "01234");
    assert_string_equal(text(right, "/verify/code_state").c_str(), "VALID");
    assert_string_equal(text(right, "/reference_id").c_str(), reference.c_str());
    assert_int_equal(right.http, 200);
}

void a_code_and_its_reference_grow_old(void** state) {
    const std::string reference = text(fixture_of(state).send("sms", "&verify_code=01234"), "/reference_id");
    fixture_of(state).wait(300s);
    assert_string_equal(text(fixture_of(state).check(reference, "01234"), "/verify/code_state").c_str(),
                        "EXPIRED");
    fixture_of(state).wait(24h);
    assert_refused(fixture_of(state).check(reference, "01234"), 404, -10004);
}

/// Also that a reference is asked for byte for byte: each other spelling is another one.
void an_ordered_reference_is_known_as_it_was_given(void** state) {
    service_fixture& at = fixture_of(state);
    at.set_phone("send = reference aB_-9");
    for (const char* code : {"01234", "56789"}) {
        const reply sent = at.send("sms", std::string{"&verify_code="} + code);
        assert_string_equal(text(sent, "/reference_id").c_str(), "aB_-9");
        assert_string_equal(at.phones().back().at("reference_id").get<std::string>().c_str(), "aB_-9");
        assert_int_equal(at.check("Ab_-9", code).http, 404);
        assert_string_equal(text(at.check("aB_-9", code), "/verify/code_state").c_str(), "VALID");
    }
}

void a_patch_changes_what_is_said_and_not_what_is_known(void** state) {
    service_fixture& at = fixture_of(state);
    at.set_phone(R"(send = patch {"reference_id":"A","status":{"code":207}})");
    const reply sent = at.send("sms", "&verify_code=01234");
    assert_int_equal(sent.status.value_or(0), 207);
    assert_int_equal(at.check("A", "01234").http, 404);
    const std::string reference = at.phones().back().at("reference_id");
    assert_string_equal(text(at.check(reference, "01234"), "/verify/code_state").c_str(), "VALID");
}

void references_that_are_none_are_refused(void** state) {
    assert_refused(fixture_of(state).check("ABCDEF0123456789ABCDEF0123456789", "1"), 404, -10001);
    assert_refused(fixture_of(state).check("ABCDEF", "1"), 404, -40004);
    std::string lower = text(fixture_of(state).send("sms"), "/reference_id");
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    assert_refused(fixture_of(state).check(lower, "1"), 404, -10001);
    assert_refused(
        fixture_of(state).ask(basic_request("PUT", "/v1/verify/completion/ABCDEF0123456789ABCDEF0123456789")),
        404, -10001);
}

void a_code_to_check_is_all_digits(void** state) {
    const std::string reference = text(fixture_of(state).send("sms"), "/reference_id");
    for (const char* code : {"", "abc", "12345678901", "1%202"})
        assert_refused(fixture_of(state).check(reference, code), 400, -10001);
    assert_refused(fixture_of(state).check(reference, "%4"), 400, -40006);
    assert_refused(fixture_of(state).check(reference, "1&verify_code=1"), 400, -10001);
    assert_refused(fixture_of(state).check(reference, "1&code=1"), 400, -10001);
}

void a_code_is_text_with_its_leading_zeros(void** state) {
    const std::string reference =
        text(fixture_of(state).send("sms", "&verify_code=0012345"), "/reference_id");
    for (const char* other : {"12345", "00012345"})
        assert_string_equal(text(fixture_of(state).check(reference, other), "/verify/code_state").c_str(),
                            "INVALID");
    assert_string_equal(text(fixture_of(state).check(reference, "0012345"), "/verify/code_state").c_str(),
                        "VALID");
}

reply complete(service_fixture& at, const std::string& reference) {
    return at.ask(basic_request("PUT", "/v1/verify/completion/" + reference));
}

void the_completion_of_a_call_is_shaped_as_voice_verifys(void** state) {
    service_fixture& at = fixture_of(state);
    const std::string reference = text(at.send("call", "&verify_code=12345"), "/reference_id");
    const reply answer = complete(at, reference);
    assert_int_equal(answer.http, 200);
    assert_string_equal(
        answer.body.c_str(),
        (R"({"reference_id":")" + reference +
         R"(","sub_resource":"voice","errors":[],"status":{"updated_on":"2026-11-21T12:00:00.000000Z",)"
         R"("code":1900,"description":"Verify completion successfully recorded"}})")
            .c_str());
}

void the_completion_of_a_text_message_is_shaped_as_sms_verifys(void** state) {
    service_fixture& at = fixture_of(state);
    const std::string reference = text(at.send("sms", "&verify_code=12345"), "/reference_id");
    const reply answer = complete(at, reference);
    assert_int_equal(answer.status.value_or(0), 1900);
    assert_string_equal(
        answer.body.c_str(),
        (R"({"reference_id":")" + reference +
         R"(","subresource":"sms","errors":[],"status":{"updated_on":"2026-11-21T12:00:00.000000Z",)"
         R"("code":"1900","description":"Verify completion successfully recorded"}})")
            .c_str());
    at.set_phone("complete = patch {\"sub_resource\":\"call\"}");
    assert_string_equal(text(complete(at, reference), "/sub_resource").c_str(), "call");
}

void a_completion_is_for_the_customers_own_codes_and_has_no_body(void** state) {
    service_fixture& at = fixture_of(state);
    const reply refused = complete(at, text(at.send("sms"), "/reference_id"));
    assert_refused(refused, 401, -30013);
    assert_string_equal(refused.body.c_str(),
                        R"({"code":-30013,"description":"Invalid ReferenceID for Verify Completion"})");
    const std::string own = text(at.send("sms", "&verify_code=12345"), "/reference_id");
    assert_refused(at.ask(basic_request("PUT", "/v1/verify/completion/" + own, "a=1")), 400, -10001);
    assert_refused(at.ask(basic_request("PUT", "/v1/verify/completion/" + own + "?a=1")), 400, -10001);
    std::string lower = own;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    assert_refused(complete(at, lower), 404, -10001);
}

void an_undelivered_message_is_not_in_the_outbox_but_has_a_reference(void** state) {
    fixture_of(state).set_faults("[13105551212]\ndelivery-sms = 207\n");
    const reply answer = fixture_of(state).send("sms");
    assert_int_equal(answer.status.value_or(0), 207);
    assert_int_equal(fixture_of(state).phones().size(), 0);
    const reply later =
        fixture_of(state).ask(basic_request("GET", "/v1/verify/" + text(answer, "/reference_id")));
    assert_int_equal(later.status.value_or(0), 207);
    assert_int_equal(fixture_of(state).send("call").status.value_or(0), 103);
    assert_int_equal(fixture_of(state).phones().size(), 1);
}

void a_lost_reply_has_sent_its_code(void** state) {
    for (const char* name : {"cut-before", "no-answer", "bad-json", "patch {\"reference_id\":null}"}) {
        const std::size_t before = fixture_of(state).phones().size();
        fixture_of(state).set_faults(std::string{"[13105551212]\nsend = "} + name + "\n");
        fixture_of(state).send("smart");
        assert_int_equal(fixture_of(state).phones().size(), before + 1);
    }
}

void whoever_follows_a_redirect_is_told_a_lie(void** state) {
    fixture_of(state).set_faults("[13105551212]\nsend = redirect\n");
    const std::string location = fixture_of(state).send("sms").location;
    const std::string start = "https://simulator.test:8443";
    assert_true(location.starts_with(start));
    const reply answer = fixture_of(state).ask(basic_request("GET", location.substr(start.size())));
    assert_string_equal(text(answer, "/verify/code_state").c_str(), "VALID");
}

void a_delivery_changes_with_the_time(void** state) {
    service_fixture& at = fixture_of(state);
    at.set_phone("delivery = 107 after 5\ndelivery-sms = 290, 203 after 0.5, 200 after 2");
    const reply call = at.send("call");
    const reply message = at.send("sms");
    assert_int_equal(call.status.value_or(0), 103);
    assert_int_equal(message.status.value_or(0), 290);
    assert_int_equal(at.phones().size(), 2);
    const std::tuple<std::chrono::milliseconds, int, int> changes[] = {
        {499ms, 103, 290}, {1ms, 103, 203}, {1500ms, 103, 200}, {3s, 107, 200}};
    for (const auto& [wait, spoken, written] : changes) {
        at.wait(wait);
        assert_int_equal(at.status(text(call, "/reference_id")).status.value_or(0), spoken);
        assert_int_equal(at.status(text(message, "/reference_id")).status.value_or(0), written);
    }
}

void the_first_step_is_the_senders_reply(void** state) {
    fixture_of(state).set_phone("delivery = 207, 200 after 1");
    assert_int_equal(fixture_of(state).send("sms").status.value_or(0), 207);
    assert_int_equal(fixture_of(state).phones().size(), 0);
}

void a_code_that_was_not_delivered_is_still_known(void** state) {
    fixture_of(state).set_phone("delivery = 101 after 3");
    const std::string reference = text(fixture_of(state).send("call", "&verify_code=12345"), "/reference_id");
    fixture_of(state).wait(4s);
    const reply wrong = fixture_of(state).check(reference, "54321");
    assert_int_equal(wrong.status.value_or(0), 101);
    assert_string_equal(text(wrong, "/verify/code_state").c_str(), "INVALID");
    assert_string_equal(text(fixture_of(state).check(reference, "12345"), "/verify/code_state").c_str(),
                        "VALID");
}

void what_a_fault_decides_stays(void** state) {
    fixture_of(state).set_phone("send = status 101\ndelivery = 100 after 1");
    const std::string reference = text(fixture_of(state).send("call"), "/reference_id");
    fixture_of(state).wait(2s);
    assert_int_equal(fixture_of(state).status(reference).status.value_or(0), 101);
}

void replies_carry_what_is_set_for_the_phone(void** state) {
    for (const char* object : {"phone_type", "risk", "sim_swap", "call_forwarding"})
        assert_false(document_of(fixture_of(state).send("call")).contains(object));
    fixture_of(state).set_phone("phone-type = voip\nrisk-level = high\nsim-swap = 4\nforwarding = forwarded");
    const reply sent = fixture_of(state).send("call", "&call_forward_action=flag");
    const reply told = fixture_of(state).status(text(sent, "/reference_id"));
    for (const reply& answer : {sent, told}) {
        assert_string_equal(text(answer, "/phone_type/code").c_str(), "5");
        assert_string_equal(text(answer, "/risk/recommendation").c_str(), "block");
        assert_string_equal(text(answer, "/sim_swap/risk_indicator").c_str(), "4");
        assert_string_equal(text(answer, "/call_forwarding/action").c_str(), "FLAG");
        assert_string_equal(text(answer, "/call_forwarding/call_forward").c_str(), "FORWARDED");
    }
    assert_int_equal(fixture_of(state).phones().size(), 5);
}

void a_forwarded_call_is_blocked_when_asked_for(void** state) {
    fixture_of(state).set_phone("forwarding = forwarded\ndelivery = 100 after 1");
    const reply blocked = fixture_of(state).send("call", "&call_forward_action=block");
    assert_int_equal(blocked.status.value_or(0), 130);
    assert_string_equal(text(blocked, "/call_forwarding/action").c_str(), "BLOCK");
    assert_int_equal(fixture_of(state).phones().size(), 0);
    fixture_of(state).wait(2s);
    assert_int_equal(fixture_of(state).status(text(blocked, "/reference_id")).status.value_or(0), 130);
    fixture_of(state).set_phone("forwarding = unavailable");
    assert_int_equal(fixture_of(state).send("call", "&call_forward_action=block").status.value_or(0), 103);
}

void each_state_of_a_delivery_has_its_callback(void** state) {
    fixture_of(state).set_phone("delivery = 290, 200 after 1.5\nrisk-level = low");
    const reply sent = fixture_of(state).send("sms");
    const auto& made = fixture_of(state).callbacks();
    assert_int_equal(made.size(), 2);
    assert_int_equal(made[0].after.count(), 0);
    assert_int_equal(made[1].after.count(), 1500);
    assert_string_equal(made[1].destination.host.c_str(), "account.test");
    const ordered_json document = ordered_json::parse(made[1].body);
    assert_int_equal(document["status"]["code"].get<int>(), 200);
    assert_string_equal(document["status"]["updated_on"].get<std::string>().c_str(),
                        "2026-11-21T12:00:01.500000Z");
    assert_string_equal(document["reference_id"].get<std::string>().c_str(),
                        text(sent, "/reference_id").c_str());
    assert_string_equal(document["score_status"]["risk"]["level"].get<std::string>().c_str(), "low");
    assert_int_equal(ordered_json::parse(made[0].body)["status"]["code"].get<int>(), 290);
    fixture_of(state).wait(1500ms);
    const ordered_json later = document_of(fixture_of(state).status(text(sent, "/reference_id")));
    assert_true(later.at("status") == document.at("status"));
}

void a_requests_own_callback_url_wins(void** state) {
    fixture_of(state).send("sms", "&callback_url=https://own.test:8443/news?a=1");
    const url& to = fixture_of(state).callbacks().at(0).destination;
    assert_string_equal(to.authority.c_str(), "own.test:8443");
    assert_string_equal(to.target.c_str(), "/news?a=1");
    assert_true(to.tls);
}

void what_sends_nothing_calls_nobody_back(void** state) {
    fixture_of(state).send("sms", "&ucid=XXXX");
    fixture_of(state).set_phone("send = http 503");
    fixture_of(state).send("sms");
    assert_int_equal(fixture_of(state).callbacks().size(), 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_sender_answers_and_sends, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(optional_objects_appear_when_asked_for, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(a_code_is_checked, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(a_code_and_its_reference_grow_old, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(references_that_are_none_are_refused, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(a_code_to_check_is_all_digits, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(a_code_is_text_with_its_leading_zeros, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(an_ordered_reference_is_known_as_it_was_given, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(a_patch_changes_what_is_said_and_not_what_is_known, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(the_completion_of_a_call_is_shaped_as_voice_verifys, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(the_completion_of_a_text_message_is_shaped_as_sms_verifys,
                                        make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(a_completion_is_for_the_customers_own_codes_and_has_no_body,
                                        make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(an_undelivered_message_is_not_in_the_outbox_but_has_a_reference,
                                        make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(a_lost_reply_has_sent_its_code, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(whoever_follows_a_redirect_is_told_a_lie, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(a_delivery_changes_with_the_time, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(the_first_step_is_the_senders_reply, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(a_code_that_was_not_delivered_is_still_known, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(what_a_fault_decides_stays, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(replies_carry_what_is_set_for_the_phone, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(a_forwarded_call_is_blocked_when_asked_for, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(each_state_of_a_delivery_has_its_callback, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(a_requests_own_callback_url_wins, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(what_sends_nothing_calls_nobody_back, make_fixture, remove_fixture),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
