#include "http/client.h"

#include "scripted_server.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <dlfcn.h>
#include <netdb.h>

#include "cmocka_cpp.h"

namespace {

using http::failure;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::always;
using test::http_reply;
using test::scripted_server;
using test::session;

// A resolver that does not come back for one name, until it is released.
struct stuck_resolver {
    std::mutex mutex;
    std::condition_variable changed;
    int inside = 0;
    bool released = false;
};
stuck_resolver resolver;

struct fixture {
    test::test_certificate certificate{"DNS:localhost,IP:127.0.0.1"};
    test::certificate_file ca{certificate};
    std::optional<scripted_server> server;
    http::client_options options;
    std::optional<http::client> client;
    std::stop_source stop;
    tl::expected<http::reply, http::error> result;

    fixture() { options.ca_file = ca.path(); }

    void serve(scripted_server::script script) { server.emplace(certificate, std::move(script)); }

    void perform(http::method method, std::string_view url, std::string_view body = "") {
        if (!client)
            client.emplace(options);
        http::request request;
        request.method = method;
        request.url = support::secret{url};
        request.headers.emplace_back("X-Test: yes");
        request.body = support::secret{body};
        result = client->perform(request, stop.get_token());
    }
    void get(const std::string& path = "/") { perform(http::method::get, server->url() + path); }
    void post(const std::string& body) { perform(http::method::post, server->url() + "/post", body); }

    [[nodiscard]] bool failed_with(failure what, std::string_view reason = "") const {
        return !result && result.error().what == what &&
               result.error().text.find(reason) != std::string::npos;
    }
};

fixture& fixture_of(void** state) {
    return *static_cast<fixture*>(*state);
}

int setup(void** state) {
    *state = new fixture;
    return 0;
}

int teardown(void** state) {
    delete static_cast<fixture*>(*state);
    return 0;
}

void a_reply_is_handed_over_with_status_body_type_and_date(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(503, "{\"a\":1}", "Date: Sat, 03 Oct 2015 14:51:28 GMT\r\n")));
    f.get("/path?query=1");
    assert_true(f.result.has_value());
    assert_int_equal(f.result->status, 503);
    assert_true(f.result->body.view() == "{\"a\":1}");
    assert_string_equal(f.result->content_type.c_str(), "application/json");
    assert_true(f.result->date.has_value());
    assert_int_equal(*f.result->date, 1443883888);
    const std::string request = f.server->requests().at(0);
    assert_int_equal(request.rfind("GET /path?query=1 HTTP/1.1\r\n", 0), 0);
    assert_true(request.find("\r\nX-Test: yes\r\n") != std::string::npos);
}

void a_reply_without_date_and_type_has_none(void** state) {
    auto& f = fixture_of(state);
    f.serve(always("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    f.get();
    assert_true(f.result.has_value());
    assert_false(f.result->date.has_value());
    assert_true(f.result->content_type.empty());
    assert_true(f.result->body.empty());
}

void post_and_put_carry_their_body_and_wait_for_no_100_continue(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, "{}")));
    f.post("phone_number=1");
    f.perform(http::method::put, f.server->url(), "x=2");
    const auto requests = f.server->requests();
    assert_int_equal(requests.size(), 2);
    assert_int_equal(requests[0].rfind("POST /post HTTP/1.1\r\n", 0), 0);
    assert_true(requests[0].ends_with("\r\n\r\nphone_number=1"));
    assert_true(requests[0].find("Expect") == std::string::npos);
    assert_int_equal(requests[1].rfind("PUT / HTTP/1.1\r\n", 0), 0);
    assert_true(requests[1].ends_with("\r\n\r\nx=2"));
}

void three_requests_of_all_kinds_cost_one_handshake(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, "{}")));
    f.post("a=1");
    f.get();
    f.post("b=2");
    assert_true(f.result.has_value());
    assert_int_equal(f.server->requests().size(), 3);
    assert_int_equal(f.server->handshakes(), 1);
}

