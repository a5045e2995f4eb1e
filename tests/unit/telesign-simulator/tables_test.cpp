// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/tables.h"

#include <set>
#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

constexpr int on_their_way[] = {100, 103, 105, 200, 201, 203, 251, 290, 291, 292, 295, 2000};
constexpr int not_delivered[] = {101, 106, 107, 108, 129, 130, 133, 207, 210, 211, 220, 221,
                                 222, 229, 230, 231, 232, 233, 237, 238, 250, 293, 500, 501,
                                 502, 503, 504, 505, 506, 507, 508, 509, 510, 511, 512, 513,
                                 514, 515, 516, 517, 518, 519, 520, 521, 599, 2028};
constexpr int others[] = {300,  301,  1900, 2800, 2801, 2802, 2803, 2804,
                          2805, 2806, 2807, 2808, 2809, 2810, 2811, 2812};

/// As developer.telesign.com lists them.
void messages_that_may_arrive_are_told_from_those_that_do_not(void**) {
    for (const int code : on_their_way)
        assert_true(status_arrives(code));
    for (const int code : not_delivered)
        assert_false(status_arrives(code));
    assert_false(status_arrives(7));
}

void every_status_of_telesigns_list_has_its_own_text(void**) {
    std::set<std::string> texts;
    const auto look_at = [&](int code) {
        const std::string text = status_text(code);
        if (text.empty() || text == "Status " + std::to_string(code) || !texts.insert(text).second)
            fail_msg("%d: '%s'", code, text.c_str());
    };
    for (const int code : on_their_way)
        look_at(code);
    for (const int code : not_delivered)
        look_at(code);
    for (const int code : others)
        look_at(code);
    assert_string_equal(status_text(103).c_str(), "Call in progress");
    assert_string_equal(status_text(232).c_str(), "Message blocked due to number deactivation event");
    assert_string_equal(status_text(4711).c_str(), "Status 4711");
}

struct error_case {
    int code;
    int http;
    int status;
    const char* text;
};

/// Verify SMS's reference of 2026, and for what it does not have, the list of all status and error codes.
constexpr error_case documented[] = {
    {-10001, 400, 500, "Invalid Request"},
    {-10001, 401, 501, "Not Allowed Host"},
    {-10001, 404, 500, "CustomerID/ReferenceID not found"},
    {-10004, 404, 599, "Reference ID expired."},
    {-10009, 401, 500, "Invalid source IP address"},
    {-10030, 402, 500, "Insufficient funds in prepaid wallet."},
    {-10033, 401, 500, "{phone_number} has not been verified for this trial account."},
    {-20001, 401, 501, "Invalid Request: CustomerID Parameter"},
    {-20002, 401, 501, "This product is not enabled for this Customer ID."},
    {-20003, 401, 501, "This feature is not enabled for this Customer ID."},
    {-20004, 401, 501, "This product is not enabled for this country."},
    {-30000, 401, 501, "Invalid Customer ID."},
    {-30001, 401, 501, "Customer ID Account Suspended."},
    {-30002, 401, 501, "Customer ID Account Not Activated."},
    {-30003, 401, 501, "Customer ID new account limit reached."},
    {-30004, 401, 501, "Missing required 'Authorization' header"},
    {-30005, 401, 501, "Required 'Authorization' header is not in the correct format"},
    {-30006, 401, 501, "Invalid Signature"},
    {-30007, 401, 501, "Missing required 'Date' or 'x-ts-date' header"},
    {-30008, 401, 500, "Invalid 'x-ts-auth-method' header."},
    {-30009, 401, 501, "'Date' or 'x-ts-date' header is not RFC822 compliant"},
    {-30010, 401, 501, "'Date' or 'x-ts-date' header is not within tolerable range"},
    {-30011, 401, 501, "'x-ts-nonce' header value is either too long or too short"},
    {-30012, 401, 501, "'x-ts-nonce' header value has been used recently"},
    {-30013, 401, 501, "Invalid ReferenceID for Verify Completion"},
    {-30015, 401, 501, "Invalid API Key."},
    {-40001, 404, 500, "Status unavailable"},
    {-40002, 401, 501, "Not Authorized"},
    {-40004, 404, 500, "Resource Not Found"},
    {-40005, 405, 500, "Method Not Allowed"},
    {-40006, 400, 500, "Bad request"},
    {-40007, 400, 500, "No Data Submitted"},
    {-40007, 429, 500, "Rate Limit Exceeded"},
    {-40008, 429, 500, "Verify SMS exceeded transaction hard cap. Request denied."},
    {-40009, 400, 500, "Phone number not supported"},
    {-50001, 400, 500, "Max retries limit reached"},
    {-50054, 401, 501, "Invalid API key"},
    {-50055, 401, 501, "Inactive API key"},
    {-50056, 401, 501, "Inactive application"},
    {-50057, 400, 500, "Invalid verification code"},
    {-60001, 200, 301, "PhoneID data not found"},
    {-90001, 503, 500, "System Unavailable, please try again later."},
};

