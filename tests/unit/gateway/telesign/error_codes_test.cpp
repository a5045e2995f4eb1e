// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/error_codes.h"

#include "words.h"

#include <algorithm>
#include <climits>
#include <iterator>
#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace gateway::telesign;
using gateway::outcome;

/// One row of TeleSign's tables: what comes, what it is, and what the log says of who has to act.
struct error_case {
    int code;
    long http_status;
    std::string_view text;
    error_class kind;
    std::string_view remedy;
};

constexpr error_case error_cases[] = {
    // errors[]
    {-10001, 400, "Not Allowed Host", error_class::authorization, "allow it in TeleSign's portal"},
    {-10001, 401, "Not Allowed Host", error_class::authorization, "allow it in TeleSign's portal"},
    {-10009, 400, "Invalid source IP address", error_class::authorization, "allow it in TeleSign's portal"},
    {-10009, 401, "Invalid source IP address", error_class::authorization, "allow it in TeleSign's portal"},
    {-10001, 400, "Invalid Request: PhoneNumber Parameter", error_class::validation, "correct the one"},
    {-10001, 400, "Unsupported product", error_class::validation, "ask TeleSign"},
    {-10001, 404, "CustomerID/ReferenceID not found", error_class::gone, "does not know"},
    {-10004, 404, "Reference ID expired", error_class::gone, "expired"},
    {-10030, 402, "Insufficient funds", error_class::funds, "top up"},
    {-10033, 401, "Unverified number", error_class::phone, "verify this one in TeleSign's portal"},
    {-20001, 401, "Invalid Customer ID", error_class::authorization, "customer_id"},
    {-20002, 401, "Product not enabled", error_class::authorization, "ask TeleSign to enable it"},
    {-20003, 401, "Feature not enabled", error_class::authorization, "ask TeleSign to enable it"},
    {-20004, 401, "Country not enabled", error_class::authorization, "ask TeleSign to enable them"},
    {-30000, 401, "Invalid Customer ID.", error_class::authorization, "customer_id"},
    {-30001, 401, "Customer ID Account Suspended.", error_class::authorization, "ask TeleSign"},
    {-30002, 401, "Customer ID Account Not Activated.", error_class::authorization, "activate it"},
    {-30003, 401, "Customer ID new account limit reached.", error_class::authorization, "ask TeleSign"},
    {-30004, 401, "", error_class::authorization, "Authorization is missing"},
    {-30005, 401, "", error_class::authorization, "Authorization is malformed"},
    {-30006, 401, "Invalid Signature.", error_class::authorization, "check api_key"},
    {-30007, 401, "", error_class::authorization, "Date is missing"},
    {-30008, 401, "", error_class::authorization, "auth = basic"},
    {-30009, 401, "", error_class::authorization, "Date is malformed"},
    {-30010, 401, "", error_class::authorization, "clock"},
    {-30011, 401, "", error_class::authorization, "nonce is too long or too short"},
    {-30012, 401, "", error_class::authorization, "nonce was used before"},
    {-30013, 401, "", error_class::validation, "completion = auto"},
    {-30015, 401, "", error_class::authorization, "check api_key"},
    {-40001, 404, "", error_class::undecided, "the code stays valid: try again"},
    {-50059, 400, "", error_class::undecided, "the code stays valid: try again"},
    {-40002, 401, "Not Authorized", error_class::authorization, "check api_key"},
    {-40004, 404, "Resource Not Found", error_class::gone, "does not know"},
    {-40005, 405, "Method Not Allowed", error_class::validation, "method"},
    {-40006, 400, "Bad Request", error_class::validation, "malformed"},
    {-40007, 400, "No Data Submitted", error_class::validation, "without its fields"},
    {-40007, 429, "Rate Limit Exceeded", error_class::rate, "ask TeleSign for a higher limit"},
    {-40007, 400, "Rate Limit Exceeded", error_class::rate, "ask TeleSign for a higher limit"},
    {-40008, 429, "exceeded transaction hard cap", error_class::rate, "ask TeleSign to raise it"},
    {-40009, 400, "", error_class::phone, "enter another one"},
    {-50001, 400, "", error_class::used_up, "no tries are left"},
    {-50054, 401, "", error_class::authorization, "check api_key"},
    {-50055, 401, "", error_class::authorization, "activate it"},
    {-50056, 401, "", error_class::authorization, "activate it"},
    {-50057, 400, "", error_class::wrong_code, "the code is wrong"},
    {-60001, 200, "", error_class::no_data, "too often"},
    {-90001, 503, "System Unavailable", error_class::unavailable, "try again later"},
    {-90001, 500, "System Unavailable", error_class::unavailable, "try again later"},
    // status.code of PhoneID, Score and Intelligence
    {-10000, 503, "", error_class::unavailable, "try again later"},
    {10008, 401, "Invalid Signature", error_class::authorization, "check api_key"},
    {10009, 401, "", error_class::validation, "message"},
    {10010, 401, "Invalid parameter: originating_ip", error_class::validation, "originating_ip"},
    {10010, 401, "Account suspended", error_class::authorization, "ask TeleSign"},
    {10011, 401, "", error_class::validation, "reference_id"},
    {10012, 401, "", error_class::authorization, "ask TeleSign to enable it"},
    {10013, 401, "", error_class::authorization, "customer_id"},
    {10014, 401, "", error_class::authorization, "allow it in TeleSign's portal"},
    {10015, 401, "", error_class::authorization, "customer_id"},
    {10017, 404, "", error_class::gone, "does not know"},
    {10019, 429, "", error_class::rate, "ask TeleSign for a higher limit"},
    {10020, 429, "", error_class::rate, "ask TeleSign to raise it"},
    {10030, 402, "", error_class::funds, "top up"},
    {10032, 400, "", error_class::barred_phone, "block list"},
    {10033, 400, "", error_class::phone, "verify this one in TeleSign's portal"},
    {10041, 400, "", error_class::barred_phone, "law"},
    {11000, 400, "", error_class::phone, "correct it"},
    {11001, 400, "", error_class::phone, "correct the number"},
    {11002, 400, "", error_class::validation, "account_id"},
    {11003, 400, "", error_class::validation, "account_lifecycle_event"},
    {11005, 400, "", error_class::validation, "customer_id"},
    {11006, 400, "", error_class::validation, "device_id"},
    {11007, 400, "", error_class::validation, "email_address"},
    {11010, 400, "", error_class::validation, "originating_ip"},
    {11011, 400, "", error_class::validation, "reference_id"},
    {12000, 400, "", error_class::validation, "phone_number"},
    {12003, 400, "", error_class::validation, "account_lifecycle_event"},
};