/// Answers once, reads the second request of the same connection, and hangs up.
void answer_then_cut(session& connection) {
    if (connection.read_request() && connection.write(http_reply(200, "{}")))
        connection.read_request();
}

void a_post_on_a_kept_connection_that_dies_is_not_sent_again(void** state) {
    auto& f = fixture_of(state);
    f.serve(answer_then_cut);
    f.get();
    f.post("call=1");
    assert_true(f.failed_with(failure::fate_unknown));
    assert_int_equal(f.server->requests().size(), 2);
    assert_int_equal(f.server->requests().at(1).rfind("POST ", 0), 0);
    f.get(); // and the client goes on with a new connection
    assert_true(f.result.has_value());
    assert_int_equal(f.server->requests().size(), 3);
}

void a_get_on_a_kept_connection_that_dies_is_not_sent_again(void** state) {
    auto& f = fixture_of(state);
    f.serve(answer_then_cut);
    f.get();
    f.get("/?verify_code=12345");
    assert_true(f.failed_with(failure::fate_unknown));
    assert_int_equal(f.server->requests().size(), 2);
}

void a_cut_before_the_reply_leaves_the_fate_unknown(void** state) {
    auto& f = fixture_of(state);
    f.serve([](session& connection) { connection.read_request(); });
    f.post("call=1");
    assert_true(f.failed_with(failure::fate_unknown));
    assert_int_equal(f.server->requests().size(), 1);
}

void a_cut_amid_the_reply_leaves_the_fate_unknown(void** state) {
    auto& f = fixture_of(state);
    f.serve([](session& connection) {
        connection.read_request();
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"reference_id\":");
    });
    f.get();
    assert_true(f.failed_with(failure::fate_unknown));
    assert_int_equal(f.server->requests().size(), 1);
}

void what_is_not_http_leaves_the_fate_unknown(void** state) {
    auto& f = fixture_of(state);
    f.serve([](session& connection) {
        connection.read_request();
        connection.write("{\"verify\":{\"code_state\":\"VALID\"}}\r\n\r\n");
    });
    f.get();
    assert_true(f.failed_with(failure::fate_unknown));
}

void nobody_listening_means_not_sent(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(""));
    const std::string url = f.server->url();
    f.server.reset();
    f.perform(http::method::post, url, "call=1");
    assert_true(f.failed_with(failure::not_sent, "onnect to"));
}

void a_name_without_address_means_not_sent(void** state) {
    auto& f = fixture_of(state);
    f.perform(http::method::get, "https://no-such-name.invalid/");
    assert_true(f.failed_with(failure::not_sent, "resolve host"));
}

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

