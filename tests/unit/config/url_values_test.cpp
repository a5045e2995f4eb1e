// SPDX-License-Identifier: BSD-3-Clause
#include "config/url_values.h"

#include "unit/config/value_errors.h"

namespace {

using namespace config;
using test::assert_error;

void an_endpoint_is_https_and_a_host(void**) {
    for (const char* right :
         {"https://rest-ww.telesign.com", "https://127.0.0.1:8443", "https://[::1]:443", "https://h"})
        assert_string_equal(parse_endpoint(right).value_or("").c_str(), right);
}

void several_endpoints_come_in_their_order(void**) {
    const auto two = parse_endpoints("https://b:1 , https://a");
    assert_true(two.has_value() && (*two == std::vector<std::string>{"https://b:1", "https://a"}));
    assert_true(parse_endpoints("https://a").has_value());
    assert_error(parse_endpoints("https://a, https://b, https://a"),
                 "\"https://a\" is named twice: name it once");
    assert_error(parse_endpoints("https://a,"), "empty: write https://HOST or https://HOST:PORT");
    assert_error(parse_endpoints("https://a, http://b"),
                 "\"http://b\" is not encrypted: write https:// instead of http://");
}

void other_endpoints_are_errors(void**) {
    assert_error(parse_endpoint("http://h"),
                 "\"http://h\" is not encrypted: write https:// instead of http://");
    assert_error(parse_endpoint("https://h/"), "\"https://h/\" ends with a slash: leave the slash out");
    for (const char* wrong : {"", "h", "ftp://h", "HTTPS://h", " https://h", "file:///etc/passwd"})
        assert_error(parse_endpoint(wrong), wrong, "{} is not an https URL",
                     "write https://HOST or https://HOST:PORT");
    for (const char* wrong :
         {"https://h/v1", "https://h?q", "https://h#f", "https://u@h", "https://u:p@h", "https://",
          "https://:443", "https://h:", "https://h:0x50", "https://h:70000", "https://a b", "https://h\\x",
          "https:///h", "https://h/?", "https://%68", "https://h:443:1"})
        assert_error(parse_endpoint(wrong), wrong, "{} is not a host alone",
                     "write https://HOST or https://HOST:PORT, without user, path or query");
}

void a_proxy_is_nothing_or_a_url_of_three_kinds(void**) {
    for (const char* right :
         {"", "http://proxy:3128", "https://proxy", "socks5h://10.0.0.1:1080", "http://u:p@proxy:1"}) {
        const auto proxy = parse_proxy(right);
        assert_true(proxy.has_value());
        assert_string_equal(proxy->c_str(), right);
    }
    for (const char* wrong : {"proxy", "proxy:3128", "socks5://h", "socks4://h", "ftp://h", "http://",
                              "http://h/", "http://h/path", "http://h:99999", "http://h?q"})
        assert_error(parse_proxy(wrong), wrong, "{} is not a proxy",
                     "write http://HOST:PORT, https://HOST:PORT or socks5h://HOST:PORT, or nothing for none");
}

void a_callback_url_is_https(void**) {
    for (const char* good : {"https://a.example", "https://a.example:8443/b/c?d=e&f", "https://[::1]/x"})
        assert_string_equal(parse_callback_url(good).value_or("").c_str(), good);
    assert_string_equal(parse_callback_url("https://a.example/\nb").value_or("").c_str(),
                        "https://a.example/b");
    for (const char* wrong : {"http://a.example", "https://", "https:///x", "https://u@a.example/",
                              "https://a.example/#x", "https://a.example/ x", "a.example", "HTTPS//x"})
        assert_error(parse_callback_url(wrong), wrong, "{} is not an https URL",
                     "write https://HOST/PATH, without user and `#`");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(an_endpoint_is_https_and_a_host),
        cmocka_unit_test(several_endpoints_come_in_their_order),
        cmocka_unit_test(other_endpoints_are_errors),
        cmocka_unit_test(a_proxy_is_nothing_or_a_url_of_three_kinds),
        cmocka_unit_test(a_callback_url_is_https),
    };
    return cmocka_run_group_tests_name("config/url_values", tests, nullptr, nullptr);
}
