// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/reply_builder.h"

#include "unit/telesign-simulator/service_fixture.h"

#include "cmocka_cpp.h"

// The shapes that TeleSign's API descriptions of 2022 and 2026 have for errors.
namespace {

using namespace simulator;
using namespace test;
using nlohmann::ordered_json;

constexpr const char* unknown = "ABCDEF0123456789ABCDEF0123456789";

ordered_json refused(const api_error& error, endpoint target,
                     gateway::channel channel = gateway::channel::sms) {
    const reply_builder made = refuse(error, {.channel = channel,
                                              .host = {},
                                              .reference_id = unknown,
                                              .now = noon,
                                              .endpoint = target,
                                              .phone_number = "13105551212"});
    assert_int_equal(made.envelope.http, error.http);
    return made.document;
}

void assert_members(const ordered_json& document, const ordered_json& reference_id,
                    const ordered_json& sub_resource) {
    if (document.at("reference_id") != reference_id || document.at("sub_resource") != sub_resource)
        fail_msg("%s", document.dump().c_str());
}

void a_sender_writes_an_id_and_its_own_name(void**) {
    using enum gateway::channel;
    const std::pair<gateway::channel, const char*> senders[] = {
        {sms, "sms"}, {voice, "call"}, {smart, "smart"}};
    for (const auto& [channel, name] : senders) {
        const ordered_json document = refused(make_error(-40006), endpoint::send, channel);
        assert_int_equal(document.at("reference_id").get<std::string>().size(), 32);
        assert_string_equal(document.at("sub_resource").get<std::string>().c_str(), name);
        assert_int_equal(document.at("errors").at(0).at("code").get<int>(), -40006);
        assert_int_equal(document.at("status").at("code").get<int>(), 500);
        assert_false(document.contains("verify"));
    }
}

void a_status_writes_what_its_examples_have(void**) {
    assert_members(refused(invalid_parameter("ReferenceID"), endpoint::check), "None", "");
    assert_members(refused(make_error(-30004), endpoint::check), nullptr, nullptr);
    assert_members(refused(make_error(-10004), endpoint::check), unknown, "");
    assert_members(refused(make_error(-40007, 429), endpoint::check), unknown, "");
    assert_members(refused(make_error(-90001), endpoint::check), nullptr, nullptr);
    const reply_builder lower =
        refuse(reference_not_found(), {.channel = {},
                                       .host = {},
                                       .reference_id = "abcdef0123456789abcdef0123456789",
                                       .now = noon,
                                       .endpoint = endpoint::check});
    assert_members(lower.document, "None", "");
    assert_int_equal(refused(make_error(-10004), endpoint::check).at("status").at("code").get<int>(), 599);
}

void a_completions_errors_have_no_list_around_them(void**) {
    for (const int code : {-10001, -30013, -30000}) {
        const ordered_json document = refused(make_error(code), endpoint::complete);
        assert_int_equal(document.size(), 2);
        assert_int_equal(document.at("code").get<int>(), code);
        assert_false(document.at("description").get<std::string>().empty());
    }
    assert_string_equal(
        refused(make_error(-90001), endpoint::complete).dump().c_str(),
        R"({"status":{"code":500,"description":"Transaction not attempted"},"error":{"code":-90001,)"
        R"("description":"System Unavailable, Please try again later."}})");
}

void the_access_log_learns_the_number_in_every_shape(void**) {
    for (const endpoint target : {endpoint::send, endpoint::check, endpoint::complete, endpoint::none})
        for (const int code : {-30000, -90001}) {
            const reply answer = build_reply(
                refuse(make_error(code),
                       {.channel = {}, .host = {}, .reference_id = {}, .now = noon, .endpoint = target}));
            assert_int_equal(answer.error.value_or(0), code);
        }
}

void a_trial_accounts_error_names_the_phone(void**) {
    const ordered_json document = refused(make_error(-10033), endpoint::send);
    assert_string_equal(document.at("errors").at(0).at("description").get<std::string>().c_str(),
                        "13105551212 has not been verified for this trial account.");
}

void a_wrong_signature_is_answered_with_what_was_signed(void** state) {
    request made = basic_request("PUT", std::string{"/v1/verify/completion/"} + unknown);
    made.headers["authorization"] = "TSA CUSTOMER-1:AAAA";
    made.headers["date"] = "Sat, 21 Nov 2026 12:00:00 GMT";
    made.headers["x-ts-auth-method"] = "HMAC-SHA256";
    made.headers["x-ts-nonce"] = "12345678";
    for (const auto& [method, path] : {std::pair{"PUT", std::string{"/v1/verify/completion/"} + unknown},
                                       std::pair{"GET", std::string{"/v1/verify/"} + unknown}}) {
        made.method = method;
        made.target = path;
        const reply answer = fixture_of(state).ask(made);
        assert_refused(answer, 401, -30006);
        const std::string expected = std::string{method} +
                                     "\n\nSat, 21 Nov 2026 12:00:00 GMT\nx-ts-auth-method:HMAC-SHA256\n"
                                     "x-ts-nonce:12345678\n" +
                                     path;
        assert_string_equal(text(answer, "/signature_string").c_str(), expected.c_str());
    }
}

void every_documented_error_can_be_ordered_for_every_endpoint(void** state) {
    service_fixture& at = fixture_of(state);
    for (const error_row& row : error_rows()) {
        at.set_phone("");
        const std::string reference = text(at.send("sms", "&verify_code=123"), "/reference_id");
        const std::string order = "error " + std::to_string(row.code) + " " + std::to_string(row.http);
        at.set_phone("send = " + order + "\ncheck = " + order + "\ncomplete = " + order);
        for (const reply& answer : {at.send("sms"), at.status(reference),
                                    at.ask(basic_request("PUT", "/v1/verify/completion/" + reference))}) {
            assert_int_equal(answer.http, row.http);
            assert_int_equal(answer.error.value_or(0), row.code);
        }
        if (row.code != -10033 && row.code != 10033)
            assert_string_equal(text(at.send("sms"), "/errors/0/description").c_str(),
                                std::string{row.text}.c_str());
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_sender_writes_an_id_and_its_own_name),
        cmocka_unit_test(a_status_writes_what_its_examples_have),
        cmocka_unit_test(a_completions_errors_have_no_list_around_them),
        cmocka_unit_test(the_access_log_learns_the_number_in_every_shape),
        cmocka_unit_test(a_trial_accounts_error_names_the_phone),
        cmocka_unit_test_setup_teardown(a_wrong_signature_is_answered_with_what_was_signed, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(every_documented_error_can_be_ordered_for_every_endpoint,
                                        make_fixture, remove_fixture),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
