// SPDX-License-Identifier: BSD-3-Clause
// The client's end of the socket: whatever telesignd does, an answer with a remedy comes, and in time.

#include "telesignctl/connection.h"

#include "pam/fake_daemon.h"
#include "telesignctl/local/service_commands.h"

#include <cstring>
#include <memory>
#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace std::chrono_literals;
using pam_test::fake_daemon;
using pam_test::peer;
using protocol::message_type;
using protocol::result;
using telesignctl::answer;

struct connection_fixture {
    std::unique_ptr<fake_daemon> daemon;
    telesignctl::connection line;
    answer problem;

    void play(fake_daemon::script script) {
        daemon = std::make_unique<fake_daemon>(std::move(script));
        open(daemon->socket_path());
    }
    void open(const std::string& path) {
        const auto opened = line.open(path);
        problem = opened ? answer{result::granted, ""} : opened.error();
    }
    void begin() {
        protocol::writer message{message_type::begin};
        message.text(protocol::field_id::service, "sshd").text(protocol::field_id::user, "alice");
        keep(line.send(message.number(protocol::field_id::flags, 0)));
    }
    message_type receive() {
        const auto got = line.receive();
        keep(got);
        return got ? (*got)->type() : message_type::none;
    }
    template <typename Expected>
    void keep(const Expected& step) {
        if (!step)
            problem = step.error();
    }
};

int open_fixture(void** state) {
    *state = new connection_fixture;
    return 0;
}

int close_fixture(void** state) {
    delete static_cast<connection_fixture*>(*state);
    return 0;
}

connection_fixture& on(void** state) {
    return *static_cast<connection_fixture*>(*state);
}

void assert_problem(void** state, result outcome, const std::string& part) {
    assert_true(on(state).problem.outcome == outcome);
    if (on(state).problem.text.find(part) == std::string::npos)
        fail_msg("\"%s\" is not in \"%s\"", part.c_str(), on(state).problem.text.c_str());
}

void messages_come_in_order(void** state) {
    on(state).play([](peer& ctl) {
        ctl.receive();
        ctl.accepted();
        ctl.prompt("Code: ");
        ctl.verdict(result::denied, "no");
    });
    on(state).begin();
    assert_true(on(state).receive() == message_type::accepted);
    assert_true(on(state).receive() == message_type::prompt);
    assert_true(on(state).receive() == message_type::verdict);
    assert_int_equal(on(state).daemon->received().size(), 1);
}

void a_daemon_that_is_not_there_can_be_started(void** state) {
    const std::string start = telesignctl::as_root(telesignctl::service_command("start", "telesignd"));
    on(state).open("/nonexistent/telesignd.sock");
    assert_problem(state, result::unavailable, ("telesignd is not running: " + start).c_str());
    on(state).open("/dev/null");
    assert_problem(state, result::unavailable, start.c_str());
}

void a_path_that_cannot_be_is_a_usage_error(void** state) {
    on(state).open("");
    assert_problem(state, result::service_error, "--socket");
    on(state).open(std::string(200, 'x'));
    assert_problem(state, result::service_error, "1 to 107 bytes");
}

void a_daemon_that_says_nothing_is_not_waited_for(void** state) {
    on(state).play([](peer& ctl) {
        ctl.receive();
        ctl.receive(); // which never comes
    });
    on(state).begin();
    on(state).line.begin_turn(0s);
    assert_true(on(state).receive() == message_type::none);
    assert_problem(state, result::unavailable, "does not answer in time");
}

void a_daemon_that_dies_is_told(void** state) {
    on(state).play([](peer& ctl) { ctl.receive(); });
    on(state).begin();
    on(state).receive();
    assert_problem(state, result::unavailable, "closed the connection without an answer");
}

void another_release_is_told(void** state) {
    on(state).play([](peer& ctl) {
        ctl.receive();
        ctl.send_bytes("TSPM\0\7\0\6", 8);
        ctl.receive();
    });
    on(state).begin();
    on(state).receive();
    assert_problem(state, result::unavailable, "protocol version 7");
}

void garbage_and_what_is_too_long_is_no_message(void** state) {
    on(state).play([](peer& ctl) {
        ctl.receive();
        ctl.send_bytes("HTTP/1.1 200 OK", 15);
        const std::string long_one(protocol::max_message + 1, 'x');
        ctl.send_bytes(long_one.data(), long_one.size());
        ctl.receive();
    });
    on(state).begin();
    on(state).receive();
    assert_problem(state, result::unavailable, "an invalid message (not a message)");
    on(state).receive();
    assert_problem(state, result::unavailable, "an invalid message (message too long)");
}

void a_broken_order_is_told(void** state) {
    on(state).play([](peer& ctl) {
        ctl.receive();
        ctl.prompt("Code: ");
        ctl.receive();
    });
    on(state).begin();
    assert_true(on(state).receive() == message_type::none);
    assert_problem(state, result::unavailable, "telesignd sent message 3 after message 1");
}

void a_value_too_long_never_leaves(void** state) {
    on(state).play([](peer& ctl) { ctl.receive(); });
    protocol::writer message{message_type::command};
    message.text(protocol::field_id::verb, "send").text(protocol::field_id::user, std::string(2000, 'x'));
    on(state).keep(on(state).line.send(message));
    assert_problem(state, result::service_error, "longer than 1024 bytes");
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
    const CMUnitTest tests[] = {
        CASE(messages_come_in_order),
        CASE(a_daemon_that_is_not_there_can_be_started),
        CASE(a_path_that_cannot_be_is_a_usage_error),
        CASE(a_daemon_that_says_nothing_is_not_waited_for),
        CASE(a_daemon_that_dies_is_told),
        CASE(another_release_is_told),
        CASE(garbage_and_what_is_too_long_is_no_message),
        CASE(a_broken_order_is_told),
        CASE(a_value_too_long_never_leaves),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