void a_ca_file_that_is_missing_is_an_error(void** state) {
    auto& f = fixture_of(state);
    f.options.ca_file = "/nonexistent/ca.pem";
    f.serve(always(http_reply(200, "{}")));
    f.get();
    assert_true(f.failed_with(failure::not_sent, "/nonexistent/ca.pem"));
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

void a_reply_of_just_the_cap_is_read_and_one_byte_more_is_too_large(void** state) {
    auto& f = fixture_of(state);
    f.serve([size = std::size_t{64 * 1024}](session& connection) mutable {
        while (connection.read_request())
            connection.write(http_reply(200, std::string(size++, 'x')));
    });
    f.get();
    assert_true(f.result.has_value());
    assert_int_equal(f.result->body.view().size(), 64 * 1024);
    f.get();
    assert_true(f.failed_with(failure::too_large));
}

void an_endless_body_is_too_large(void** state) {
    auto& f = fixture_of(state);
    f.serve([](session& connection) {
        connection.read_request();
        connection.write("HTTP/1.1 200 OK\r\n\r\n");
        while (connection.write(std::string(1024, 'x'))) {
        }
    });
    f.get();
    assert_true(f.failed_with(failure::too_large));
}

void endless_headers_are_too_large(void** state) {
    auto& f = fixture_of(state);
    f.serve([](session& connection) {
        connection.read_request();
        connection.write("HTTP/1.1 200 OK\r\n");
        while (connection.write("X-More: yes\r\n")) {
        }
    });
    f.get();
    assert_true(f.failed_with(failure::too_large));
}

void a_server_that_drips_forever_is_cut_at_the_request_timeout(void** state) {
    auto& f = fixture_of(state);
    f.options.request_timeout = milliseconds{300};
    f.serve([](session& connection) {
        connection.read_request();
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n");
        while (connection.write("x") && connection.pause()) {
        }
    });
    f.post("call=1"); // comes back at all only because of the timeout
    assert_true(f.failed_with(failure::fate_unknown));
}

void a_request_that_gets_no_answer_is_cut_at_its_own_deadline(void** state) {
    auto& f = fixture_of(state);
    f.options.request_timeout = seconds{3600};
    f.serve([](session& connection) {
        connection.read_request();
        connection.wait_for_close();
    });
    f.client.emplace(f.options);
    http::request request;
    request.url = support::secret{f.server->url()};
    request.deadline = std::chrono::steady_clock::now() + milliseconds{300};
    f.result = f.client->perform(request, f.stop.get_token());
    assert_true(f.failed_with(failure::fate_unknown));
}

void a_deadline_in_the_past_sends_nothing(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, "{}")));
    f.client.emplace(f.options);
    http::request request;
    request.url = support::secret{f.server->url()};
    request.deadline = std::chrono::steady_clock::now();
    f.result = f.client->perform(request, f.stop.get_token());
    assert_true(f.failed_with(failure::not_sent, "no time is left"));
    assert_int_equal(f.server->handshakes(), 0);
}

void a_server_that_never_finishes_the_handshake_is_cut_and_nothing_was_sent(void** state) {
    auto& f = fixture_of(state);
    f.options.connect_timeout = milliseconds{300};
    f.options.request_timeout = seconds{3600};
    const support::unique_fd listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    assert_int_equal(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
    assert_int_equal(::listen(listener.get(), 1), 0); // the kernel connects, and nobody answers
    assert_int_equal(::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    f.perform(http::method::post, "https://127.0.0.1:" + std::to_string(ntohs(address.sin_port)), "call=1");
    assert_true(f.failed_with(failure::not_sent, "Timeout"));
}

void a_resolver_that_hangs_is_left_behind_at_the_deadline(void** state) {
    auto& f = fixture_of(state);
    f.options.request_timeout = milliseconds{300};
    f.perform(http::method::get, "https://stuck.test/");
    assert_true(f.failed_with(failure::not_sent, "Timeout"));
    f.client.reset();
    std::unique_lock lock{resolver.mutex};
    assert_int_equal(resolver.inside, 1); // perform() came back first
    resolver.released = true;
    resolver.changed.notify_all();
    resolver.changed.wait(lock, [] { return resolver.inside == 0; });
}

void the_stop_token_ends_a_request_that_waits(void** state) {
    auto& f = fixture_of(state);
    f.options.request_timeout = seconds{3600};
    f.serve([](session& connection) {
        connection.read_request();
        connection.wait_for_close();
    });
    std::thread stopper{[&f] {
        f.server->wait_for_requests(1);
        f.stop.request_stop();
    }};
    f.post("call=1");
    stopper.join();
    assert_true(f.failed_with(failure::stopped));
    assert_int_equal(f.server->requests().size(), 1);
}

void after_a_stop_nothing_is_sent(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, "{}")));
    f.stop.request_stop();
    f.post("call=1");
    assert_true(f.failed_with(failure::stopped));
    assert_true(f.server->requests().empty());
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

