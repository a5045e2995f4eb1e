// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/url.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

void an_address_is_taken_apart(void**) {
    const auto plain = parse_url("http://127.0.0.1:8081/callback?site=a&b=%20");
    assert_true(plain.has_value());
    assert_false(plain->tls);
    assert_string_equal(plain->host.c_str(), "127.0.0.1");
    assert_int_equal(plain->port, 8081);
    assert_string_equal(plain->authority.c_str(), "127.0.0.1:8081");
    assert_string_equal(plain->target.c_str(), "/callback?site=a&b=%20");
    const auto safe = parse_url("https://[::1]?x");
    assert_true(safe.has_value());
    assert_true(safe->tls);
    assert_string_equal(safe->host.c_str(), "::1");
    assert_int_equal(safe->port, 443);
    assert_string_equal(safe->target.c_str(), "/?x");
    assert_int_equal(parse_url("http://example.org")->port, 80);
    assert_string_equal(parse_url("http://example.org")->target.c_str(), "/");
    assert_int_equal(parse_url("https://[::1]:9443/")->port, 9443);
}

void what_is_no_address_is_refused(void**) {
    for (const char* text : {"", "x", "ftp://example.org/", "http://", "http:///x", "http://a b/",
                             "http://a/\r\nX: y", "http://a/\x7f", "http://a/\xc3\xa4", "http://user@a/",
                             "http://a:0/", "http://a:65536/", "http://a:/", "http://a:1x/", "http://::1/",
                             "http://[::1/", "http://[zz]/", "http://a/#b", "HTTP://a/"})
        if (parse_url(text))
            fail_msg("taken: %s", text);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_taken_apart),
        cmocka_unit_test(what_is_no_address_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
