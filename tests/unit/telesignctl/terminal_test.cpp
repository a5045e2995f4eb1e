#include "telesignctl/terminal.h"

#include "captured_stderr.h"
#include "unit/telesignctl/typist.h"

#include <memory>
#include <string>
#include <thread>

#include <signal.h>
#include <sys/eventfd.h>

#include "cmocka_cpp.h"

namespace {

using namespace telesignctl;

struct desk {
    std::unique_ptr<tests::typist> person = std::make_unique<tests::typist>(false);
    support::unique_fd event{::eventfd(0, EFD_CLOEXEC)};
    std::variant<support::secret, cancelled, interrupted> answer;
    std::string shown;

    void sit_at_a_terminal() {
        person.reset(); // gives the first one's place back
        person = std::make_unique<tests::typist>(true);
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

int open_desk(void** state) {
    *state = new desk;
    return 0;
}

int close_desk(void** state) {
    delete static_cast<desk*>(*state);
    return 0;
}

desk& at(void** state) {
    return *static_cast<desk*>(*state);
}

void lines_are_answers_one_by_one(void** state) {
    at(state).person->type("12345\n\nresend\n");
    at(state).read("\x1b[1mCode: ");
    assert_true(at(state).typed() == "12345");
    assert_string_equal(at(state).shown.c_str(), "[1mCode: ");
    at(state).read();
    assert_true(at(state).typed().empty());
    at(state).read();
    assert_true(at(state).typed() == "resend");
}

void the_end_of_the_input_ends_a_line_and_then_cancels(void** state) {
    at(state).person->type("123");
    at(state).person->end_input();
    at(state).read();
    assert_true(at(state).typed() == "123");
    at(state).read();
    assert_true(std::holds_alternative<cancelled>(at(state).answer));
}

void lines_of_windows_are_read_as_they_are_meant(void** state) {
    at(state).person->type("\xef\xbb\xbf"
                           "12345\r\n67890\r\n");
    at(state).read();
    assert_true(at(state).typed() == "12345");
    at(state).read();
    assert_true(at(state).typed() == "67890");
}

void a_line_without_an_end_cancels(void** state) {
    at(state).person->type(std::string(1025, 'x'));
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
    at(state).sit_at_a_terminal();
    // Types once the echo is off, which no signal tells.
    std::thread hands{[&] {
        while (at(state).person->echoes())
            std::this_thread::yield();
        at(state).person->type("12345\n");
    }};
    at(state).read();
    hands.join();
    assert_true(at(state).typed() == "12345");
    const std::string shown = at(state).person->shown();
    assert_true(shown.find('1') == std::string::npos);
    assert_true(shown.find('\n') != std::string::npos);
    assert_true(at(state).person->echoes());
}

void what_is_not_secret_is_shown(void** state) {
    at(state).sit_at_a_terminal();
    at(state).person->type("12345\n");
    at(state).read("Code: ", true);
    assert_true(at(state).typed() == "12345");
    assert_true(at(state).person->shown().find("12345") != std::string::npos);
}

void a_terminal_is_put_right_after_a_cancel(void** state) {
    at(state).sit_at_a_terminal();
    ::eventfd_write(at(state).event.get(), 1);
    at(state).read();
    assert_true(at(state).person->echoes());
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
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