void sixteen_threads_share_a_client(void** state) {
    auto& f = fixture_of(state);
    constexpr int thread_count = 16;
    constexpr int rounds = 10;
    f.serve([](session& connection) { // each reply repeats its own request's body
        while (const auto request = connection.read_request())
            connection.write(http_reply(200, request->substr(request->find("\r\n\r\n") + 4)));
    });
    f.client.emplace(f.options);
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int number = 0; number < thread_count; ++number)
        threads.emplace_back([&f, &right, number] {
            for (int round = 0; round < rounds; ++round) {
                const std::string body = std::to_string(number) + "/" + std::to_string(round);
                http::request request;
                request.method = http::method::post;
                request.url = support::secret{f.server->url()};
                request.body = support::secret{body};
                const auto reply = f.client->perform(request, f.stop.get_token());
                right += reply && reply->body.view() == body ? 1 : 0;
            }
        });
    for (auto& thread : threads)
        thread.join();
    assert_int_equal(right, thread_count * rounds);
    assert_int_equal(f.server->requests().size(), thread_count * rounds);
    assert_in_range(f.server->handshakes(), 1, thread_count * rounds - 1);
}

} // namespace

// Takes the place of libc's for libcurl too.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** found) {
    if (node != nullptr && std::string_view{node} == "stuck.test") {
        std::unique_lock lock{resolver.mutex};
        ++resolver.inside;
        resolver.changed.wait(lock, [] { return resolver.released; });
        --resolver.inside;
        resolver.changed.notify_all();
        return EAI_FAIL;
    }
    static const auto real = reinterpret_cast<decltype(&getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    return real(node, service, hints, found);
}

int main() {
#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const CMUnitTest tests[] = {
        CASE(a_reply_is_handed_over_with_status_body_type_and_date),
        CASE(a_reply_without_date_and_type_has_none),
        CASE(post_and_put_carry_their_body_and_wait_for_no_100_continue),
        CASE(three_requests_of_all_kinds_cost_one_handshake),
        CASE(a_post_on_a_kept_connection_that_dies_is_not_sent_again),
        CASE(a_get_on_a_kept_connection_that_dies_is_not_sent_again),
        CASE(a_cut_before_the_reply_leaves_the_fate_unknown),
        CASE(a_cut_amid_the_reply_leaves_the_fate_unknown),
        CASE(what_is_not_http_leaves_the_fate_unknown),
        CASE(nobody_listening_means_not_sent),
        CASE(a_name_without_address_means_not_sent),
        CASE(a_certificate_that_ca_file_lacks_is_refused),
        CASE(a_certificate_that_the_system_lacks_is_refused_without_ca_file),
        CASE(a_certificate_for_another_host_is_refused),
        CASE(a_ca_file_that_is_missing_is_an_error),
        CASE(plain_http_is_refused),
        CASE(an_old_tls_version_is_refused),
        CASE(proxies_of_the_environment_are_not_asked),
        CASE(a_configured_proxy_is_used_whatever_no_proxy_says),
        CASE(a_redirect_is_a_reply),
        CASE(cookies_are_not_kept),
        CASE(a_reply_of_just_the_cap_is_read_and_one_byte_more_is_too_large),
        CASE(an_endless_body_is_too_large),
        CASE(endless_headers_are_too_large),
        CASE(a_server_that_drips_forever_is_cut_at_the_request_timeout),
        CASE(a_request_that_gets_no_answer_is_cut_at_its_own_deadline),
        CASE(a_deadline_in_the_past_sends_nothing),
        CASE(a_server_that_never_finishes_the_handshake_is_cut_and_nothing_was_sent),
        CASE(a_resolver_that_hangs_is_left_behind_at_the_deadline),
        CASE(the_stop_token_ends_a_request_that_waits),
        CASE(after_a_stop_nothing_is_sent),
        CASE(no_error_text_repeats_url_or_body),
        CASE(a_header_with_a_line_end_is_refused),
        CASE(sixteen_threads_share_a_client),
    };
    return cmocka_run_group_tests_name("http.client", tests, nullptr, nullptr);
}
