// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/reply_builder.h"

#include "unit/telesign-simulator/known_time.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;
using nlohmann::ordered_json;
using test::noon;

constexpr const char* reference = "ABCDEF0123456789ABCDEF0123456789";

/// A reply that says that the code is right, faulty_reply by `faults`.
reply faulty_reply(const char* faults, gateway::channel channel = gateway::channel::sms) {
    reply_builder made = begin_reply(290, noon);
    made.document["reference_id"] = reference;
    made.document["verify"] = {{"code_state", "INVALID"}, {"code_entered", "12345"}};
    const auto parsed = parse_faults(faults);
    for (const fault& each : parsed.value())
        apply_fault(each,
                    {.channel = channel,
                     .host = "simulator.test:8443",
                     .reference_id = reference,
                     .now = noon,
                     .endpoint = endpoint::check},
                    made);
    return build_reply(std::move(made));
}

ordered_json document_of(const reply& answer) {
    return ordered_json::parse(answer.body);
}

std::string state_of(const reply& answer) {
    return document_of(answer)["verify"]["code_state"];
}

void without_a_fault_the_reply_is_plain(void**) {
    reply_builder made = begin_reply(290, noon);
    const reply answer = build_reply(std::move(made));
    assert_int_equal(answer.http, 200);
    assert_int_equal(answer.status.value_or(0), 290);
    assert_false(answer.error.has_value());
    assert_string_equal(answer.body.c_str(),
                        R"({"errors":[],"status":{"updated_on":"2026-11-21T12:00:00.000000Z","code":290,)"
                        R"("description":"Message in progress"}})");
}

void a_status_brings_its_text(void**) {
    const reply answer = faulty_reply("status 207");
    assert_int_equal(answer.status.value_or(0), 207);
    assert_string_equal(document_of(answer)["status"]["description"].get<std::string>().c_str(),
                        "Error delivering SMS to handset (reason unknown)");
}

void an_error_comes_with_its_http_and_status(void**) {
    const reply own = faulty_reply("error -30006");
    assert_int_equal(own.http, 401);
    assert_int_equal(own.error.value_or(0), -30006);
    assert_int_equal(own.status.value_or(0), 501);
    const reply told = faulty_reply("error -40007 429");
    assert_int_equal(told.http, 429);
    assert_string_equal(document_of(told)["errors"][0]["description"].get<std::string>().c_str(),
                        "Rate Limit Exceeded");
    const reply worded = faulty_reply("error -10001 400 Not Allowed Host");
    assert_int_equal(worded.http, 400);
    assert_string_equal(document_of(worded)["errors"][0]["description"].get<std::string>().c_str(),
                        "Not Allowed Host");
    assert_string_equal(
        document_of(faulty_reply("error -10001 401"))["errors"][0]["description"].get<std::string>().c_str(),
        "Not Allowed Host");
    assert_string_equal(
        document_of(faulty_reply("error -10001 404"))["errors"][0]["description"].get<std::string>().c_str(),
        "CustomerID/ReferenceID not found");
}

void a_bare_http_status_has_a_page(void**) {
    const reply answer = faulty_reply("http 503");
    assert_int_equal(answer.http, 503);
    assert_string_equal(answer.content_type.c_str(), "text/html");
    assert_true(answer.body.find("<h1>503</h1>") != std::string::npos);
    assert_false(answer.status.has_value());
}

void a_redirect_leads_back_here(void**) {
    const reply answer = faulty_reply("redirect");
    assert_int_equal(answer.http, 302);
    assert_string_equal(answer.location.c_str(),
                        "https://simulator.test:8443/v1/redirected/ABCDEF0123456789ABCDEF0123456789");
}

void a_header_asks_for_patience_whatever_the_order(void**) {
    for (const char* faults : {"retry-after 5, http 429", "http 429, retry-after 5",
                               "retry-after 5, error -40007 429", "error -40007 429, retry-after 5"}) {
        const reply answer = faulty_reply(faults);
        assert_int_equal(answer.http, 429);
        assert_int_equal(answer.retry_after.value_or(-1), 5);
    }
    assert_false(faulty_reply("http 429").retry_after.has_value());
    const reply late = faulty_reply("delay 1, cut-after, error -40008");
    assert_int_equal(late.delay.count(), 1000);
    assert_true(late.transfer == transfer_mode::cut_after);
}

