// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/authentication.h"

#include "unit/telesign-simulator/known_time.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;
using namespace std::chrono_literals;
using test::noon;

constexpr const char* nonce = "0f8fad5b-d9cb-469f-a165-70867728950e";
constexpr const char* reference_path = "/v1/verify/ABCDEF0123456789ABCDEF0123456789";

// The signatures below were made by Python's hmac module from the string to sign that TeleSign's page "Authentication" describes.
constexpr const char* post_signature = "MybP/Ww32d7kASNCkG4CypwASSE1sRtIyL0bmwvc0Zs=";
constexpr const char* get_signature = "rFezP1Eej6hABZcT83mZbolzIZAjxLz7bMatbpnneTk=";
constexpr const char* x_ts_date_signature = "/2hOm0gVZC9LAExzSjYDwqsmHyb0mfofz64syPQcJAE=";
constexpr const char* put_signature = "1FmhwrZq+eY3fVapQr85lNt/4mxH5/1De0sPnz34O3E=";

request signed_request(const char* method, const char* target, const char* signature) {
    request made{.method = method, .target = target, .headers = {}, .body = {}};
    made.headers = {{"authorization", "TSA CUSTOMER-1:" + std::string{signature}},
                    {"date", "Sat, 21 Nov 2026 12:00:00 GMT"},
                    {"x-ts-auth-method", "HMAC-SHA256"},
                    {"x-ts-nonce", nonce}};
    return made;
}

request signed_post() {
    request made = signed_request("POST", "/v1/verify/sms", post_signature);
    made.headers["content-type"] = test::form_type;
    made.body = "phone_number=13105551212&ucid=ATCK";
    return made;
}

request signed_get() {
    return signed_request("GET", "/v1/verify/ABCDEF0123456789ABCDEF0123456789?verify_code=12345",
                          get_signature);
}

authenticator make_authenticator() {
    return {test::customer_id, test::api_key};
}

/// The error's code, 0 for a good request.
int result_of(const request& incoming, time_point now = noon, std::chrono::seconds skew = 0s) {
    authenticator checker = make_authenticator();
    const auto error = checker.check(incoming, now, skew);
    if (error && (error->http != 401 || error->status != (error->code == -30008 ? 500 : 501)))
        fail_msg("error %d has HTTP %d, status %d", error->code, error->http, error->status);
    return error ? error->code : 0;
}

void every_kind_of_signed_request_is_accepted(void**) {
    assert_int_equal(result_of(signed_post()), 0);
    assert_int_equal(result_of(signed_get()), 0);
    request put =
        signed_request("PUT", "/v1/verify/completion/ABCDEF0123456789ABCDEF0123456789", put_signature);
    put.headers["content-type"] = test::form_type;
    assert_int_equal(result_of(put), 0);
    request with_x_ts_date = signed_request("GET", reference_path, x_ts_date_signature);
    with_x_ts_date.headers["x-ts-date"] = "Sat, 21 Nov 2026 12:00:00 GMT";
    with_x_ts_date.headers["date"] = "Sat, 21 Nov 2020 12:00:00 GMT"; // x-ts-date overrides it
    assert_int_equal(result_of(with_x_ts_date), 0);
}

void every_signed_part_counts(void**) {
    request changed = signed_post();
    changed.body += "&pressx=1";
    assert_int_equal(result_of(changed), -30006);
    changed = signed_post();
    changed.target = "/v1/verify/call";
    assert_int_equal(result_of(changed), -30006);
    changed = signed_post();
    changed.method = "PUT";
    assert_int_equal(result_of(changed), -30006);
    changed = signed_post();
    changed.headers["content-type"] += "; charset=utf-8";
    assert_int_equal(result_of(changed), -30006);
    changed = signed_post();
    changed.headers["date"] = "Sat, 21 Nov 2026 12:00:01 GMT";
    assert_int_equal(result_of(changed), -30006);
    changed = signed_post();
    changed.headers["x-ts-nonce"] = "1f8fad5b-d9cb-469f-a165-70867728950e";
    assert_int_equal(result_of(changed), -30006);
    changed = signed_post();
    changed.headers["authorization"].pop_back();
    assert_int_equal(result_of(changed), -30006);
}

