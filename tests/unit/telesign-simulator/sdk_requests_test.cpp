// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/authentication.h"

#include "unit/telesign-simulator/service_fixture.h"

#include <algorithm>
#include <cctype>

#include "cmocka_cpp.h"

// What TeleSign's own SDKs put on the wire, byte for byte: the simulator has to take all of it. The SDKs differ in how
// they write a form (a blank as + or %20, hexadecimal digits in either case, an apostrophe as it is or as %27), in the
// Content-Type (with a charset or without; of a GET an empty one, or none) and in which header the date is.
namespace {

using namespace simulator;
using namespace std::chrono_literals;
using namespace test;
using nlohmann::ordered_json;

/// A request as it is on the wire. Only the body may have a blank line.
request read_request(std::string_view bytes) {
    const auto take = [&](std::string_view end) {
        const std::string_view taken = bytes.substr(0, bytes.find(end));
        bytes.remove_prefix(taken.size() + end.size());
        return taken;
    };
    request made;
    made.method = take(" ");
    made.target = take(" ");
    take("\r\n");
    for (std::string_view line = take("\r\n"); !line.empty(); line = take("\r\n")) {
        std::string name{line.substr(0, line.find(": "))};
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        made.headers[name] = line.substr(name.size() + 2);
    }
    made.body = bytes;
    const std::string* length = made.header("content-length");
    if (length != nullptr && *length != std::to_string(made.body.size()))
        throw std::runtime_error{"not the body's length: " + *length};
    return made;
}

// The figures of the SDKs' unit tests: TeleSign/python_telesign tests/test_rest.py, ruby_telesign test/test_rest.rb,
// java_telesign RestClientTest.java, php_telesign test/rest/RestClientTest.php, node_telesign test/RestClient.test.js.
constexpr const char* sdk_customer = "FFFFFFFF-EEEE-DDDD-1234-AB1234567890";
constexpr const char* sdk_key =
    "EXAMPLETE8sTgg45yusumoN6BYsBVkh+yRJ5czgsnCehZaOYldPJdmFh6NeX8kunZ2zU1YWaUw/0wV6xfw==";
constexpr const char* node_key = "VGVzdCBLZXk=";
constexpr const char* december = "Wed, 14 Dec 2016 18:20:12 GMT";
constexpr const char* january = "Mon, 27 Jan 2017 23:59:59 GMT";
constexpr const char* upper_nonce = "A1592C6F-E384-4CDB-BC42-C3AB970369E9";
constexpr const char* lower_nonce = "5ffb243e-8e2a-4a7b-bf22-2b3925b3d6ef";

struct vector {
    const char* sdk;
    const char* key;
    const char* method;
    const char* date;
    const char* nonce;
    const char* body;
    const char* signature;
};

constexpr vector vectors[] = {
    {"python, ruby, java", sdk_key, "POST", december, upper_nonce, "test=param",
     "2xVlmbrxLjYrrPun3G3WMNG6Jon4yKcTeOoK9DjXJ/Q="},
    {"python, ruby, java", sdk_key, "POST", december, upper_nonce, "test=%CF%BF",
     "h8d4I0RTxErbxYXuzCOtNqb/f0w3Ck8e5SEkGNj01+8="},
    {"python, ruby, java", sdk_key, "GET", december, upper_nonce, "",
     "aUm7I+9GKl3ww7PNeeJntCT0iS7b+EmRKEE4LnRzChQ="},
    {"php", sdk_key, "POST", january, lower_nonce, "test=param",
     "smUGWEeXtN+WT1s/y1Ssp4Q2Acm/ultPxkgl/GjqSsA="},
    {"php", sdk_key, "GET", january, lower_nonce, "", "YgzQt6LcuBDSUeTpE4SASXcSAKAm1eL5TWetbxhXJxg="},
    {"php", sdk_key, "PUT", january, lower_nonce, "test=param",
     "ccNQP7Tdwsfqx/Sdz/MmZuhFh+z0z/Bj+OcwDhbTT0s="},
    {"node", node_key, "POST", december, upper_nonce, "test=param",
     "vXw/XzywdhgfEG2/zWLaFp7oXmjLB8iJDMndvDbZMjk="},
    {"node", node_key, "POST", december, upper_nonce, "test=%CF%BF",
     "lPpGXw4jTRdaEp2obzYAD5rR+2aWDInJ8ThLbq0nTGU="},
    {"node", node_key, "GET", december, upper_nonce, "", "wscyrZZtA7kdXu0i4D5KXyDmBcwH52JF1feiEKp+ir0="},
};

request request_of(const vector& each) {
    request made{.method = each.method, .target = "/v1/resource", .headers = {}, .body = each.body};
    made.headers = {{"authorization", std::string{"TSA "} + sdk_customer + ":" + each.signature},
                    {"date", each.date},
                    {"content-type", made.method == "GET" ? "" : form_type},
                    {"x-ts-auth-method", "HMAC-SHA256"},
                    {"x-ts-nonce", each.nonce}};
    return made;
}

int result_of(const vector& each, const request& made) {
    authenticator checker{sdk_customer, each.key};
    const auto error = checker.check(made, *parse_http_date(each.date), 0s);
    return error ? error->code : 0;
}

void the_sdks_own_test_vectors_are_taken(void**) {
    for (const vector& each : vectors) {
        request made = request_of(each);
        if (const int code = result_of(each, made); code != 0)
            fail_msg("%s %s '%s': %d", each.sdk, each.method, each.body, code);
        made.headers.erase("content-type"); // of a GET it may be missing, and is never signed
        assert_int_equal(result_of(each, made), made.method == "GET" ? 0 : -30006);
        made = request_of(each);
        made.target += "?more=1"; // the query is not signed
        assert_int_equal(result_of(each, made), 0);
        made.target = "/v1/resources";
        assert_int_equal(result_of(each, made), -30006);
    }
}

void a_get_may_have_a_content_type_as_telesigns_pages_ask_for(void**) {
    for (const vector& each : vectors)
        if (std::string_view{each.method} == "GET") {
            request made = request_of(each);
            made.headers["content-type"] = form_type;
            assert_int_equal(result_of(each, made), 0);
        }
}

// The requests below are signed by Python's hmac module, for the customer of the service_fixture.
#define DIGEST(nonce, signature)                                                                             \
    "Authorization: TSA CUSTOMER-1:" signature "\r\n"                                                        \
    "Date: Sat, 21 Nov 2026 12:00:00 GMT\r\n"                                                                \
    "x-ts-auth-method: HMAC-SHA256\r\n"                                                                      \
    "x-ts-nonce: A1592C6F-E384-4CDB-BC42-C3AB9703690" nonce "\r\n"
#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"

constexpr const char* python_sms =
    "POST /v1/verify/sms HTTP/1.1\r\nHost: rest-ww.telesign.com\r\n"
    "User-Agent: TeleSignSDK/python-3.0.1 Python/3.11.2 Requests/2.28.1\r\n"
    "Accept-Encoding: gzip, deflate\r\nAccept: */*\r\nConnection: keep-alive\r\n" DIGEST(
        "0", "Ru7+EghmNAr9j/5KZAtgdm56M3jrAL+nWEtgCTMiks4=") FORM
    "Content-Length: 118\r\n\r\n"
    "phone_number=13105551212&verify_code=0123456&template="
    "Your+Widgets+%27n%27+More+verification+code+is+%24%24CODE%24%24.";

constexpr const char* ruby_custom_speech =
    "POST /v1/verify/call HTTP/1.1\r\n" DIGEST("1", "CfExkKoaJRRY+guG8mA0mBMf6AutAc1xXfzeReJICOE=") FORM
    "User-Agent: TeleSignSDK/ruby 3.0.1\r\nHost: rest-ww.telesign.com\r\nContent-Length: 140\r\n\r\n"
    "phone_number=13105551212&tts_message=Hello%2C+your+code+is+3%2C+2%2C+1%2C+5%2C+7.+"
    "Once+again%2C+your+code+is+3%2C+2%2C+1%2C+5%2C+7.+Goodbye.";

constexpr const char* node_french_speech =
    "POST /v1/verify/call HTTP/1.1\r\nHost: rest-ww.telesign.com\r\n" DIGEST(
        "2", "7WQ7rjvJxy25dAUDYBRp70wz7AO+pxUIuyn2Gy6eebE=") FORM
    "User-Agent: TeleSign SDK/ECMAScript-Node v20.1.0\r\nContent-Length: 138\r\n\r\n"
    "phone_number=13105551212&language=fr-FR&tts_message=Votre%20code%20de%20v%C3%A9rification%20"
    "Widgets%20'n'%20More%20est%20%24%24CODE%24%24.";

constexpr const char* form_with_charset_and_lower_hexadecimal =
    "POST /v1/verify/call HTTP/1.1\r\nHost: rest-ww.telesign.com\r\n" DIGEST(
        "3",
        "IqMVOWBTdVZQCsZjUgKWrTM3tdWUIb/6Fnkq6My0REA=") "Content-Type: application/x-www-form-urlencoded; "
                                                        "charset=utf-8\r\nContent-Length: 105\r\n\r\n"
                                                        "phone_number=13105551212&language=fr-FR&tts_message="
                                                        "Votre+code+de+v%c3%a9rification+est+%24%24CODE%24%"
                                                        "24.";

constexpr const char* java_smart =
    "POST /v1/verify/smart HTTP/1.1\r\n" DIGEST("4", "F1dYZ+0MnL3AGyYC3khfZF6haXHMpNziT6AtpK42BAs=") FORM
    "Content-Length: 34\r\nHost: rest-ww.telesign.com\r\nConnection: Keep-Alive\r\nAccept-Encoding: gzip\r\n"
    "User-Agent: TeleSignSDK/java-3.0.1 OpenJDK/17 OkHttp/4.10\r\n\r\n"
    "phone_number=13105551212&ucid=BACF";

constexpr const char* date_in_a_header_of_its_own =
    "POST /v1/verify/sms HTTP/1.1\r\nHost: rest-ww.telesign.com\r\n"
    "Authorization: TSA CUSTOMER-1:8EI6H4DLyMzQu6crTrOaG3qGfgsDJPU9mvWUjITrG9E=\r\n"
    "x-ts-auth-method: HMAC-SHA256\r\nx-ts-date: Sat, 21 Nov 2026 12:00:00 GMT\r\n"
    "x-ts-nonce: A1592C6F-E384-4CDB-BC42-C3AB97036905\r\n" FORM
    "Content-Length: 24\r\n\r\nphone_number=13105551212";

constexpr const char* python_status_with_code =
    "GET /v1/verify/ABCDEF0123456789ABCDEF0123456789?verify_code=57244 HTTP/1.1\r\n"
    "Host: rest-ww.telesign.com\r\nAccept-Encoding: gzip, deflate\r\nAccept: */*\r\n" DIGEST(
        "6", "OmvCSI2qyD92OKPliijpYA+eS/Z7Mqfg87MO8etBtoE=") "Content-Type: \r\n\r\n";

constexpr const char* python_completion =
    "PUT /v1/verify/completion/ABCDEF0123456789ABCDEF0123456789 HTTP/1.1\r\n"
    "Host: rest-ww.telesign.com\r\nAccept-Encoding: gzip, deflate\r\nAccept: */*\r\n" DIGEST(
        "7", "LJjhaL2b5RiU3WT2T4SgGs1wGEZik5F7rMODAxeWWJQ=") FORM "Content-Length: 0\r\n\r\n";

/// The message that the phone got.
std::string message_after(service_fixture& at, const char* bytes) {
    const reply answer = at.ask(read_request(bytes));
    if (answer.http != 200)
        fail_msg("HTTP %d: %s", answer.http, answer.body.c_str());
    return at.phones().back().at("message");
}

void an_sms_with_its_own_template_and_code_is_sent(void** state) {
    assert_string_equal(message_after(fixture_of(state), python_sms).c_str(),
                        "Your Widgets 'n' More verification code is 0123456.");
}

void the_custom_speech_example_without_language_and_code_mark_is_sent(void** state) {
    assert_string_equal(
        message_after(fixture_of(state), ruby_custom_speech).c_str(),
        "Hello, your code is 3, 2, 1, 5, 7. Once again, your code is 3, 2, 1, 5, 7. Goodbye.");
}

void blanks_and_hexadecimal_digits_are_read_in_every_form(void** state) {
    service_fixture& at = fixture_of(state);
    assert_true(message_after(at, node_french_speech)
                    .starts_with("Votre code de v\u00e9rification Widgets 'n' More est "));
    assert_true(message_after(at, form_with_charset_and_lower_hexadecimal)
                    .starts_with("Votre code de v\u00e9rification est "));
}

void smart_is_sent(void** state) {
    assert_true(message_after(fixture_of(state), java_smart).starts_with("Your verification code is: "));
}

void a_date_in_x_ts_date_is_as_good_as_in_date(void** state) {
    assert_true(message_after(fixture_of(state), date_in_a_header_of_its_own).starts_with("Your "));
}

/// They are signed well: what is wrong with them is that nobody has this reference.
void status_and_completion_are_signed_as_the_sdks_sign_them(void** state) {
    assert_refused(fixture_of(state).ask(read_request(python_status_with_code)), 404, -10001);
    assert_refused(fixture_of(state).ask(read_request(python_completion)), 404, -10001);
    request changed = read_request(python_completion);
    changed.method = "GET";
    assert_refused(fixture_of(state).ask(changed), 401, -30006);
}

/// By Basic, which needs no figures, with the reference that the sending gave.
void a_code_is_sent_checked_and_completed_as_the_sdks_examples_do(void** state) {
    service_fixture& at = fixture_of(state);
    const std::string head = "Host: rest-ww.telesign.com\r\nAuthorization: " + basic_credentials +
                             "\r\nx-ts-auth-method: Basic\r\nx-ts-nonce: " + upper_nonce + "\r\n";
    const reply sent =
        at.ask(read_request("POST /v1/verify/sms HTTP/1.1\r\n" + head +
                            FORM "Content-Length: 42\r\n\r\nphone_number=13105551212&verify_code=12345"));
    const std::string reference = text(sent, "/reference_id");
    const reply checked = at.ask(read_request(
        "GET /v1/verify/" + reference + "?verify_code=12345 HTTP/1.1\r\n" + head + "Content-Type: \r\n\r\n"));
    assert_string_equal(text(checked, "/verify/code_state").c_str(), "VALID");
    const reply completed = at.ask(read_request("PUT /v1/verify/completion/" + reference + " HTTP/1.1\r\n" +
                                                head + FORM "Content-Length: 0\r\n\r\n"));
    assert_int_equal(completed.status.value_or(0), 1900);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_sdks_own_test_vectors_are_taken),
        cmocka_unit_test(a_get_may_have_a_content_type_as_telesigns_pages_ask_for),
        cmocka_unit_test_setup_teardown(an_sms_with_its_own_template_and_code_is_sent, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(the_custom_speech_example_without_language_and_code_mark_is_sent,
                                        make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(blanks_and_hexadecimal_digits_are_read_in_every_form, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(smart_is_sent, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(a_date_in_x_ts_date_is_as_good_as_in_date, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(status_and_completion_are_signed_as_the_sdks_sign_them, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(a_code_is_sent_checked_and_completed_as_the_sdks_examples_do,
                                        make_fixture, remove_fixture),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