void delivery_faults_leave_the_document_alone(void**) {
    const std::pair<const char*, transfer_mode> cases[] = {{"no-answer", transfer_mode::none},
                                                           {"cut-before", transfer_mode::cut_before},
                                                           {"cut-amid", transfer_mode::cut_amid},
                                                           {"cut-after", transfer_mode::cut_after}};
    for (const auto& [name, transfer] : cases) {
        const reply answer = faulty_reply(name);
        assert_true(answer.transfer == transfer);
        assert_string_equal(answer.body.c_str(), faulty_reply("delay 0").body.c_str());
    }
    assert_int_equal(faulty_reply("delay 0.5, delay 1").delay.count(), 1500);
}

void bodies_that_are_not_json(void**) {
    assert_false(ordered_json::accept(faulty_reply("bad-json").body));
    assert_false(ordered_json::accept(faulty_reply("bad-utf8").body));
    assert_true(faulty_reply("bad-utf8").body.find("\xff\xc3(\xed\xa0\x80") != std::string::npos);
    assert_int_equal(faulty_reply("empty-body").body.size(), 0);
    assert_string_equal(faulty_reply("deep-nesting").body.c_str(), std::string(60000, '[').c_str());
}

void huge_bodies_are_good_json(void**) {
    for (const char* name : {"huge-body", "huge-chunked"}) {
        const reply answer = faulty_reply(name);
        assert_true(answer.body.size() > 1024UL * 1024);
        assert_int_equal(document_of(answer)["status"]["code"].get<int>(), 290);
    }
    assert_true(faulty_reply("huge-body").transfer == transfer_mode::whole);
    assert_true(faulty_reply("huge-chunked").transfer == transfer_mode::chunked);
}

void a_patch_changes_the_document(void**) {
    const ordered_json document =
        document_of(faulty_reply(R"(patch {"reference_id":null,"verify":{"code_state":"VALID"}}, )"
                                 R"(patch [{"op":"add","path":"/errors/-","value":{"code":-90001}}])"));
    assert_false(document.contains("reference_id"));
    assert_string_equal(document["verify"].dump().c_str(),
                        R"({"code_state":"VALID","code_entered":"12345"})");
    assert_int_equal(document["errors"][0]["code"].get<int>(), -90001);
    assert_int_equal(faulty_reply(R"(patch {"status":{"code":"290"}})").status.value_or(0),
                     290); // for the access log
}

void a_patch_of_an_error_keeps_its_http_status(void**) {
    const reply answer =
        faulty_reply(R"(error -90001 500, patch {"errors":[],"verify":{"code_state":"VALID"}})");
    assert_int_equal(answer.http, 500);
    assert_false(answer.error.has_value());
    assert_string_equal(state_of(answer).c_str(), "VALID");
}

void what_does_not_fit_is_an_error_of_the_servers(void**) {
    for (const char* faults : {R"(patch [{"op":"remove","path":"/voice"}])", R"(patch [1])",
                               R"(patch {"status":1}, status 290)", R"(patch {"status":[]}, bad-utf8)"}) {
        const reply answer = faulty_reply(faults);
        assert_int_equal(answer.http, 500);
        assert_string_equal(answer.content_type.c_str(), "text/html");
    }
    assert_int_equal(faulty_reply(R"(http 503, patch [1])").http, 503);
}

void faults_add_up_in_any_order(void**) {
    for (const char* first :
         {"http 503", "redirect", "error -40006", "empty-body", R"(patch {"status":[],"errors":1})"})
        for (const std::string_view second : fault_names())
            if (const auto each = parse_fault(second)) {
                const reply answer = faulty_reply((std::string{first} + ", " + std::string{second}).c_str());
                assert_in_range(answer.http, 200, 599);
            }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(without_a_fault_the_reply_is_plain),
        cmocka_unit_test(a_status_brings_its_text),
        cmocka_unit_test(an_error_comes_with_its_http_and_status),
        cmocka_unit_test(a_bare_http_status_has_a_page),
        cmocka_unit_test(a_redirect_leads_back_here),
        cmocka_unit_test(a_header_asks_for_patience_whatever_the_order),
        cmocka_unit_test(delivery_faults_leave_the_document_alone),
        cmocka_unit_test(bodies_that_are_not_json),
        cmocka_unit_test(huge_bodies_are_good_json),
        cmocka_unit_test(a_patch_changes_the_document),
        cmocka_unit_test(a_patch_of_an_error_keeps_its_http_status),
        cmocka_unit_test(what_does_not_fit_is_an_error_of_the_servers),
        cmocka_unit_test(faults_add_up_in_any_order),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
