// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/signature.h"

#include <set>
#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace gateway::telesign;

constexpr std::string_view api_key = "bm90IGEgcmVhbCBrZXksIG9ubHkgZm9yIHRoZSB0ZXN0";
constexpr std::string_view date = "Sat, 03 Oct 2015 14:51:28 GMT";
constexpr std::string_view nonce = "dfb0bc12-4f0f-4e8c-8d4a-0d3f2f1c5a11";

constexpr signed_parts post{.method = "POST",
                            .content_type = "application/x-www-form-urlencoded",
                            .date = date,
                            .nonce = nonce,
                            .body = "phone_number=13105551212&ucid=ATCK&language=en-US",
                            .path = "/v1/verify/call"};
constexpr signed_parts get{.method = "GET",
                           .content_type = "",
                           .date = date,
                           .nonce = nonce,
                           .body = "",
                           .path = "/v1/verify/0123456789ABCDEF0123456789ABCDEF"};

std::string digest_of(const signed_parts& parts) {
    const auto key = decode_key(support::secret{api_key});
    return std::string{digest_authorization("customer", key.value(), parts).value().view()};
}

void the_string_to_sign_of_a_post_has_type_and_body(void** state) {
    (void)state;
    const support::secret text = string_to_sign(post);
    assert_string_equal(text.view().data(),
                        "POST\napplication/x-www-form-urlencoded\nSat, 03 Oct 2015 14:51:28 GMT\n"
                        "x-ts-auth-method:HMAC-SHA256\n"
                        "x-ts-nonce:dfb0bc12-4f0f-4e8c-8d4a-0d3f2f1c5a11\n"
                        "phone_number=13105551212&ucid=ATCK&language=en-US\n/v1/verify/call");
}

void the_string_to_sign_of_a_get_has_an_empty_type_and_no_body_line(void** state) {
    (void)state;
    const support::secret text = string_to_sign(get);
    assert_string_equal(text.view().data(),
                        "GET\n\nSat, 03 Oct 2015 14:51:28 GMT\nx-ts-auth-method:HMAC-SHA256\n"
                        "x-ts-nonce:dfb0bc12-4f0f-4e8c-8d4a-0d3f2f1c5a11\n"
                        "/v1/verify/0123456789ABCDEF0123456789ABCDEF");
}

// Both: printf 'STRING TO SIGN' | openssl dgst -sha256 -mac HMAC
//           -macopt hexkey:$(printf bm90… | base64 -d | xxd -p -c 200) -binary | base64
void the_digest_of_a_post_is_what_openssl_computes(void** state) {
    (void)state;
    assert_string_equal(digest_of(post).c_str(), "TSA customer:2AR4sBdtTp8id6u7chRsc58j517cyfgfMK3+XUxVJAk=");
}

void the_digest_of_a_get_is_what_openssl_computes(void** state) {
    (void)state;
    assert_string_equal(digest_of(get).c_str(), "TSA customer:yTWpUYucE42jnEjmSzhYWWVCH0P7g5tu6huTkO7fsYM=");
}

/// What the unit tests of TeleSign's own SDKs expect for POST, PUT and GET of /v1/resource; the query is not signed.
struct vector_row {
    const char* sdk;
    std::string_view method;
    std::string_view date;
    std::string_view nonce;
    std::string_view body;
    std::string_view key;
    std::string_view signature;
};

// Their example key has four dashes, which their decoders skip and ours, as RFC 4648 has it, refuses: real keys have none.
constexpr std::string_view sdk_key =
    "EXAMPLETE8sTgg45yusumoN6BYsBVkh+yRJ5czgsnCehZaOYldPJdmFh6NeX8kunZ2zU1YWaUw/0wV6xfw==";
constexpr std::string_view node_key = "VGVzdCBLZXk=";
constexpr std::string_view date_of_2016 = "Wed, 14 Dec 2016 18:20:12 GMT";
constexpr std::string_view date_of_2017 = "Mon, 27 Jan 2017 23:59:59 GMT";
constexpr std::string_view nonce_of_2016 = "A1592C6F-E384-4CDB-BC42-C3AB970369E9";
constexpr std::string_view nonce_of_2017 = "5ffb243e-8e2a-4a7b-bf22-2b3925b3d6ef";

