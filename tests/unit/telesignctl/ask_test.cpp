// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/ask.h"

#include "pam/fake_daemon.h"

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

struct ask_fixture {
    std::unique_ptr<fake_daemon> daemon;
    telesignctl::connection line;
    telesignctl::answer answer;
    telesignctl::printer print;
    telesignctl::answer printed;

    void ask(fake_daemon::script script) {
        daemon = std::make_unique<fake_daemon>(std::move(script));
        if (!line.open(daemon->socket_path()))
            throw std::runtime_error{"open"};
        answer = telesignctl::ask(
            line, {"status", {{field_id::reference, "abc"}, {field_id::user, ""}}, support::secret{"12345"}},
            print);
    }
};

int open_fixture(void** state) {
    *state = new ask_fixture;
    return 0;
}

int close_fixture(void** state) {
    delete static_cast<ask_fixture*>(*state);
    return 0;
}

ask_fixture& on(void** state) {
    return *static_cast<ask_fixture*>(*state);
}

void tell(peer& ctl, std::string_view name, std::string_view value) {
    protocol::writer message{message_type::fact};
    ctl.send(message.text(field_id::name, name).text(field_id::text, value));
}

void end(peer& ctl, result outcome, std::string_view text) {
    protocol::writer message{message_type::done};
    ctl.send(
        message.number(field_id::result, static_cast<std::uint32_t>(outcome)).text(field_id::text, text));
}

/// As telesignd does for recovery-new.
void have_printed(peer& ctl) {
    ctl.receive();
    ctl.accepted();
    tell(ctl, "code", "one");
    ctl.prompt("shown once", 0);
    ctl.receive();
    end(ctl, result::granted, "over");
}

/// Asks with an output that takes the answer, or not; returns what telesignd was told of that.
message_type told_of_printing(ask_fixture& s, bool can_print) {
    s.print = [&s, can_print](const telesignctl::answer& so_far) {
        s.printed = so_far;
        return can_print;
    };
    s.ask(have_printed);
    assert_int_equal(s.printed.facts.size(), 1);
    assert_string_equal(s.printed.text.c_str(), "shown once");
    assert_true(s.printed.outcome == result::granted);
    assert_string_equal(s.answer.text.c_str(), "over");
    return s.daemon->received().back().type;
}

void what_must_be_read_first_is_printed_before_the_end(void** state) {
    assert_true(told_of_printing(on(state), true) == message_type::answer);
}

void what_cannot_be_printed_is_cancelled(void** state) {
    assert_true(told_of_printing(on(state), false) == message_type::cancel);
}

void to_print_is_out_of_order_for_other_verbs(void** state) {
    on(state).ask(have_printed);
    assert_true(on(state).answer.outcome == result::unavailable);
    assert_non_null(std::strstr(on(state).answer.text.c_str(), "message 3 after message 8"));
}

void facts_are_gathered_in_their_order(void** state) {
    on(state).ask([](peer& ctl) {
        ctl.receive();
        ctl.accepted();
        tell(ctl, "b", "Zoë");
        tell(ctl, "a", "2");
        end(ctl, result::granted, "Done.");
    });
    assert_true(on(state).answer.outcome == result::granted);
    assert_string_equal(on(state).answer.text.c_str(), "Done.");
    assert_int_equal(on(state).answer.facts.size(), 2);
    assert_string_equal(on(state).answer.facts[0].second.c_str(), "Zoë");
    assert_string_equal(on(state).answer.facts[1].first.c_str(), "a");
}

void what_is_asked_is_sent_and_nothing_empty(void** state) {
    on(state).ask([](peer& ctl) {
        ctl.receive();
        end(ctl, result::granted, "");
    });
    const auto& got = on(state).daemon->received().at(0);
    assert_string_equal(got.text(field_id::verb).c_str(), "status");
    assert_string_equal(got.text(field_id::reference).c_str(), "abc");
    assert_string_equal(got.text(field_id::code).c_str(), "12345");
    assert_false(got.has(field_id::user));
    assert_false(got.has(field_id::phone));
}

void no_control_character_reaches_the_terminal(void** state) {
    on(state).ask([](peer& ctl) {
        ctl.receive();
        ctl.accepted();
        tell(ctl, "a\n", "\x1b[2J\xc2\x9bred");
        end(ctl, result::denied, "no\r\x07");
    });
    assert_string_equal(on(state).answer.facts[0].first.c_str(), "a");
    assert_string_equal(on(state).answer.facts[0].second.c_str(), "[2Jred");
    assert_string_equal(on(state).answer.text.c_str(), "no");
}

void a_refusal_may_come_at_once(void** state) {
    on(state).ask([](peer& ctl) {
        ctl.receive();
        end(ctl, result::not_permitted, "only root may ask: use sudo");
    });
    assert_true(on(state).answer.outcome == result::not_permitted);
}

void an_answer_cut_short_is_no_success(void** state) {
    on(state).ask([](peer& ctl) {
        ctl.receive();
        ctl.accepted();
        tell(ctl, "a", "1");
    });
    assert_true(on(state).answer.outcome == result::unavailable);
    assert_int_equal(on(state).answer.facts.size(), 1);
    assert_non_null(std::strstr(on(state).answer.text.c_str(), "closed the connection"));
}

void a_logins_messages_are_no_answer(void** state) {
    on(state).ask([](peer& ctl) {
        ctl.receive();
        ctl.accepted();
        ctl.verdict(result::granted); // the table of the order has it, but after begin
        ctl.receive();
    });
    assert_true(on(state).answer.outcome == result::unavailable);
    assert_non_null(std::strstr(on(state).answer.text.c_str(), "message 6 after message 2"));
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
    const CMUnitTest tests[] = {
        CASE(facts_are_gathered_in_their_order),
        CASE(what_is_asked_is_sent_and_nothing_empty),
        CASE(no_control_character_reaches_the_terminal),
        CASE(a_refusal_may_come_at_once),
        CASE(an_answer_cut_short_is_no_success),
        CASE(a_logins_messages_are_no_answer),
        CASE(what_must_be_read_first_is_printed_before_the_end),
        CASE(what_cannot_be_printed_is_cancelled),
        CASE(to_print_is_out_of_order_for_other_verbs),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