void each_header_has_its_own_error(void**) {
    struct header_case {
        const char* name;
        const char* value; ///< nullptr: absent
        int error;
    };
    const std::string short_nonce(7, 'n');
    const std::string long_nonce(49, 'n');
    const header_case cases[] = {
        {"authorization", nullptr, -30004},
        {"authorization", "", -30005},
        {"authorization", "Bearer x", -30005},
        {"authorization", "TSA CUSTOMER-1", -30005},
        {"authorization", "TSA CUSTOMER-2:abc", -30000},
        {"x-ts-auth-method", nullptr, -30008},
        {"x-ts-auth-method", "HMAC-SHA1", -30008},
        {"date", nullptr, -30007},
        {"date", "yesterday", -30009},
        {"x-ts-date", "yesterday", -30009},
        {"x-ts-nonce", nullptr, -30011},
        {"x-ts-nonce", short_nonce.c_str(), -30011},
        {"x-ts-nonce", long_nonce.c_str(), -30011},
    };
    for (const header_case& each : cases) {
        request changed = signed_post();
        if (each.value != nullptr)
            changed.headers[each.name] = each.value;
        else
            changed.headers.erase(each.name);
        assert_int_equal(result_of(changed), each.error);
    }
}

void the_date_may_be_fifteen_minutes_off(void**) {
    assert_int_equal(result_of(signed_post(), noon + 15min), 0);
    assert_int_equal(result_of(signed_post(), noon - 15min), 0);
    assert_int_equal(result_of(signed_post(), noon + 15min + 1s), -30010);
    assert_int_equal(result_of(signed_post(), noon - 15min - 1s), -30010);
}

void a_skewed_clock_shifts_the_window(void**) {
    assert_int_equal(result_of(signed_post(), noon, 1h), -30010);
    assert_int_equal(result_of(signed_post(), noon + 1h, -1h), 0);
}

void a_nonce_is_good_once(void**) {
    authenticator checker = make_authenticator();
    assert_false(checker.check(signed_post(), noon, 0s).has_value());
    const auto again = checker.check(signed_get(), noon + 14min, 0s);
    assert_true(again.has_value());
    assert_int_equal(again->code, -30012);
}

void a_request_with_a_bad_signature_uses_up_no_nonce(void**) {
    authenticator checker = make_authenticator();
    request forged = signed_post();
    forged.headers["authorization"] = "TSA CUSTOMER-1:AAAA";
    assert_int_equal(checker.check(forged, noon, 0s).value_or(api_error{}).code, -30006);
    assert_false(checker.check(signed_post(), noon, 0s).has_value());
}

void basic_credentials_are_checked(void**) {
    assert_int_equal(result_of(test::basic_request("GET", reference_path)), 0);
    const std::pair<const char*, int> cases[] = {
        {"Basic T1RIRVI6QVFJREJBVUdCd2dKQ2dzTURRNFBFQkVTRXhRVkZoY1lHUm9iSEIwZUh5QT0=", -30000},
        {"Basic Q1VTVE9NRVItMTp3cm9uZw==", -30015},
        {"Basic bm9jb2xvbg==", -30005},
        {"Basic CUSTOMER-1:key", -30005},
        {"Basic ", -30005},
    };
    for (const auto& [credentials, error] : cases) {
        request changed = test::basic_request("GET", reference_path);
        changed.headers["authorization"] = credentials;
        assert_int_equal(result_of(changed), error);
    }
}

void a_key_that_is_not_base64_is_refused(void**) {
    for (const char* key : {"", "x!", "abc"}) {
        bool refused = false;
        try {
            const authenticator checker{"id", key};
        } catch (const std::invalid_argument&) {
            refused = true;
        }
        assert_true(refused);
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_signed_request_is_accepted),
        cmocka_unit_test(every_signed_part_counts),
        cmocka_unit_test(each_header_has_its_own_error),
        cmocka_unit_test(the_date_may_be_fifteen_minutes_off),
        cmocka_unit_test(a_skewed_clock_shifts_the_window),
        cmocka_unit_test(a_nonce_is_good_once),
        cmocka_unit_test(a_request_with_a_bad_signature_uses_up_no_nonce),
        cmocka_unit_test(basic_credentials_are_checked),
        cmocka_unit_test(a_key_that_is_not_base64_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
