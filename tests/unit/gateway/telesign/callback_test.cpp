// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/callback.h"

#include "gateway/telesign/signature.h"
#include "gateway/telesign/status_codes.h"

#include <string>
#include <vector>

#include <fmt/format.h>

#include "cmocka_cpp.h"

namespace {

using namespace gateway::telesign;
using gateway::outcome;

constexpr std::string_view customer = "FFFFFFFF-EEEE-DDDD-1234-AB1234567890";
constexpr std::string_view api_key = "bm90IGEgcmVhbCBrZXksIG9ubHkgZm9yIHRoZSB0ZXN0";

std::string body_of(int code, const std::string& updated_on = "2015-10-03T14:51:28.709526Z") {
    return R"({"reference_id":"0123456789ABCDEF0123456789ABCDEF","sub_resource":"call","errors":[],"status":{"code":)" +
           std::to_string(code) + R"(,"updated_on":")" + updated_on + R"(","description":"x"}})";
}

std::string signature_of(const std::string& body) {
    return std::string{sign(*decode_key(support::secret{api_key}), body)->view()};
}

std::string authorization_of(const std::string& body) {
    return "TSA " + std::string{customer} + ":" + signature_of(body);
}

tl::expected<callback_report, callback_refusal> read(const std::string& body,
                                                     const std::string& authorization) {
    return read_callback(customer, support::secret{api_key},
                         {.authorization = authorization, .x_ts_authorization = {}}, body);
}

bool is_refused(const std::string& body, const std::string& authorization, callback_refusal reason) {
    const auto report = read(body, authorization);
    return !report && report.error() == reason;
}

void a_signature_is_that_of_the_exact_body(void**) {
    // printf '{"a":1}' | openssl dgst -sha256 -hmac 'not a real key, only for the test' -binary | base64
    assert_string_equal(signature_of("{\"a\":1}").c_str(), "/TPAqDAVIQMQ3G0CEwq9CKUNdmzEgAxY1BO/ssIV7iw=");
}

void every_status_is_news_as_a_question_would_tell_it(void**) {
    for (const status_row& row : status_table()) {
        const auto report = read(body_of(row.code), authorization_of(body_of(row.code)));
        assert_true(report.has_value());
        assert_string_equal(report->reference_id.c_str(), "0123456789ABCDEF0123456789ABCDEF");
        assert_string_equal(report->updated_on.c_str(), "2015-10-03T14:51:28.709526000Z");
        assert_true(report->news.outcome == outcome_of(row.meaning));
        assert_true(report->news.user_message == row.user_message);
        assert_true(report->news.final == is_final(row.meaning));
        assert_true(report->news.facts.suspicious == row.suspicious);
    }
}

void a_status_that_the_table_lacks_is_no_good_news(void**) {
    const auto report = read(body_of(4711), authorization_of(body_of(4711)));
    assert_true(report.has_value());
    assert_true(report->news.outcome == outcome::unavailable && !report->news.final);
}

void an_error_is_no_good_news(void**) {
    std::string body = body_of(200);
    body.replace(body.find("[]"), 2, R"([{"code":-90001}])");
    const auto report = read(body, authorization_of(body));
    assert_true(report.has_value());
    assert_true(report->news.outcome == outcome::unavailable && !report->news.final);
}

void times_of_any_precision_and_zone_compare_as_texts(void**) {
    const std::vector<std::string> in_order{"2015-10-03T14:51:28Z", "2015-10-03T14:51:28.7Z",
                                            "2015-10-03T16:51:28.709526+02:00",
                                            "2015-10-03T14:51:29.000001Z"};
    std::string last;
    for (const std::string& time : in_order) {
        const std::string body = body_of(200, time);
        const auto report = read(body, authorization_of(body));
        assert_true(report.has_value());
        assert_true(last < report->updated_on);
        last = report->updated_on;
    }
}

void news_without_a_time_that_can_be_are_news_all_the_same(void**) {
    for (const char* const time :
         {"", R"(,"updated_on":null)", R"(,"updated_on":1443883888)", R"(,"updated_on":"yesterday")",
          R"(,"updated_on":"2022-31-03T14:51:28.709526Z")", R"(,"updated_on":"2015-10-03T14:51:28")"}) {
        const std::string body =
            std::string{R"({"reference_id":"AB","sub_resource":"sms","status":{"code":200)"} + time + "}}";
        const auto report = read(body, authorization_of(body));
        assert_true(report.has_value());
        assert_string_equal(report->updated_on.c_str(), "");
        assert_true(report->news.outcome == outcome::sent && report->news.final);
    }
    const std::string body = body_of(200, "Wed, 06 Nov 2015 13:36:07 -0800");
    assert_string_equal(read(body, authorization_of(body))->updated_on.c_str(),
                        "2015-11-06T21:36:07.000000000Z");
}

// TeleSign names two headers: both may hold the pair, and X-TS-Authorization the signature alone.
void one_right_signature_in_either_header_is_enough(void**) {
    const std::string body = body_of(200);
    const std::string pair = authorization_of(body);
    const std::string alone = signature_of(body);
    const std::string wrong = authorization_of(body + " ");
    struct {
        std::string authorization;
        std::string x_ts_authorization;
        bool is_taken;
    } const cases[] = {
        {pair, "", true},
        {"", pair, true},
        {pair, pair, true},
        {pair, alone, true},
        {"", alone, true},
        {"", " " + alone, true},
        {"Basic x", pair, true},
        {wrong, alone, true},
        {pair, wrong, true},
        {wrong, wrong, false},
        {alone, "", false},
        {"Basic x", "", false},
        {"", signature_of("x"), false},
        {"", "Basic " + alone, false},
        {"", "customer:" + alone, false},
    };
    for (const auto& one : cases)
        assert_true(
            read_callback(customer, support::secret{api_key},
                          {.authorization = one.authorization, .x_ts_authorization = one.x_ts_authorization},
                          body)
                .has_value() == one.is_taken);
}

void what_a_callback_says_of_the_phone_is_handed_on(void**) {
    const std::string of_sms =
        R"({"reference_id":"AB","sub_resource":"sms","status":{"code":200},"verify":{"code_entered":null},)"
        R"("score_status":{"risk":{"level":"high","recommendation":"block","score":801},)"
        R"("phone_type":{"code":"2","description":"MOBILE"},"numbering":{"phone_number":"13105551212",)"
        R"("min_length":10,"max_length":10,"country_code":"1"}},"sim_swap":{"risk_indicator":4,"swap_date":null}})";
    const std::string of_call =
        R"({"reference_id":"AB","sub_resource":"call","status":{"code":100},"risk":{"level":"high",)"
        R"("recommendation":"block","score":"801"},"phone_type":{"code":"2"},"numbering":{"original":{}}})";
    for (const std::string& body : {of_sms, of_call}) {
        const auto report = read(body, authorization_of(body));
        assert_true(report.has_value());
        assert_true(report->news.facts.advice == gateway::recommendation::block);
        assert_true(report->news.facts.type == gateway::phone_type::mobile);
    }
    assert_true(read(of_sms, authorization_of(of_sms))->news.facts.sim_swap == 4U);
}

void what_has_no_signature_is_unsigned(void**) {
    const std::string body = body_of(200);
    for (const std::string& authorization :
         {std::string{}, std::string{"TSA"}, std::string{"TSA "}, std::string{"TSA "} + std::string{customer},
          "Basic " + std::string{customer} + ":" + signature_of(body),
          std::string{customer} + ":" + signature_of(body),
          "TSAX " + std::string{customer} + ":" + signature_of(body)})
        assert_true(is_refused(body, authorization, callback_refusal::unsigned_request));
}

void the_scheme_may_be_written_in_any_case_and_with_blanks(void**) {
    const std::string body = body_of(200);
    for (const char* const scheme : {"TSA ", "tsa ", " TSA  "})
        assert_true(read(body, scheme + std::string{customer} + ":" + signature_of(body) + " ").has_value());
}

void a_wrong_signature_is_refused(void**) {
    const std::string body = body_of(200);
    const std::string right = signature_of(body);
    std::vector<std::string> wrong{"",
                                   "=",
                                   right + "=",
                                   right.substr(0, right.size() - 1),
                                   right + right,
                                   signature_of(body + " "),
                                   std::string(right.size(), '\0')};
    for (std::size_t at = 0; at < right.size(); ++at) {
        wrong.push_back(right);
        wrong.back()[at] = right[at] == 'A' ? 'B' : 'A';
    }
    for (const std::string& signature : wrong)
        assert_true(is_refused(body, "TSA " + std::string{customer} + ":" + signature,
                               callback_refusal::wrong_signature));
}

void another_body_key_or_customer_is_refused(void**) {
    const std::string body = body_of(200);
    assert_true(is_refused(body_of(101), authorization_of(body), callback_refusal::wrong_signature));
    for (const std::string& other : {std::string{}, std::string{"customer"}, std::string{customer} + "0"})
        assert_true(
            is_refused(body, "TSA " + other + ":" + signature_of(body), callback_refusal::wrong_signature));
    for (const char* const key : {"", "not base64", "b3RoZXIga2V5"}) {
        const auto report =
            read_callback(customer, support::secret{key},
                          {.authorization = authorization_of(body), .x_ts_authorization = {}}, body);
        assert_true(!report && report.error() == callback_refusal::wrong_signature);
    }
}

void what_is_signed_but_has_no_shape_is_malformed(void**) {
    const std::string reference = R"("reference_id":"0123456789abcdef0123456789abcdef")";
    const std::string status = R"("status":{"code":200,"updated_on":"2015-10-03T14:51:28Z"})";
    const std::string both = fmt::format("{},{}", reference, status);
    const std::string deep = std::string(1000, '[') + std::string(1000, ']');
    for (const std::string& body :
         {std::string{}, std::string{"x"}, std::string{"[]"}, std::string{"{}"}, "{" + reference + "}",
          "{" + status + "}", R"({"reference_id":"7/8",)" + status + "}",
          R"({"reference_id":"None",)" + status + "}", R"({"reference_id":null,)" + status + "}",
          "{" + reference + R"(,"status":{"updated_on":"2015-10-03T14:51:28Z"}})",
          "{" + reference + R"(,"status":{"code":{},"updated_on":"2015-10-03T14:51:28Z"}})",
          fmt::format("{{{},{}}}", both, status), fmt::format("{{{}}}x", both),
          fmt::format("{{{},\"a\":{}}}", both, deep)})
        assert_true(is_refused(body, authorization_of(body), callback_refusal::malformed));
    const std::string whole = fmt::format("{{{}}}", both);
    assert_true(read(whole, authorization_of(whole)).has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_signature_is_that_of_the_exact_body),
        cmocka_unit_test(every_status_is_news_as_a_question_would_tell_it),
        cmocka_unit_test(a_status_that_the_table_lacks_is_no_good_news),
        cmocka_unit_test(an_error_is_no_good_news),
        cmocka_unit_test(times_of_any_precision_and_zone_compare_as_texts),
        cmocka_unit_test(news_without_a_time_that_can_be_are_news_all_the_same),
        cmocka_unit_test(one_right_signature_in_either_header_is_enough),
        cmocka_unit_test(what_a_callback_says_of_the_phone_is_handed_on),
        cmocka_unit_test(what_has_no_signature_is_unsigned),
        cmocka_unit_test(the_scheme_may_be_written_in_any_case_and_with_blanks),
        cmocka_unit_test(a_wrong_signature_is_refused),
        cmocka_unit_test(another_body_key_or_customer_is_refused),
        cmocka_unit_test(what_is_signed_but_has_no_shape_is_malformed),
    };
    return cmocka_run_group_tests_name("gateway.telesign.callback", tests, nullptr, nullptr);
}