struct class_case {
    error_class kind;
    gateway::outcome outcome;
    std::string_view name;
    bool has_message; ///< a sentence for the person
};

constexpr class_case class_cases[] = {
    {error_class::authorization, outcome::refused, "authorization", true},
    {error_class::validation, outcome::refused, "validation", true},
    {error_class::gone, outcome::expired, "service", true},
    {error_class::rate, outcome::rate_limited, "service", true},
    {error_class::funds, outcome::refused, "service", true},
    {error_class::no_data, outcome::unavailable, "service", true},
    {error_class::unavailable, outcome::unavailable, "service", false},
    {error_class::undecided, outcome::undecided, "service", true},
    {error_class::phone, outcome::undeliverable, "phone", true},
    {error_class::barred_phone, outcome::blocked, "phone", true},
    {error_class::wrong_code, outcome::wrong, "service", false},
    {error_class::used_up, outcome::exhausted, "service", false},
};

void every_row_of_telesigns_tables_has_its_class_and_its_remedy(void** state) {
    (void)state;
    for (const error_case& one : error_cases) {
        const error_reading reading = read_error(one.code, one.http_status, one.text);
        if (reading.kind != one.kind || reading.note.find(one.remedy) == std::string_view::npos)
            fail_msg("%d under HTTP %ld: %s", one.code, one.http_status, std::string{reading.note}.c_str());
        const auto found = find_error(one.code, one.http_status, one.text);
        assert_true(found && found->kind == one.kind);
    }
    for (const error_row& row : error_table()) // no row without a case above
        assert_true(std::any_of(std::begin(error_cases), std::end(error_cases), [&](const error_case& one) {
            return one.code == row.code && one.kind == row.kind;
        }));
}

void every_class_has_its_outcome_and_its_words(void** state) {
    (void)state;
    for (const class_case& one : class_cases) {
        assert_true(outcome_of(one.kind) == one.outcome);
        assert_true(name_of(one.kind) == one.name);
        assert_true(user_message_of(one.kind).empty() != one.has_message);
        assert_true(!one.has_message || test::is_plain_sentence(user_message_of(one.kind)));
    }
}

void an_error_code_with_one_meaning_keeps_it_under_any_http_status_but_429(void** state) {
    (void)state;
    for (const error_row& row : error_table())
        if (row.http_status == 0 && row.text.empty())
            for (const long http_status : {200L, 400L, 401L, 404L, 500L, 503L})
                assert_true(read_error(row.code, http_status, "not found, no data").kind == row.kind);
}

