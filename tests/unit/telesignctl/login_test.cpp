// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/login.h"

#include "captured_stderr.h"
#include "pam/fake_daemon.h"
#include "unit/telesignctl/terminal_fixture.h"

#include <cstring>
#include <memory>
#include <string>

#include "cmocka_cpp.h"

namespace {

using pam_test::fake_daemon;
using pam_test::peer;
using protocol::field_id;
using protocol::message_type;
using protocol::result;

struct login_fixture {
    tests::terminal_fixture terminal{false};
    std::unique_ptr<fake_daemon> daemon;
    telesignctl::connection line;
    telesignctl::answer end;
    std::string shown;

    void log_in(fake_daemon::script script) {
        daemon = std::make_unique<fake_daemon>(std::move(script));
        if (!line.open(daemon->socket_path()))
            throw std::runtime_error{"open"};
        const tests::captured_stderr captured;
        end = telesignctl::log_in(line, "alice", "sudo");
        shown = captured.text();
    }
};

int open_fixture(void** state) {
    *state = new login_fixture;
    return 0;
}

int close_fixture(void** state) {
    delete static_cast<login_fixture*>(*state);
    return 0;
}

login_fixture& on(void** state) {
    return *static_cast<login_fixture*>(*state);
}

void a_login_is_played_from_begin_to_verdict(void** state) {
    on(state).terminal.type("54321\n12345\n");
    on(state).log_in([](peer& module) {
        module.ask_once("Code: ");
        module.prompt("Wrong code.\nCode: ");
        module.receive();
        module.verdict(result::granted, "Welcome.\x07");
    });
    assert_true(on(state).end.outcome == result::granted);
    assert_string_equal(on(state).end.text.c_str(), "Welcome.");
    assert_string_equal(on(state).end.facts.at(0).second.c_str(), "granted");
    assert_string_equal(on(state).shown.c_str(), "Code: Wrong code.\nCode: ");
    const auto& received = on(state).daemon->received();
    assert_int_equal(received.size(), 3);
    assert_string_equal(received[0].text(field_id::user).c_str(), "alice");
    assert_string_equal(received[0].text(field_id::service).c_str(), "sudo");
    assert_string_equal(received[2].text(field_id::text).c_str(), "12345");
}

void what_is_typed_goes_as_it_is(void** state) {
    const std::string pasted = "\xe2\x80\x8e\xd9\xa1\xd9\xa2\xd9\xa3-4567\xc2\xa0";
    on(state).terminal.type(pasted + "\n");
    on(state).log_in([](peer& module) {
        module.ask_once();
        module.verdict(result::granted);
    });
    const auto& received = on(state).daemon->received();
    assert_string_equal(received.at(1).text(field_id::text).c_str(), pasted.c_str());
    assert_int_equal(received.at(1).withheld, 0);
}

void the_users_name_stays_here_as_in_the_module(void** state) {
    on(state).terminal.type("alice\n");
    on(state).log_in([](peer& module) {
        module.ask_once();
        module.verdict(result::granted);
    });
    assert_true(on(state).end.outcome == result::unavailable); // that cannot be
    const auto& received = on(state).daemon->received();
    assert_string_equal(received.at(1).text(field_id::text).c_str(), "");
    assert_int_equal(received.at(1).withheld, static_cast<std::uint32_t>(protocol::withheld::user_name));
}

void the_end_of_the_input_cancels(void** state) {
    on(state).terminal.end_input();
    on(state).log_in([](peer& module) {
        module.ask_once();
        module.verdict(result::conversation_error);
    });
    assert_true(on(state).end.outcome == result::conversation_error);
    assert_true(on(state).daemon->received().at(1).type == message_type::cancel);
}

void a_verdict_while_the_person_types_ends_the_login(void** state) {
    on(state).log_in([](peer& module) { // nobody types
        module.receive();
        module.accepted();
        module.prompt("Code: ");
        module.verdict(result::denied, "No code was typed in time.");
    });
    assert_true(on(state).end.outcome == result::denied);
    assert_string_equal(on(state).end.text.c_str(), "No code was typed in time.");
}

void a_verdict_at_once_is_shown(void** state) {
    on(state).log_in([](peer& module) {
        module.receive();
        module.verdict(result::ignored);
    });
    assert_true(on(state).end.outcome == result::ignored);
    assert_string_equal(on(state).end.facts.at(0).second.c_str(), "ignored");
}

void granted_before_an_answer_is_not_believed(void** state) {
    on(state).log_in([](peer& module) {
        module.receive();
        module.accepted();
        module.verdict(result::granted);
    });
    assert_true(on(state).end.outcome == result::unavailable);
}

void a_commands_messages_are_no_login(void** state) {
    on(state).log_in([](peer& module) {
        module.receive();
        module.accepted();
        protocol::writer message{message_type::done}; // the table of the order has it, but after a command
        module.send(message.number(field_id::result, static_cast<std::uint32_t>(result::granted)));
        module.receive();
    });
    assert_true(on(state).end.outcome == result::unavailable);
    assert_non_null(std::strstr(on(state).end.text.c_str(), "message 9 after message 2"));
}

void a_daemon_that_dies_is_told(void** state) {
    on(state).terminal.type("12345\n");
    on(state).log_in([](peer& module) { module.ask_once(); });
    assert_true(on(state).end.outcome == result::unavailable);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
    const CMUnitTest tests[] = {
        CASE(a_login_is_played_from_begin_to_verdict),
        CASE(what_is_typed_goes_as_it_is),
        CASE(the_users_name_stays_here_as_in_the_module),
        CASE(the_end_of_the_input_cancels),
        CASE(a_verdict_while_the_person_types_ends_the_login),
        CASE(a_verdict_at_once_is_shown),
        CASE(granted_before_an_answer_is_not_believed),
        CASE(a_commands_messages_are_no_login),
        CASE(a_daemon_that_dies_is_told),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
