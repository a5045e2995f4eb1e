// SPDX-License-Identifier: BSD-3-Clause
// A daemon that is absent, wrong or dying: denied, with a log line that says which.

#include "pam/fixture.h"

#include "pam/assert_fault.h"

using namespace pam_test;
using protocol::message_type;
using protocol::result;

namespace {

void nobody_listening_is_told_at_once(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.arguments = "socket=/dev/null";
    test.result = authenticate(test.wanted);
    assert_code(test.result, PAM_AUTHINFO_UNAVAIL);
    assert_logged(test.result, "/dev/null: cannot connect: Connection refused; is telesignd running");
}

void a_person_whose_daemon_is_gone_is_told(void** state) {
    for (const int flags : {0, static_cast<int>(PAM_SILENT)}) {
        fixture& test = fixture_of(state);
        test.wanted.arguments = "";
        test.wanted.flags = flags;
        test.wanted.answers = {"12345"};
        test.run([](peer& module) { module.ask_once(); }); // and dies
        assert_code(test.result, PAM_AUTHINFO_UNAVAIL);
        assert_int_equal(test.result.messages.size(), 2);
        assert_int_equal(test.result.messages[1].style, PAM_ERROR_MSG);
        assert_string_equal(
            test.result.messages[1].text.c_str(),
            "The phone code service cannot be reached.\nTry again later, or ask your administrator.");
    }
}

fake_daemon::script say(std::string bytes) {
    return [bytes = std::move(bytes)](peer& module) {
        module.receive();
        module.send_bytes(bytes.data(), bytes.size());
        module.receive();
    };
}

void another_version_is_named(void** state) {
    assert_fault(state, say(std::string{"TSPM\0\7\0\6", 8}), "protocol version 7 and this module 1");
}
void garbage_is_no_message(void** state) {
    assert_fault(state, say("HTTP/1.1 200 OK"), "15 bytes that are no message: not a message");
}
void a_message_cut_short_is_no_message(void** state) {
    assert_fault(state, say(std::string{"TSPM\0\1\0\6\0\12\0\4\x5a\x17\xc0", 15}), "message cut short");
}
void a_packet_above_the_cap_is_not_taken_for_its_beginning(void** state) {
    // The first 8192 bytes alone would be an accepted with a field too long; the packet is longer.
    std::string packet{"TSPM\0\1\0\3", 8};
    packet.resize(protocol::max_message + 1, 'x');
    assert_fault(state, say(packet), "8193 bytes that are no message: message too long");
}
void an_empty_packet_is_an_end(void** state) {
    assert_fault(state, say(""), "without a verdict");
}

/// Steps of a daemon that breaks the order; the login goes on as far as it can.
void assert_out_of_order(void** state, fake_daemon::script play) {
    assert_fault(state, std::move(play), "out of order");
}

void a_prompt_before_accepted_is_out_of_order(void** state) {
    assert_out_of_order(state, [](peer& module) {
        module.receive();
        module.prompt("Code: ");
        module.receive();
    });
    assert_no_prompt(fixture_of(state).result);
}

void accepted_twice_is_out_of_order(void** state) {
    assert_out_of_order(state, [](peer& module) {
        module.receive();
        module.accepted();
        module.accepted();
        module.receive();
    });
}

void accepted_after_an_answer_is_out_of_order(void** state) {
    assert_out_of_order(state, [](peer& module) {
        module.ask_once();
        module.accepted();
        module.receive();
    });
}

void a_second_prompt_before_the_answer_is_out_of_order(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.at_prompt = [&test] { test.daemon->finish(); };
    assert_out_of_order(state, [](peer& module) {
        module.receive();
        module.accepted();
        module.prompt("One: ");
        module.prompt("Two: ");
    });
    assert_int_equal(test.result.messages.size(), 2);
    assert_int_equal(test.result.messages[1].style, PAM_ERROR_MSG); // that the service cannot be reached
}

void a_message_of_the_modules_is_out_of_order(void** state) {
    for (const message_type type : {message_type::begin, message_type::answer, message_type::cancel}) {
        fixture& test = fixture_of(state);
        test.wanted.at_prompt = [&test] { test.daemon->finish(); };
        assert_out_of_order(state, [type](peer& module) {
            protocol::writer message{type};
            if (type == message_type::answer)
                message.text(protocol::field_id::text, "12345");
            if (type == message_type::begin)
                message.text(protocol::field_id::service, "sshd")
                    .text(protocol::field_id::user, "alice")
                    .number(protocol::field_id::flags, 0);
            module.receive();
            module.accepted();
            module.prompt("Code: ");
            module.send(message); // while the prompt is open, where the table allows answer and cancel
        });
    }
}

void granted_without_an_answer_is_denied(void** state) {
    constexpr const char* line = "granted without an answer";
    assert_fault(
        state,
        [](peer& module) {
            module.receive();
            module.verdict(result::granted);
        },
        line);
    assert_fault(
        state,
        [](peer& module) {
            module.receive();
            module.accepted();
            module.verdict(result::granted);
        },
        line);
    fixture& test = fixture_of(state);
    test.wanted.at_prompt = [&test] { test.daemon->finish(); };
    assert_fault(
        state,
        [](peer& module) {
            module.receive();
            module.accepted();
            module.prompt("Code: ");
            module.verdict(result::granted);
        },
        line);
}

void a_result_that_is_not_in_the_table_is_denied(void** state) {
    for (const std::uint32_t value : {0U, 7U, 0x5a17c0dfU, 0xffffffffU})
        assert_fault(
            state,
            [value](peer& module) {
                module.ask_once();
                module.verdict(static_cast<result>(value), "you are in");
            },
            "unknown result");
    assert_int_equal(fixture_of(state).result.messages.size(), 1);
}

void a_daemon_that_dies_is_told_at_every_step(void** state) {
    constexpr const char* line = "closed the connection without a verdict";
    assert_fault(
        state, [](peer& module) { module.receive(); }, line);
    assert_fault(
        state,
        [](peer& module) {
            module.receive();
            module.accepted();
        },
        line);
    assert_fault(
        state, [](peer& module) { module.ask_once(); }, line);
    fixture& test = fixture_of(state);
    test.wanted.at_prompt = [&test] { test.daemon->finish(); };
    assert_fault(
        state,
        [](peer& module) {
            module.receive();
            module.accepted();
            module.prompt("Code: ");
        },
        line);
}

void a_daemon_that_dies_over_begin_is_told(void** state) {
    // Whether it dies before or after begin arrives, the log says that it is gone.
    fixture& test = fixture_of(state);
    test.run([](peer& module) { module.hang_up(); });
    assert_code(test.result, PAM_AUTHINFO_UNAVAIL);
    assert_int_equal(test.result.log.size(), 1);
    assert_logged(test.result, test.daemon->socket_path());
}

void a_verdict_by_a_daemon_that_never_read_begin_counts(void** state) {
    fixture& test = fixture_of(state);
    test.run([](peer& module) {
        module.verdict(result::unavailable, "too many logins at once"); // and closes with begin unread
    });
    assert_code(test.result, PAM_AUTHINFO_UNAVAIL);
    assert_int_equal(test.result.messages.size(), 1);
    assert_string_equal(test.result.messages[0].text.c_str(), "too many logins at once");
}

void a_verdict_that_came_while_the_person_typed_ends_the_login(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.answers = {"12345"};
    test.wanted.at_prompt = [&test] { test.daemon->finish(); };
    test.run([](peer& module) {
        module.receive();
        module.accepted();
        module.prompt("Code: ");
        module.verdict(result::denied, "The code has expired.");
    });
    assert_code(test.result, PAM_AUTH_ERR);
    assert_string_equal(test.result.messages.back().text.c_str(), "The code has expired.");
    assert_int_equal(test.result.log.size(), 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        pam_unit_test(nobody_listening_is_told_at_once),
        pam_unit_test(a_person_whose_daemon_is_gone_is_told),
        pam_unit_test(another_version_is_named),
        pam_unit_test(garbage_is_no_message),
        pam_unit_test(a_message_cut_short_is_no_message),
        pam_unit_test(a_packet_above_the_cap_is_not_taken_for_its_beginning),
        pam_unit_test(an_empty_packet_is_an_end),
        pam_unit_test(a_prompt_before_accepted_is_out_of_order),
        pam_unit_test(accepted_twice_is_out_of_order),
        pam_unit_test(accepted_after_an_answer_is_out_of_order),
        pam_unit_test(a_second_prompt_before_the_answer_is_out_of_order),
        pam_unit_test(a_message_of_the_modules_is_out_of_order),
        pam_unit_test(granted_without_an_answer_is_denied),
        pam_unit_test(a_result_that_is_not_in_the_table_is_denied),
        pam_unit_test(a_daemon_that_dies_is_told_at_every_step),
        pam_unit_test(a_daemon_that_dies_over_begin_is_told),
        pam_unit_test(a_verdict_by_a_daemon_that_never_read_begin_counts),
        pam_unit_test(a_verdict_that_came_while_the_person_typed_ends_the_login),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
