// SPDX-License-Identifier: BSD-3-Clause
// A host that cannot ask is told apart from a provider that is not there, by the cause.

#include "client_fixture.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cmocka_cpp.h"

namespace {

using http::failure;
using test::always;
using test::fixture_of;
using test::http_reply;

std::atomic<bool> no_ports = false;           ///< connect(2) finds no local port
std::atomic<bool> no_threads = false;         ///< pthread_create(3) fails
std::atomic<bool> resolver_was_asked = false; ///< for exhausted.test
std::vector<support::unique_fd> taken;        ///< all descriptors that this process may have

/// Takes every descriptor that this process may have, but for `left`, while it lives.
class few_descriptors {
public:
    explicit few_descriptors(std::size_t left) {
        ::getrlimit(RLIMIT_NOFILE, &m_before);
        rlimit few = m_before;
        few.rlim_cur = 64;
        ::setrlimit(RLIMIT_NOFILE, &few);
        for (;;) {
            support::unique_fd one{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
            if (!one)
                break;
            taken.push_back(std::move(one));
        }
        taken.resize(taken.size() - left);
    }
    few_descriptors(const few_descriptors&) = delete;
    few_descriptors& operator=(const few_descriptors&) = delete;
    ~few_descriptors() {
        taken.clear();
        ::setrlimit(RLIMIT_NOFILE, &m_before);
    }

private:
    rlimit m_before{};
};

/// At each number of descriptors that are left: whatever libcurl makes of it.
void without_descriptors_nothing_can_be_asked(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, "")));
    f.get(); // whatever libraries open once is open then
    assert_true(f.result.has_value());
    for (const char* const host : {"localhost", "127.0.0.1"}) {
        std::size_t left = 0;
        for (; left < 30; ++left) {
            f.client.reset(); // no kept connection
            f.client.emplace(f.options);
            const few_descriptors few{left};
            f.perform(http::method::get, f.server->url(host) + "/");
            if (f.result)
                break;
            if (!f.failed_with(failure::not_possible))
                fail_msg("%zu left: %s", left, f.result.error().text.c_str());
        }
        assert_true(f.result.has_value()); // with enough of them all is well
        assert_in_range(left, 1, 20);
    }
}

/// Another login gives a descriptor back just after it was missing: it was missing all the same.
void a_descriptor_that_comes_back_too_late_changes_nothing(void** state) {
    auto& f = fixture_of(state);
    f.client.emplace(f.options);
    {
        const few_descriptors few{3};
        f.perform(http::method::get, "https://exhausted.test/");
    }
    assert_true(f.failed_with(failure::not_possible));
    assert_false(resolver_was_asked);
}

void without_threads_nothing_can_be_asked(void** state) {
    auto& f = fixture_of(state);
    f.client.emplace(f.options);
    no_threads = true;
    f.perform(http::method::get, "https://nowhere.invalid/");
    no_threads = false;
    assert_true(f.failed_with(failure::not_possible));
}

void without_a_local_port_nothing_can_be_asked(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, "")));
    f.client.emplace(f.options);
    no_ports = true;
    f.get();
    no_ports = false;
    assert_true(f.failed_with(failure::not_possible));
}

/// Where it is read at each connection, a missing descriptor looks like a certificate that nobody trusts.
void certificates_are_read_once(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, "")));
    f.client.emplace(f.options);
    assert_int_equal(::truncate(f.ca.path().c_str(), 0), 0);
    f.get();
    assert_true(f.result.has_value());
}

void certificates_that_cannot_be_read_are_an_error_at_the_start(void** state) {
    auto& f = fixture_of(state);
    f.options.ca_file = "/nowhere/ca.pem";
    try {
        f.client.emplace(f.options);
        fail_msg("no error");
    } catch (const std::runtime_error& problem) {
        assert_non_null(std::strstr(problem.what(), "/nowhere/ca.pem"));
    }
}

} // namespace

// All take libc's place for libcurl too.
extern "C" int connect(int descriptor, const sockaddr* address, socklen_t size) {
    if (no_ports) {
        errno = EADDRNOTAVAIL; // as connect(2) says it
        return -1;
    }
    static const auto real = reinterpret_cast<decltype(&connect)>(::dlsym(RTLD_NEXT, "connect"));
    return real(descriptor, address, size);
}

extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** found) {
    if (node != nullptr && std::string_view{node} == "exhausted.test") {
        resolver_was_asked = true;
        taken.clear(); // as another login gives back what it had
        return EAI_AGAIN;
    }
    static const auto real = reinterpret_cast<decltype(&getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    return real(node, service, hints, found);
}

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*),
                              void* argument) {
    if (no_threads)
        return EAGAIN;
    static const auto real =
        reinterpret_cast<decltype(&pthread_create)>(::dlsym(RTLD_NEXT, "pthread_create"));
    return real(thread, attributes, run, argument);
}

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, test::setup_client, test::teardown_client)
    const CMUnitTest tests[] = {
        CASE(without_descriptors_nothing_can_be_asked),
        CASE(a_descriptor_that_comes_back_too_late_changes_nothing),
        CASE(without_threads_nothing_can_be_asked),
        CASE(without_a_local_port_nothing_can_be_asked),
        CASE(certificates_are_read_once),
        CASE(certificates_that_cannot_be_read_are_an_error_at_the_start),
    };
    return cmocka_run_group_tests_name("http.client_exhaustion", tests, nullptr, nullptr);
}
