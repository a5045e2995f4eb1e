// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/conversation.h"

#include "telesignd/module_end.h"

#include <chrono>
#include <cstring>
#include <memory>
#include <string>

#include <sys/eventfd.h>

#include "cmocka_cpp.h"

namespace {

using namespace std::chrono_literals;
using namespace telesignd;

/// Both ends of a connection, ready to talk.
struct both_ends {
    tests::module_end module;
    support::unique_fd stop_event{::eventfd(0, EFD_CLOEXEC)};
    std::unique_ptr<conversation> line = std::make_unique<conversation>(module.other_end(), stop_event.get());
    conversation& daemon = *line;

    static deadline soon() { return std::chrono::steady_clock::now() + 20s; }
    tl::expected<support::secret, no_answer> ask(const char* question, bool echo, deadline until) {
        assert_true(daemon.ask(question, echo));
        return daemon.await_answer(until);
    }
    void begin() {
        module.send_begin("sshd", "alice");
        assert_true(daemon.receive_request(soon()).has_value());
    }
};

int open_ends(void** state) {
    *state = new both_ends;
    return 0;
}

int close_ends(void** state) {
    delete static_cast<both_ends*>(*state);
    return 0;
}

both_ends& ends(void** state) {
    return *static_cast<both_ends*>(*state);
}

void a_request_arrives_whole(void** state) {
    ends(state).module.send_begin("su", "root", "bob", "203.0.113.45");
    const auto first = ends(state).daemon.receive_request(both_ends::soon());
    assert_true(first.has_value());
    const auto* request = std::get_if<login_request>(&*first);
    assert_non_null(request);
    assert_string_equal(request->service.c_str(), "su");
    assert_string_equal(request->user.c_str(), "root");
    assert_string_equal(request->ruser.c_str(), "bob");
    assert_string_equal(request->rhost.c_str(), "203.0.113.45");
    assert_string_equal(request->tty.c_str(), "");
}

void a_command_arrives_whole(void** state) {
    using protocol::field_id;
    ends(state).module.send_command("status", {{field_id::reference, "ABCD"},
                                               {field_id::code, "12345"},
                                               {field_id::phone, "+1 310"},
                                               {field_id::user, "bob"},
                                               {field_id::channel, "sms"},
                                               {field_id::detail, "live,score"}});
    const auto first = ends(state).daemon.receive_request(both_ends::soon());
    assert_true(first.has_value());
    const auto* command = std::get_if<command_request>(&*first);
    assert_non_null(command);
    assert_string_equal(command->verb.c_str(), "status");
    assert_string_equal(command->reference.c_str(), "ABCD");
    assert_true(command->code.view() == "12345");
    assert_string_equal(command->phone.c_str(), "+1 310");
    assert_string_equal(command->user.c_str(), "bob");
    assert_string_equal(command->channel.c_str(), "sms");
    assert_string_equal(command->detail.c_str(), "live,score");
}

void facts_and_the_end_of_a_command_are_sent_in_order(void** state) {
    ends(state).module.send_command("phoneid", {});
    assert_true(ends(state).daemon.receive_request(both_ends::soon()).has_value());
    ends(state).daemon.send_accepted(30s);
    assert_true(ends(state).daemon.send_fact("carrier.name", "Verizon"));
    assert_true(ends(state).daemon.send_fact("location.city", "Los Angeles"));
    ends(state).daemon.send_done(protocol::result::granted, "That was all.");
    ends(state).line.reset();
    assert_int_equal(ends(state).module.receive().number(protocol::field_id::turn_limit), 30);
    assert_true(ends(state).module.receive().text(protocol::field_id::name) == "carrier.name");
    assert_true(ends(state).module.receive().text(protocol::field_id::text) == "Los Angeles");
    const auto& done = ends(state).module.receive();
    assert_true(done.type() == protocol::message_type::done);
    assert_int_equal(done.number(protocol::field_id::result), protocol::result::granted);
    assert_true(done.text(protocol::field_id::text) == "That was all.");
}

void a_fact_that_nobody_takes_is_told(void** state) {
    ends(state).module.send_command("phoneid", {});
    assert_true(ends(state).daemon.receive_request(both_ends::soon()).has_value());
    ends(state).module.close();
    assert_false(ends(state).daemon.send_fact("carrier.name", "Verizon"));
}

void a_second_command_is_a_violation(void** state) {
    ends(state).module.send_command("phoneid", {});
    assert_true(ends(state).daemon.receive_request(both_ends::soon()).has_value());
    ends(state).module.send_command("phoneid", {});
    assert_true(ends(state).daemon.receive_request(both_ends::soon()).error() == no_answer::violation);
}

void a_request_without_a_user_is_a_violation(void** state) {
    ends(state).module.send_begin("su", "");
    assert_true(ends(state).daemon.receive_request(both_ends::soon()).error() == no_answer::violation);
}

void a_prompt_is_asked_and_its_answer_comes_back(void** state) {
    ends(state).begin();
    ends(state).daemon.send_accepted(60s);
    ends(state).module.send_answer("12345"); // waits in the socket until it is asked for
    const auto typed = ends(state).ask("Code: ", false, both_ends::soon());
    assert_true(typed.has_value());
    assert_true(typed->view() == "12345");
    assert_int_equal(ends(state).module.receive().number(protocol::field_id::turn_limit), 60);
    const auto& prompt = ends(state).module.receive();
    assert_true(prompt.text(protocol::field_id::text) == "Code: ");
    assert_int_equal(prompt.number(protocol::field_id::echo), 0);
}

void a_cancel_is_no_answer(void** state) {
    ends(state).begin();
    ends(state).module.send_cancel();
    assert_true(ends(state).ask("Code: ", true, both_ends::soon()).error() == no_answer::cancelled);
}

void an_answer_that_the_module_keeps_back_is_none(void** state) {
    ends(state).begin();
    ends(state).module.send_withheld(1);
    assert_true(ends(state).ask("Code: ", true, both_ends::soon()).error() == no_answer::withheld_password);
    ends(state).module.send_withheld(2);
    assert_true(ends(state).ask("Code: ", true, both_ends::soon()).error() == no_answer::withheld_user_name);
}

void an_unknown_reason_to_keep_an_answer_back_is_a_violation(void** state) {
    ends(state).begin();
    for (const std::uint32_t why : {0U, 3U, 0xffffffffU}) {
        ends(state).module.send_withheld(why);
        assert_true(ends(state).ask("Code: ", true, both_ends::soon()).error() == no_answer::violation);
        assert_non_null(std::strstr(ends(state).daemon.fault().c_str(), std::to_string(why).c_str()));
    }
}

void a_program_that_ended_is_gone(void** state) {
    ends(state).begin();
    assert_false(ends(state).daemon.is_gone());
    ends(state).module.close();
    assert_true(ends(state).daemon.is_gone());
    assert_false(ends(state).daemon.ask("Code: ", true));
    assert_true(ends(state).daemon.await_answer(both_ends::soon()).error() == no_answer::gone);
}

void the_deadline_ends_the_wait(void** state) {
    ends(state).begin();
    const auto past = std::chrono::steady_clock::now() - 1s;
    assert_true(ends(state).ask("Code: ", true, past).error() == no_answer::timed_out);
}

void a_stop_ends_the_wait(void** state) {
    ends(state).begin();
    ::eventfd_write(ends(state).stop_event.get(), 1);
    assert_true(ends(state).ask("Code: ", true, both_ends::soon()).error() == no_answer::stopping);
}

void a_message_out_of_order_is_a_violation(void** state) {
    ends(state).module.send_answer("12345");
    assert_true(ends(state).daemon.receive_request(both_ends::soon()).error() == no_answer::violation);
}

void a_daemons_message_from_the_module_is_a_violation(void** state) {
    ends(state).begin();
    protocol::writer forged{protocol::message_type::verdict};
    forged.number(protocol::field_id::result, static_cast<std::uint32_t>(protocol::result::granted));
    ends(state).module.send(forged);
    assert_true(ends(state).ask("Code: ", true, both_ends::soon()).error() == no_answer::violation);
}

void garbage_is_a_violation(void** state) {
    ends(state).module.send_bytes("GET / HTTP/1.1");
    assert_true(ends(state).daemon.receive_request(both_ends::soon()).error() == no_answer::violation);
    assert_string_equal(ends(state).daemon.fault().c_str(), "not a message");
}

void a_packet_over_the_cap_is_a_violation(void** state) {
    ends(state).module.send_bytes(std::string(protocol::max_message + 100, 'x'));
    assert_true(ends(state).daemon.receive_request(both_ends::soon()).error() == no_answer::violation);
    assert_string_equal(ends(state).daemon.fault().c_str(), "message too long");
}

void another_version_is_named(void** state) {
    const std::string other{"TSPM\0\7\0\1", 8};
    ends(state).module.send_bytes(other);
    assert_true(ends(state).daemon.receive_request(both_ends::soon()).error() == no_answer::violation);
    assert_non_null(std::strstr(ends(state).daemon.fault().c_str(), "version 7"));
}

void a_verdict_reaches_a_module_whose_answer_crossed_it(void** state) {
    ends(state).begin();
    ends(state).module.send_answer("12345");
    ends(state).daemon.send_verdict(protocol::result::denied, "No code was typed in time.");
    ends(state).line.reset(); // closes the daemon's end
    const auto& verdict = ends(state).module.receive();
    assert_true(verdict.type() == protocol::message_type::verdict);
    assert_true(verdict.text(protocol::field_id::text) == "No code was typed in time.");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_request_arrives_whole, open_ends, close_ends),
        cmocka_unit_test_setup_teardown(a_command_arrives_whole, open_ends, close_ends),
        cmocka_unit_test_setup_teardown(facts_and_the_end_of_a_command_are_sent_in_order, open_ends,
                                        close_ends),
        cmocka_unit_test_setup_teardown(a_fact_that_nobody_takes_is_told, open_ends, close_ends),
        cmocka_unit_test_setup_teardown(a_second_command_is_a_violation, open_ends, close_ends),
        cmocka_unit_test_setup_teardown(a_request_without_a_user_is_a_violation, open_ends, close_ends),
        cmocka_unit_test_setup_teardown(a_prompt_is_asked_and_its_answer_comes_back, open_ends, close_ends),
        cmocka_unit_test_setup_teardown(a_cancel_is_no_answer, open_ends, close_ends),
        cmocka_unit_test_setup_teardown(an_answer_that_the_module_keeps_back_is_none, open_ends, close_ends),
        cmocka_unit_test_setup_teardown(an_unknown_reason_to_keep_an_answer_back_is_a_violation, open_ends,
                                        close_ends),
        cmocka_unit_test_setup_teardown(a_program_that_ended_is_gone, open_ends, close_ends),
        cmocka_unit_test_setup_teardown(the_deadline_ends_the_wait, open_ends, close_ends),
        cmocka_unit_test_setup_teardown(a_stop_ends_the_wait, open_ends, close_ends),
        cmocka_unit_test_setup_teardown(a_message_out_of_order_is_a_violation, open_ends, close_ends),
        cmocka_unit_test_setup_teardown(a_daemons_message_from_the_module_is_a_violation, open_ends,
                                        close_ends),
        cmocka_unit_test_setup_teardown(garbage_is_a_violation, open_ends, close_ends),
        cmocka_unit_test_setup_teardown(a_packet_over_the_cap_is_a_violation, open_ends, close_ends),
        cmocka_unit_test_setup_teardown(another_version_is_named, open_ends, close_ends),
        cmocka_unit_test_setup_teardown(a_verdict_reaches_a_module_whose_answer_crossed_it, open_ends,
                                        close_ends),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
