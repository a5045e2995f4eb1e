// SPDX-License-Identifier: BSD-3-Clause
// Time: whose turn it is, how long it may last, and what happens when it is over.

#include "pam/fixture.h"

#include <cerrno>
#include <csignal>

#include <dlfcn.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

#include "pam/assert_fault.h"

namespace {

pthread_t host_thread;
std::vector<int> waits; // the milliseconds of each poll(2) in the host's thread

} // namespace

// The module finds this one before libc's, since the program comes first. It has another name in C++, where
// <poll.h> may define poll itself (_FORTIFY_SOURCE).
extern "C" __attribute__((visibility("default"))) int recording_poll(pollfd*, nfds_t, int) __asm__("poll");

int recording_poll(pollfd* watched, nfds_t count, int timeout) {
    static const auto real = reinterpret_cast<int (*)(pollfd*, nfds_t, int)>(::dlsym(RTLD_NEXT, "poll"));
    if (::pthread_equal(host_thread, ::pthread_self()) != 0)
        waits.push_back(timeout);
    return real(watched, count, timeout);
}

using namespace pam_test;
using protocol::result;

namespace {

void a_full_backlog_is_waited_for_no_longer_than_the_timeout(void** state) {
    fixture& test = fixture_of(state);
    test.daemon = std::make_unique<fake_daemon>(fake_daemon::script{}, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    test.daemon->socket_path().copy(address.sun_path, sizeof address.sun_path - 1);
    const support::unique_fd first{::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)};
    assert_return_code(::connect(first.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address),
                       errno);
    test.wanted.arguments = test.daemon->argument() + " timeout=1";
    test.result = authenticate(test.wanted);
    assert_code(test.result, PAM_AUTHINFO_UNAVAIL);
    assert_logged(test.result, "busy or frozen");
}

void a_daemon_that_never_accepts_is_given_up(void** state) {
    fixture_of(state).wanted.arguments = "timeout=1";
    assert_fault(state, {}, "no answer in time");
}

void a_daemon_frozen_after_begin_is_given_up(void** state) {
    fixture_of(state).wanted.arguments = "timeout=1";
    assert_fault(
        state,
        [](peer& module) {
            module.receive();
            module.receive();
        },
        "no answer in time");
}

void a_daemon_frozen_in_its_turn_is_given_up_after_the_turn_limit(void** state) {
    assert_fault(
        state,
        [](peer& module) {
            module.receive();
            module.accepted(1);
            module.receive();
        },
        "no answer in time");
}

void a_daemon_frozen_over_an_answer_is_given_up_after_the_turn_limit(void** state) {
    assert_fault(
        state,
        [](peer& module) {
            module.receive();
            module.accepted(1);
            module.prompt("Code: ");
            module.receive();
            module.receive();
        },
        "no answer in time");
}

void a_turn_limit_beyond_all_reason_ends_with_the_login(void** state) {
    fixture_of(state).wanted.arguments = "timeout=1";
    assert_fault(
        state,
        [](peer& module) {
            module.receive();
            module.accepted(0xffffffff);
            module.receive();
        },
        "no answer in time");
}

/// Until `seconds` have passed since now, as the module's clock has it.
void let_pass(long seconds) {
    timespec until{};
    ::clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += seconds;
    while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) == EINTR) {
    }
}

/// A login of so many seconds; of more and more, until even a busy machine asks within them.
void run_until_asked(fixture& test, const std::function<void(long seconds)>& run) {
    bool was_asked = false;
    for (long seconds = 1; !was_asked && seconds < 60; seconds *= 2) {
        test.wanted.arguments = "timeout=" + std::to_string(seconds);
        run(seconds);
        was_asked = !test.result.messages.empty() && test.result.messages[0].style == PAM_PROMPT_ECHO_ON;
    }
}

void a_person_who_lets_the_time_run_out_is_denied_and_is_no_outage(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.answers = {"12345"};
    run_until_asked(test, [&test](long seconds) {
        test.wanted.at_prompt = [seconds] { let_pass(seconds); };
        test.run([](peer& module) {
            module.ask_once();
            module.verdict(result::granted);
        });
    });
    assert_code(test.result, PAM_AUTH_ERR);
    assert_logged(test.result, "the login took longer than timeout=");
    assert_string_equal(test.result.messages.back().text.c_str(), "No code was typed in time.");
    assert_int_equal(test.daemon->received().size(), 1); // the answer did not go out
}

void time_that_runs_out_after_the_answer_is_no_outage_either(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.answers = {"12345"};
    run_until_asked(test, [&test](long) {
        test.run([](peer& module) {
            module.ask_once();
            module.receive();
        });
    });
    assert_code(test.result, PAM_AUTH_ERR);
    assert_logged(test.result, "the login took longer than timeout=");
}

void signals_to_the_host_do_not_end_the_wait(void** state) {
    fixture& test = fixture_of(state);
    struct sigaction count = {};
    struct sigaction before = {};
    static volatile sig_atomic_t counted;
    counted = 0;
    count.sa_handler = [](int) { counted = counted + 1; };
    assert_return_code(::sigaction(SIGUSR1, &count, &before), errno); // no SA_RESTART: each one interrupts
    test.wanted.answers = {"12345"};
    const pthread_t host = ::pthread_self();
    const auto interrupt = [host] {
        for (int i = 0; i < 100; ++i) {
            ::pthread_kill(host, SIGUSR1);
            ::sched_yield();
        }
    };
    test.run([interrupt](peer& module) {
        module.receive();
        interrupt();
        module.accepted();
        interrupt();
        module.prompt("Code: ");
        module.receive();
        interrupt();
        module.verdict(result::granted);
    });
    assert_return_code(::sigaction(SIGUSR1, &before, nullptr), errno);
    assert_true(counted > 0);
    assert_code(test.result, PAM_SUCCESS);
}

void a_turn_lasts_as_long_as_the_daemon_says_within_reason(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.arguments = "timeout=3600";
    test.wanted.answers = {"12345"};
    host_thread = ::pthread_self();
    waits.clear();
    test.run([](peer& module) {
        module.receive();
        module.accepted(0xffffffff);
        module.prompt("Code: ");
        module.receive();
        module.verdict(result::granted);
    });
    assert_code(test.result, PAM_SUCCESS);
    // accepted, prompt, a look for a verdict before the answer goes out, verdict
    assert_int_equal(waits.size(), 4);
    assert_in_range(waits[0], 0, 20'000);
    assert_in_range(waits[1], 20'001, 3'600'000);
    assert_int_equal(waits[2], 0);
    assert_in_range(waits[3], 20'001, 3'600'000);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        pam_unit_test(a_full_backlog_is_waited_for_no_longer_than_the_timeout),
        pam_unit_test(a_daemon_that_never_accepts_is_given_up),
        pam_unit_test(a_daemon_frozen_after_begin_is_given_up),
        pam_unit_test(a_daemon_frozen_in_its_turn_is_given_up_after_the_turn_limit),
        pam_unit_test(a_daemon_frozen_over_an_answer_is_given_up_after_the_turn_limit),
        pam_unit_test(a_turn_limit_beyond_all_reason_ends_with_the_login),
        pam_unit_test(a_person_who_lets_the_time_run_out_is_denied_and_is_no_outage),
        pam_unit_test(time_that_runs_out_after_the_answer_is_no_outage_either),
        pam_unit_test(signals_to_the_host_do_not_end_the_wait),
        pam_unit_test(a_turn_lasts_as_long_as_the_daemon_says_within_reason),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