void errors_come_with_their_http_status_and_text(void**) {
    for (const error_case& each : documented) {
        const api_error error = make_error(each.code, each.http);
        if (error.code != each.code || error.http != each.http || error.status != each.status ||
            error.description != each.text)
            fail_msg("%d %d: HTTP %d, status %d, '%s'", each.code, each.http, error.http, error.status,
                     error.description.c_str());
    }
}

void an_error_is_under_its_first_http_status_unless_another_is_asked_for(void**) {
    assert_int_equal(make_error(-10001).http, 400);
    assert_int_equal(make_error(-40007).http, 400);
    assert_int_equal(make_error(-30006).http, 401);
    assert_int_equal(make_error(-90001, 500).http, 500);
    assert_string_equal(make_error(-90001, 500).description.c_str(), make_error(-90001).description.c_str());
    const api_error unknown = make_error(-77777);
    assert_int_equal(unknown.http, 400);
    assert_string_equal(unknown.description.c_str(), "Error -77777");
    assert_int_equal(make_error(-77777, 401).status, 501);
}

void every_number_comes_under_one_http_status_once(void**) {
    std::set<std::pair<int, int>> seen;
    for (const error_row& row : error_rows()) {
        if (!seen.emplace(row.code, row.http).second || row.text.empty())
            fail_msg("%d under HTTP %d", row.code, row.http);
    }
}

void products_have_their_own_words(void**) {
    const auto text = [](int code, product owner) {
        return in_words_of(owner, make_error(code)).description;
    };
    using enum product;
    assert_string_equal(text(-30000, sms).c_str(), "Invalid Customer ID.");
    assert_string_equal(text(-30000, voice_and_smart).c_str(), "Invalid CustomerID");
    assert_string_equal(text(-30000, completion).c_str(), "Invalid customer ID");
    assert_string_equal(text(-20001, voice_and_smart).c_str(), "Invalid request");
    assert_string_equal(text(-30004, voice_and_smart).c_str(), text(-30004, sms).c_str());
    assert_string_equal(text(-30001, completion).c_str(), "Account suspended");
    api_error own = make_error(-30000);
    own.description = "something else";
    assert_string_equal(in_words_of(completion, own).description.c_str(), "something else");
}

void the_many_meanings_of_10001_are_told_apart(void**) {
    assert_string_equal(invalid_parameter("ucid").description.c_str(), "Invalid Request: ucid Parameter");
    assert_int_equal(invalid_parameter("ucid").http, 400);
    assert_string_equal(missing_field("phone_number").description.c_str(),
                        "Invalid Request: Missing Parameter: phone_number");
    assert_int_equal(reference_not_found().http, 404);
    assert_int_equal(reference_not_found().code, -10001);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(messages_that_may_arrive_are_told_from_those_that_do_not),
        cmocka_unit_test(every_status_of_telesigns_list_has_its_own_text),
        cmocka_unit_test(errors_come_with_their_http_status_and_text),
        cmocka_unit_test(an_error_is_under_its_first_http_status_unless_another_is_asked_for),
        cmocka_unit_test(every_number_comes_under_one_http_status_once),
        cmocka_unit_test(products_have_their_own_words),
        cmocka_unit_test(the_many_meanings_of_10001_are_told_apart),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
