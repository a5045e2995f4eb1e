// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/pending_codes.h"

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <variant>

#include "cmocka_cpp.h"

namespace {

using namespace telesignd;
using namespace std::chrono_literals;

const pending_codes::place ssh{"alice", "sshd", "203.0.113.45", "", "13105551212"};

struct login_fixture {
    pending_codes::clock::time_point now{1000s};
    pending_codes codes{[this] { return now; }};

    std::shared_ptr<pending_code> add(const pending_codes::place& where) {
        auto code = std::make_shared<pending_code>(gateway::channel::sms, "", now, 3);
        codes.add(where, code);
        return code;
    }
    /// Without waiting; gives a turn back at once.
    pending_codes::joined join(const pending_codes::place& where, std::chrono::seconds reuse = 120s) {
        return codes.join(where, reuse, [](const auto&) { return true; }, {});
    }
    const pending_code* find(const pending_codes::place& where, std::chrono::seconds reuse = 120s) {
        const auto found = join(where, reuse);
        const auto* const code = std::get_if<std::shared_ptr<pending_code>>(&found);
        return code == nullptr ? nullptr : code->get();
    }
};

int open_login(void** state) {
    *state = new login_fixture;
    return 0;
}

int close_login(void** state) {
    delete static_cast<login_fixture*>(*state);
    return 0;
}

login_fixture& on(void** state) {
    return *static_cast<login_fixture*>(*state);
}

void a_code_is_found_while_it_is_young_and_open(void** state) {
    login_fixture& s = on(state);
    assert_null(s.find(ssh));
    const auto code = s.add(ssh);
    s.now += 119s;
    assert_ptr_equal(s.find(ssh), code.get());
    s.now += 1s;
    assert_null(s.find(ssh));
}

void the_newest_one_counts(void** state) {
    login_fixture& s = on(state);
    s.add(ssh);
    const auto newer = s.add(ssh);
    assert_ptr_equal(s.find(ssh), newer.get());
}

void only_the_same_place_shares_it(void** state) {
    login_fixture& s = on(state);
    s.add(ssh);
    assert_null(s.find({"bob", "sshd", "203.0.113.45", "", "13105551212"}));
    assert_null(s.find({"alice", "sudo", "203.0.113.45", "", "13105551212"}));
    assert_null(s.find({"alice", "sshd", "203.0.113.46", "", "13105551212"}));
    assert_null(s.find({"alice", "sshd", "203.0.113.45", "carol", "13105551212"}));
    assert_null(s.find({"alice", "sshd", "203.0.113.45", "", "13105551213"}));
    assert_null(s.find({"alice", "sshd", "203.0.113.45", "", "13105551212", true}));
    assert_non_null(s.find(ssh));
}

void what_is_not_acceptable_is_not_joined(void** state) {
    login_fixture& s = on(state);
    s.add(ssh);
    const auto found = s.codes.join(ssh, 120s, [](const auto&) { return false; }, {});
    assert_true(std::holds_alternative<pending_codes::turn>(found));
}

void one_at_a_time_may_send(void** state) {
    login_fixture& s = on(state);
    assert_false(s.codes.has(ssh, 120s));
    {
        const auto turn = s.join(ssh);
        assert_true(std::holds_alternative<pending_codes::turn>(turn));
        assert_true(s.codes.has(ssh, 120s));
        assert_true(std::holds_alternative<pending_codes::out_of_patience>(s.join(ssh)));
        assert_true(std::holds_alternative<pending_codes::turn>(s.join({"bob", "sshd", "", "", "1"})));
        assert_true(std::holds_alternative<pending_codes::turn>(s.join(ssh, 0s))); // who shares nothing
    }
    assert_false(s.codes.has(ssh, 120s));
    assert_true(std::holds_alternative<pending_codes::turn>(s.join(ssh)));
}

void who_waits_gets_what_became_of_it(void**) {
    enum { code, failure, neither };
    for (const int what : {code, failure, neither}) {
        login_fixture own;
        auto turn = std::make_unique<pending_codes::turn>(std::get<pending_codes::turn>(own.join(ssh)));
        std::atomic<bool> is_waiting = false;
        const policy::wait_limit a_while{std::chrono::steady_clock::now() + 20s, {}, [&] {
                                             is_waiting = true;
                                             is_waiting.notify_all();
                                             return false;
                                         }};
        auto waiting = std::async(std::launch::async, [&] {
            return own.codes.join(
                ssh, 120s, [](const auto&) { return true; }, a_while);
        });
        is_waiting.wait(false);
        if (what == code)
            own.add(ssh);
        if (what == failure)
            turn->fail_with({{protocol::result::denied, "undeliverable", "text"}, "reference"});
        turn.reset();
        const auto got = waiting.get();
        if (what == code)
            assert_true(std::holds_alternative<std::shared_ptr<pending_code>>(got));
        else if (what == neither)
            assert_true(std::holds_alternative<pending_codes::turn>(got));
        else
            assert_string_equal(std::get<pending_codes::failure>(got).end.text.c_str(), "text");
    }
}

void a_code_without_tries_is_not_joined(void** state) {
    login_fixture& s = on(state);
    assert_true(s.add(ssh)->claim());
    assert_null(s.find(ssh));
    const auto code = s.add(ssh);
    const auto one = code->begin(support::secret{"1"}, {});
    const auto two = code->begin(support::secret{"2"}, {});
    assert_ptr_equal(s.find(ssh), code.get());
    const auto three = code->begin(support::secret{"3"}, {});
    assert_null(s.find(ssh)); // though they may yet be given back
}

void a_full_table_makes_room_from_what_is_over(void** state) {
    login_fixture& s = on(state);
    for (std::size_t count = 0; count < pending_codes::capacity; ++count)
        s.add({std::to_string(count), "sshd", "", "", ""});
    s.add(ssh);
    assert_null(s.find(ssh)); // no room: everybody gets a code of their own
    s.now += pending_codes::longest_reuse;
    s.add(ssh);
    assert_non_null(s.find(ssh));
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_login, close_login)
    const CMUnitTest tests[] = {
        CASE(a_code_is_found_while_it_is_young_and_open),
        CASE(the_newest_one_counts),
        CASE(only_the_same_place_shares_it),
        CASE(what_is_not_acceptable_is_not_joined),
        CASE(one_at_a_time_may_send),
        cmocka_unit_test(who_waits_gets_what_became_of_it),
        CASE(a_code_without_tries_is_not_joined),
        CASE(a_full_table_makes_room_from_what_is_over),
    };
    return cmocka_run_group_tests_name("telesignd.pending_codes_test", tests, nullptr, nullptr);
}
