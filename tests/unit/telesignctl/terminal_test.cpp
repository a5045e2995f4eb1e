// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/terminal.h"

#include "captured_stderr.h"
#include "unit/telesignctl/terminal_fixture.h"

#include <memory>
#include <string>
#include <thread>

#include <signal.h>
#include <sys/eventfd.h>

#include "cmocka_cpp.h"

namespace {

using namespace telesignctl;

struct prompt_fixture {
    std::unique_ptr<tests::terminal_fixture> terminal = std::make_unique<tests::terminal_fixture>(false);
    support::unique_fd event{::eventfd(0, EFD_CLOEXEC)};
    std::variant<support::secret, cancelled, interrupted> answer;
    std::string shown;

    void use_terminal() {
        terminal.reset(); // gives the first one's place back
        terminal = std::make_unique<tests::terminal_fixture>(true);
    }
    void read(std::string_view question = "Code: ", bool echo = false) {
        const tests::captured_stderr captured;
        answer = read_answer(question, echo, event.get());
        shown = captured.text();
    }
    [[nodiscard]] std::string_view typed() const {
        const auto* line = std::get_if<support::secret>(&answer);
        return line == nullptr ? "(no answer)" : line->view();
    }
};

int open_fixture(void** state) {
    *state = new prompt_fixture;
    return 0;
}

int close_fixture(void** state) {
    delete static_cast<prompt_fixture*>(*state);
    return 0;
}

prompt_fixture& at(void** state) {
    return *static_cast<prompt_fixture*>(*state);
}

void lines_are_answers_one_by_one(void** state) {
    at(state).terminal->type("12345\n\nresend\n");
    at(state).read("\x1b[1mCode: ");
    assert_true(at(state).typed() == "12345");
    assert_string_equal(at(state).shown.c_str(), "[1mCode: ");
    at(state).read();
    assert_true(at(state).typed().empty());
    at(state).read();
    assert_true(at(state).typed() == "resend");
}

void the_end_of_the_input_ends_a_line_and_then_cancels(void** state) {
    at(state).terminal->type("123");
    at(state).terminal->end_input();
    at(state).read();
    assert_true(at(state).typed() == "123");
    at(state).read();
    assert_true(std::holds_alternative<cancelled>(at(state).answer));
}

void lines_of_windows_are_read_as_they_are_meant(void** state) {
    at(state).terminal->type("\xef\xbb\xbf"
                             "12345\r\n67890\r\n");
    at(state).read();
    assert_true(at(state).typed() == "12345");
    at(state).read();
    assert_true(at(state).typed() == "67890");
}

void a_line_without_an_end_cancels(void** state) {
    at(state).terminal->type(std::string(1025, 'x'));
    at(state).read();
    assert_true(std::holds_alternative<cancelled>(at(state).answer));
}

void a_message_from_the_daemon_interrupts(void** state) {
    ::eventfd_write(at(state).event.get(), 1);
    at(state).read();
    assert_true(std::holds_alternative<interrupted>(at(state).answer));
}

void a_signal_cancels_and_ends_nothing_else(void** state) {
    sigset_t held;
    sigset_t before;
    ::sigemptyset(&held);
    ::sigaddset(&held, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &held, &before);
    assert_int_equal(::raise(SIGINT), 0); // waits until somebody looks
    at(state).read();
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr); // it would end the test now
    assert_true(std::holds_alternative<cancelled>(at(state).answer));
}

void what_is_secret_is_not_shown_on_a_terminal(void** state) {
    at(state).use_terminal();
    // Types once the echo is off, which no signal tells.
    std::thread hands{[&] {
        while (at(state).terminal->echoes())
            std::this_thread::yield();
        at(state).terminal->type("12345\n");
    }};
    at(state).read();
    hands.join();
    assert_true(at(state).typed() == "12345");
    const std::string shown = at(state).terminal->shown();
    assert_true(shown.find('1') == std::string::npos);
    assert_true(shown.find('\n') != std::string::npos);
    assert_true(at(state).terminal->echoes());
}

void what_is_not_secret_is_shown(void** state) {
    at(state).use_terminal();
    at(state).terminal->type("12345\n");
    at(state).read("Code: ", true);
    assert_true(at(state).typed() == "12345");
    assert_true(at(state).terminal->shown().find("12345") != std::string::npos);
}

void a_terminal_is_put_right_after_a_cancel(void** state) {
    at(state).use_terminal();
    ::eventfd_write(at(state).event.get(), 1);
    at(state).read();
    assert_true(at(state).terminal->echoes());
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
    const CMUnitTest tests[] = {
        CASE(lines_are_answers_one_by_one),
        CASE(the_end_of_the_input_ends_a_line_and_then_cancels),
        CASE(lines_of_windows_are_read_as_they_are_meant),
        CASE(a_line_without_an_end_cancels),
        CASE(a_message_from_the_daemon_interrupts),
        CASE(a_signal_cancels_and_ends_nothing_else),
        CASE(what_is_secret_is_not_shown_on_a_terminal),
        CASE(what_is_not_secret_is_shown),
        CASE(a_terminal_is_put_right_after_a_cancel),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