constexpr vector_row vectors[] = {
    {"python/ruby/java", "POST", date_of_2016, nonce_of_2016, "test=param", sdk_key,
     "2xVlmbrxLjYrrPun3G3WMNG6Jon4yKcTeOoK9DjXJ/Q="},
    {"python/ruby/java", "POST", date_of_2016, nonce_of_2016, "test=%CF%BF", sdk_key,
     "h8d4I0RTxErbxYXuzCOtNqb/f0w3Ck8e5SEkGNj01+8="},
    {"python/ruby/java", "GET", date_of_2016, nonce_of_2016, "", sdk_key,
     "aUm7I+9GKl3ww7PNeeJntCT0iS7b+EmRKEE4LnRzChQ="},
    {"php", "POST", date_of_2017, nonce_of_2017, "test=param", sdk_key,
     "smUGWEeXtN+WT1s/y1Ssp4Q2Acm/ultPxkgl/GjqSsA="},
    {"php", "GET", date_of_2017, nonce_of_2017, "", sdk_key, "YgzQt6LcuBDSUeTpE4SASXcSAKAm1eL5TWetbxhXJxg="},
    {"php", "PUT", date_of_2017, nonce_of_2017, "test=param", sdk_key,
     "ccNQP7Tdwsfqx/Sdz/MmZuhFh+z0z/Bj+OcwDhbTT0s="},
    {"node", "POST", date_of_2016, nonce_of_2016, "test=param", node_key,
     "vXw/XzywdhgfEG2/zWLaFp7oXmjLB8iJDMndvDbZMjk="},
    {"node", "POST", date_of_2016, nonce_of_2016, "test=%CF%BF", node_key,
     "lPpGXw4jTRdaEp2obzYAD5rR+2aWDInJ8ThLbq0nTGU="},
    {"node", "GET", date_of_2016, nonce_of_2016, "", node_key,
     "wscyrZZtA7kdXu0i4D5KXyDmBcwH52JF1feiEKp+ir0="},
};

void the_sdks_of_telesign_sign_alike(void** state) {
    (void)state;
    for (const vector_row& row : vectors) {
        const auto key = decode_key(support::secret{row.key});
        const signed_parts parts{.method = row.method,
                                 .content_type =
                                     row.method == "GET" ? "" : "application/x-www-form-urlencoded",
                                 .date = row.date,
                                 .nonce = row.nonce,
                                 .body = row.body,
                                 .path = "/v1/resource"};
        const auto value = digest_authorization("FFFFFFFF-EEEE-DDDD-1234-AB1234567890", key.value(), parts);
        const std::string expected = "TSA FFFFFFFF-EEEE-DDDD-1234-AB1234567890:" + std::string{row.signature};
        if (value.value().view() != expected)
            fail_msg("%s %s: %s", row.sdk, std::string{row.method}.c_str(),
                     std::string{value->view()}.c_str());
    }
}

// printf 'customer:bm90…' | openssl base64 -A
void basic_is_the_pair_in_base64(void** state) {
    (void)state;
    const support::secret value = basic_authorization("customer", support::secret{api_key});
    assert_string_equal(value.view().data(),
                        "Basic Y3VzdG9tZXI6Ym05MElHRWdjbVZoYkNCclpYa3NJRzl1YkhrZ1ptOXlJSFJvWlNCMFpYTjA=");
}

void a_key_is_base64_and_not_empty(void** state) {
    (void)state;
    assert_true(decode_key(support::secret{api_key})->view() == "not a real key, only for the test");
    for (const char* const bad : {"", "YW-_", "YWI"})
        assert_false(decode_key(support::secret{bad}).has_value());
}

void nonces_are_version_4_uuids_and_never_the_same(void** state) {
    (void)state;
    std::set<std::string> seen;
    for (int round = 0; round < 1000; ++round) {
        const std::string uuid = make_nonce().value();
        assert_int_equal(uuid.size(), 36);
        for (std::size_t at = 0; at < uuid.size(); ++at)
            if (at == 8 || at == 13 || at == 18 || at == 23)
                assert_int_equal(uuid[at], '-');
            else
                assert_true(std::string_view{"0123456789abcdef"}.find(uuid[at]) != std::string_view::npos);
        assert_int_equal(uuid[14], '4');
        assert_true(std::string_view{"89ab"}.find(uuid[19]) != std::string_view::npos);
        assert_true(seen.insert(uuid).second);
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_string_to_sign_of_a_post_has_type_and_body),
        cmocka_unit_test(the_string_to_sign_of_a_get_has_an_empty_type_and_no_body_line),
        cmocka_unit_test(the_digest_of_a_post_is_what_openssl_computes),
        cmocka_unit_test(the_digest_of_a_get_is_what_openssl_computes),
        cmocka_unit_test(the_sdks_of_telesign_sign_alike),
        cmocka_unit_test(basic_is_the_pair_in_base64),
        cmocka_unit_test(a_key_is_base64_and_not_empty),
        cmocka_unit_test(nonces_are_version_4_uuids_and_never_the_same),
    };
    return cmocka_run_group_tests_name("gateway.telesign.signature", tests, nullptr, nullptr);
}