void codes_with_several_meanings_are_told_apart_by_text_then_by_http_status(void** state) {
    (void)state;
    const error_case cases[] = {
        {-10001, 404, "Not Allowed Host", error_class::authorization, ""},
        {-10001, 404, "", error_class::gone, ""},
        {-10001, 401, "", error_class::authorization, ""},
        {-10001, 400, "", error_class::validation, ""},
        {-10001, 200, "Invalid Request: PhoneNumber Parameter", error_class::validation, ""},
        {-10001, 200, "Reference ID NOT FOUND", error_class::gone, ""},
        {-10001, 503, "", error_class::unavailable, ""},
        {-10001, 200, "", error_class::unavailable, ""},
        {-40007, 200, "No data submitted", error_class::validation, ""},
        {-40007, 400, "", error_class::validation, ""},
        {-40007, 500, "something", error_class::unavailable, ""},
        {10010, 400, "", error_class::validation, ""},
        {10010, 400, "Customer suspended", error_class::authorization, ""},
    };
    for (const error_case& one : cases)
        assert_true(read_error(one.code, one.http_status, one.text).kind == one.kind);
}

void a_rate_limit_is_one_under_whatever_code(void** state) {
    (void)state;
    for (const int code : {-10001, -30006, -40006, -40007, -77777, 10019, 12000}) {
        assert_true(read_error(code, 429, "").kind == error_class::rate);
        assert_true(read_error(code, 400, "Rate Limit Exceeded").kind == error_class::rate);
        assert_false(read_error(code, 429, "").note.empty());
    }
    // These answer for the code that was typed.
    assert_true(read_error(-50057, 429, "").kind == error_class::wrong_code);
    assert_true(read_error(-50001, 429, "").kind == error_class::used_up);
}

void an_unknown_error_code_goes_by_http_status_and_has_no_note(void** state) {
    (void)state;
    struct {
        long http_status;
        error_class kind;
    } const cases[] = {
        {200, error_class::unavailable},   {301, error_class::unavailable}, {400, error_class::validation},
        {401, error_class::authorization}, {402, error_class::funds},       {403, error_class::unavailable},
        {404, error_class::unavailable},   {405, error_class::unavailable}, {410, error_class::unavailable},
        {500, error_class::unavailable},   {503, error_class::unavailable}, {0, error_class::unavailable},
        {999, error_class::unavailable},   {100, error_class::unavailable},
    };
    for (const auto& one : cases)
        for (const int code : {0, 1, -1, -99999, INT_MAX, INT_MIN}) {
            const error_reading reading = read_error(code, one.http_status, "not found");
            assert_true(reading.kind == one.kind);
            assert_true(reading.note.empty());
            assert_false(find_error(code, one.http_status, "not found").has_value());
        }
}

void the_log_repeats_telesigns_words_where_ours_do_not_say_it_all(void** state) {
    (void)state;
    const auto described = [](int code, long http_status, std::string_view text) {
        return describe_error(read_error(code, http_status, text), code, http_status, text);
    };
    assert_string_equal(described(-30006, 401, "Invalid Signature for 13105551212").c_str(),
                        "authorization error -30006 (HTTP 401): the signature is refused: check api_key");
    assert_string_equal(described(-10001, 400, "Invalid Request: ucid Parameter").c_str(),
                        "validation error -10001 (HTTP 400): a field of the request is refused: correct the "
                        "one that is named: \"Invalid Request: ucid Parameter\"");
    assert_string_equal(described(-4711, 500, "Out of \x1b[31mink\" for 13105551212, code 123").c_str(),
                        "service error -4711 (HTTP 500): unknown to this program: "
                        "\"Out of \\x1b[31mink' for ***********, code ***\"");
    assert_string_equal(described(-4711, 400, "").c_str(),
                        "validation error -4711 (HTTP 400): unknown to this program");
}

void only_http_200_is_no_error(void** state) {
    (void)state;
    for (long http_status = -1; http_status < 1000; ++http_status)
        assert_true(class_of_http(http_status).has_value() == (http_status != 200));
}

void no_class_of_error_is_a_success(void** state) {
    (void)state;
    for (const class_case& one : class_cases) {
        assert_true(outcome_of(one.kind) != outcome::valid);
        assert_true(outcome_of(one.kind) != outcome::sent);
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_telesigns_tables_has_its_class_and_its_remedy),
        cmocka_unit_test(every_class_has_its_outcome_and_its_words),
        cmocka_unit_test(an_error_code_with_one_meaning_keeps_it_under_any_http_status_but_429),
        cmocka_unit_test(codes_with_several_meanings_are_told_apart_by_text_then_by_http_status),
        cmocka_unit_test(a_rate_limit_is_one_under_whatever_code),
        cmocka_unit_test(an_unknown_error_code_goes_by_http_status_and_has_no_note),
        cmocka_unit_test(the_log_repeats_telesigns_words_where_ours_do_not_say_it_all),
        cmocka_unit_test(only_http_200_is_no_error),
        cmocka_unit_test(no_class_of_error_is_a_success),
    };
    return cmocka_run_group_tests_name("gateway.telesign.error_codes", tests, nullptr, nullptr);
}
