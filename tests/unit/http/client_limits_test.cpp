// SPDX-License-Identifier: BSD-3-Clause
#include "client_fixture.h"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <dlfcn.h>
#include <netdb.h>

#include "cmocka_cpp.h"

namespace {

using http::failure;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::always;
using test::fixture_of;
using test::http_reply;
using test::session;

// A resolver that does not come back for one name, until it is released.
struct stuck_resolver {
    std::mutex mutex;
    std::condition_variable changed;
    int inside = 0;
    bool released = false;
};
stuck_resolver resolver;

void a_reply_of_just_the_cap_is_read_and_one_byte_more_is_too_large(void** state) {
    auto& f = fixture_of(state);
    f.serve([size = std::size_t{64} * 1024](session& connection) mutable {
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

/// Gives it more and more time, until even a busy machine has sent the request by then.
template <typename Perform>
void with_time_enough(test::client_fixture& f, Perform perform) {
    for (milliseconds time{300}; time < seconds{60}; time *= 2) {
        perform(time);
        if (!f.failed_with(failure::not_sent))
            return;
    }
}

void a_server_that_drips_forever_is_cut_at_the_request_timeout(void** state) {
    auto& f = fixture_of(state);
    f.serve([](session& connection) {
        connection.read_request();
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n");
        while (connection.write("x") && connection.pause()) {
        }
    });
    with_time_enough(f, [&](milliseconds time) {
        f.options.request_timeout = time;
        f.client.emplace(f.options);
        f.post("call=1"); // comes back at all only because of the timeout
    });
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
    with_time_enough(f, [&](milliseconds time) {
        http::request request;
        request.url = support::secret{f.server->url()};
        request.deadline = std::chrono::steady_clock::now() + time;
        f.result = f.client->perform(request, f.stop.get_token());
    });
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
    assert_false(resolver.released); // perform() came back first
    resolver.changed.wait(lock, [] { return resolver.inside > 0; });
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
    f.get(); // leaves a connection on which a request could go out at once
    assert_true(f.result.has_value());
    f.stop.request_stop();
    f.post("call=1");
    assert_true(f.failed_with(failure::stopped));
    f.client.reset();
    f.server->wait_for_clients_to_leave();
    assert_int_equal(f.server->requests().size(), 1);
}

} // namespace

// Takes the place of libc's for libcurl too.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** found) {
    if (node != nullptr && std::string_view{node} == "stuck.test") {
        std::unique_lock lock{resolver.mutex};
        ++resolver.inside;
        resolver.changed.notify_all();
        resolver.changed.wait(lock, [] { return resolver.released; });
        --resolver.inside;
        resolver.changed.notify_all();
        return EAI_FAIL;
    }
    static const auto real = reinterpret_cast<decltype(&getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    return real(node, service, hints, found);
}

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, test::setup_client, test::teardown_client)
    const CMUnitTest tests[] = {
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
    };
    return cmocka_run_group_tests_name("http.client_limits", tests, nullptr, nullptr);
}
