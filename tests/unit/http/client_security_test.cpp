// SPDX-License-Identifier: BSD-3-Clause
#include "client_fixture.h"

#include <cstdlib>
#include <string>

#include "cmocka_cpp.h"

namespace {

using http::failure;
using test::always;
using test::fixture_of;
using test::http_reply;
using test::session;

void a_certificate_that_ca_file_lacks_is_refused(void** state) {
    auto& f = fixture_of(state);
    f.server.emplace(test::test_certificate{"DNS:localhost,IP:127.0.0.1"}, always(http_reply(200, "{}")));
    f.post("call=1");
    assert_true(f.failed_with(failure::not_sent, "self-signed certificate"));
    assert_true(f.server->requests().empty());
}

void a_certificate_that_the_system_lacks_is_refused_without_ca_file(void** state) {
    auto& f = fixture_of(state);
    f.options.ca_file.clear();
    f.serve(always(http_reply(200, "{}")));
    f.post("call=1");
    assert_true(f.failed_with(failure::not_sent, "self-signed certificate"));
    assert_true(f.server->requests().empty());
}

void a_certificate_for_another_host_is_refused(void** state) {
    auto& f = fixture_of(state);
    const test::test_certificate other{"DNS:elsewhere.test,IP:192.0.2.1"};
    const test::certificate_file other_ca{other};
    f.options.ca_file = other_ca.path();
    f.server.emplace(other, always(http_reply(200, "{}")));
    f.post("call=1");
    assert_true(f.failed_with(failure::not_sent, "no alternative certificate subject name matches"));
    f.perform(http::method::post, f.server->url("localhost"), "call=1");
    assert_true(f.failed_with(failure::not_sent, "no alternative certificate subject name matches"));
    assert_true(f.server->requests().empty());
}

void plain_http_is_refused(void** state) {
    auto& f = fixture_of(state);
    f.perform(http::method::get, "http://127.0.0.1:1/");
    assert_true(f.failed_with(failure::not_sent, "Unsupported protocol"));
    f.perform(http::method::get, "file:///etc/passwd");
    assert_true(f.failed_with(failure::not_sent, "Unsupported protocol"));
}

void an_old_tls_version_is_refused(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, "{}")));
    f.server->limit_to_tls_1_1();
    f.get();
    assert_true(f.failed_with(failure::not_sent, "SSL"));
}

void proxies_of_the_environment_are_not_asked(void** state) {
    auto& f = fixture_of(state);
    for (const char* const name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
        ::setenv(name, "http://127.0.0.1:1", 1); // NOLINT(concurrency-mt-unsafe): no second thread yet
    f.serve(always(http_reply(200, "{}")));
    f.get();
    for (const char* const name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
        ::unsetenv(name); // NOLINT(concurrency-mt-unsafe)
    assert_true(f.result.has_value());
}

void a_configured_proxy_is_used_whatever_no_proxy_says(void** state) {
    auto& f = fixture_of(state);
    ::setenv("no_proxy", "*", 1); // NOLINT(concurrency-mt-unsafe): no second thread yet
    f.options.proxy = "http://127.0.0.1:1";
    f.serve(always(http_reply(200, "{}")));
    f.post("call=1");
    ::unsetenv("no_proxy"); // NOLINT(concurrency-mt-unsafe)
    assert_true(f.failed_with(failure::not_sent, "port 1 "));
    assert_true(f.server->requests().empty());
}

void a_redirect_is_a_reply(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(302, "", "Location: https://127.0.0.1:1/\r\n")));
    f.get();
    assert_true(f.result.has_value());
    assert_int_equal(f.result->status, 302);
    assert_int_equal(f.server->requests().size(), 1);
}

void cookies_are_not_kept(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, "{}", "Set-Cookie: a=b\r\n")));
    f.get();
    f.get();
    assert_true(f.server->requests().at(1).find("Cookie") == std::string::npos);
}

void no_error_text_repeats_url_or_body(void** state) {
    auto& f = fixture_of(state);
    const auto tells = [&f] {
        const std::string& text = f.result.error().text;
        return text.empty() || text.find("sesame") != std::string::npos ||
               text.find('?') != std::string::npos;
    };
    for (const std::string url :
         {"https://no-such-name.invalid/sesame?code=sesame", "https://127.0.0.1:1/sesame",
          "gopher://127.0.0.1/sesame", "https://127.0.0.1:port/sesame", "sesame", "https://a b/sesame"}) {
        f.perform(http::method::post, url, "sesame");
        assert_false(f.result.has_value());
        assert_false(tells());
    }
    // libcurl's reason is the host's name here, which a path may happen to end with
    f.perform(http::method::get, "https://no-such-sesame.invalid/v1/phoneid/no-such-sesame.invalid");
    assert_false(tells());
    f.serve([](session& connection) { connection.read_request(); });
    f.perform(http::method::post, f.server->url() + "/sesame?verify_code=sesame", "sesame");
    assert_true(f.failed_with(failure::fate_unknown));
    assert_false(tells());
}

void a_header_with_a_line_end_is_refused(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, "{}")));
    f.client.emplace(f.options);
    http::request request;
    request.url = support::secret{f.server->url()};
    request.headers.emplace_back("Authorization: TSA x\r\nX-Other: y");
    f.result = f.client->perform(request, f.stop.get_token());
    assert_true(f.failed_with(failure::not_sent, "control character"));
    assert_true(f.server->requests().empty());
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, test::setup_client, test::teardown_client)
    const CMUnitTest tests[] = {
        CASE(a_certificate_that_ca_file_lacks_is_refused),
        CASE(a_certificate_that_the_system_lacks_is_refused_without_ca_file),
        CASE(a_certificate_for_another_host_is_refused),
        CASE(plain_http_is_refused),
        CASE(an_old_tls_version_is_refused),
        CASE(proxies_of_the_environment_are_not_asked),
        CASE(a_configured_proxy_is_used_whatever_no_proxy_says),
        CASE(a_redirect_is_a_reply),
        CASE(cookies_are_not_kept),
        CASE(no_error_text_repeats_url_or_body),
        CASE(a_header_with_a_line_end_is_refused),
    };
    return cmocka_run_group_tests_name("http.client_security", tests, nullptr, nullptr);
}
