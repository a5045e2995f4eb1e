// SPDX-License-Identifier: BSD-3-Clause
// Who may have how many connections: no account, uid or silent program keeps others out.

#include "telesignd/login_places.h"

#include "support/unique_fd.h"

#include <array>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cmocka_cpp.h"

namespace {

using namespace telesignd;
using place = login_places::place;

constexpr uid_t alices = 1000;
constexpr uid_t bobs = 1001;

/// A connection: the daemon's end, and the program's.
struct ends {
    support::unique_fd daemon;
    support::unique_fd program;

    ends() {
        std::array<int, 2> both{};
        assert_int_equal(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, both.data()), 0);
        daemon.reset(both[0]);
        program.reset(both[1]);
    }
    void ask() const { assert_int_equal(::send(program.get(), "?", 1, 0), 1); }
    [[nodiscard]] bool is_ended() const {
        pollfd waiting{program.get(), POLLRDHUP, 0};
        return ::poll(&waiting, 1, 0) == 1;
    }
};

struct hall {
    login_places::bounds bounds{4, 2};
    login_places places{[this] { return bounds; }};
    std::deque<ends> connections;

    std::optional<place> open(uid_t uid = 0) {
        connections.emplace_back();
        return places.open(uid, connections.back().daemon.get());
    }
    /// One that has asked for a login; nothing: there is no place for it.
    std::optional<place> begin(uid_t uid = 0) {
        auto one = open(uid);
        if (!one)
            return std::nullopt;
        one->end_silence();
        return one->begin_login() ? std::move(one) : std::nullopt;
    }
    /// One of this account.
    std::optional<place> hold(const char* account) {
        auto one = begin();
        return one && one->hold(account) ? std::move(one) : std::nullopt;
    }
};

void one_account_has_so_many_logins(void**) {
    hall all;
    auto first = all.hold("alice");
    const auto second = all.hold("alice");
    assert_true(first.has_value() && second.has_value());
    assert_false(all.hold("alice").has_value());
    const auto bobs_own = all.hold("bob");
    assert_true(bobs_own.has_value());
    first.reset();
    assert_true(all.hold("alice").has_value());
}

void whoever_has_a_verdict_may_begin_the_next_login(void**) {
    hall all;
    all.bounds = {4, 1};
    auto first = all.hold("alice");
    auto own = all.begin(bobs);
    assert_true(first.has_value() && own.has_value());
    assert_false(all.hold("alice").has_value());
    first->release_account();
    own->release_account();
    const auto next = all.hold("alice");
    assert_true(next.has_value());
    assert_false(all.begin(bobs).has_value()); // a program of one's own that ends slowly still counts
    first.reset(); // what was given back once is not given back again
    assert_false(all.hold("alice").has_value());
    own.reset();
    assert_true(all.begin(bobs).has_value());
}

void all_together_have_so_many_logins(void**) {
    hall all;
    std::vector<std::optional<place>> logins;
    for (const char* const account : {"alice", "alice", "bob", "carol"})
        logins.push_back(all.hold(account));
    for (const auto& each : logins)
        assert_true(each.has_value());
    assert_false(all.begin().has_value());
    logins.pop_back();
    assert_true(all.begin().has_value());
}

void a_refused_login_leaves_nothing_behind(void**) {
    hall all;
    const auto first = all.hold("alice");
    const auto second = all.hold("alice");
    for (int each = 0; each < 100; ++each)
        assert_false(all.hold("alice").has_value());
    assert_true(all.hold("bob").has_value());
}

void programs_of_a_user_have_so_many_connections(void**) {
    hall all;
    auto silent = all.open(alices);
    const auto login = all.begin(alices);
    assert_true(silent.has_value() && login.has_value());
    assert_false(all.open(alices).has_value());
    assert_true(all.open(bobs).has_value());
    silent.reset();
    assert_true(all.open(alices).has_value());
}

void roots_connections_are_counted_by_account_alone(void**) {
    hall all;
    all.bounds = {100, 1};
    std::vector<std::optional<place>> logins;
    for (int each = 0; each < 50; ++each) {
        logins.push_back(all.hold(("user" + std::to_string(each)).c_str()));
        assert_true(logins.back().has_value());
    }
}

void silence_takes_no_place_among_the_logins(void**) {
    hall all;
    std::vector<std::optional<place>> silent;
    for (int each = 0; each < 4; ++each)
        silent.push_back(all.open());
    for (int each = 0; each < 4; ++each) {
        silent.push_back(all.begin());
        assert_true(silent.back().has_value());
    }
}

void the_longest_silence_ends_for_the_next(void**) {
    hall all;
    std::vector<std::optional<place>> silent;
    for (int each = 0; each < 4; ++each)
        silent.push_back(all.open());
    all.connections[0].ask(); // its thread has not read that yet
    assert_true(all.open().has_value());
    assert_false(all.connections[0].is_ended());
    assert_true(all.connections[1].is_ended());
    assert_false(all.connections[2].is_ended());
    silent[1].reset(); // ended twice
    silent[0]->end_silence();
    assert_true(silent[0]->begin_login());
}

void those_whose_requests_are_about_to_be_read_stay(void**) {
    hall all;
    std::vector<std::optional<place>> asking;
    for (int each = 0; each < 4; ++each) {
        asking.push_back(all.open());
        all.connections.back().ask();
    }
    assert_false(all.open().has_value());
    for (const ends& each : all.connections)
        assert_false(each.is_ended());
}

void a_users_silence_costs_only_that_users_connections(void**) {
    hall all;
    all.bounds = {2, 2};
    const auto roots = all.open();
    std::vector<std::optional<place>> silent;
    silent.push_back(all.open(alices));
    for (int each = 0; each < 10; ++each)
        silent.push_back(all.open(alices)); // one more, and then none
    assert_false(silent.back().has_value());
}

void commands_have_places_of_their_own(void**) {
    hall all;
    std::vector<std::optional<place>> logins;
    for (const char* const account : {"alice", "alice", "bob", "carol"})
        logins.push_back(all.hold(account));
    std::vector<std::optional<place>> commands;
    for (std::size_t each = 0; each < login_places::max_commands; ++each) {
        commands.push_back(all.open());
        commands.back()->end_silence();
        assert_true(commands.back()->begin_command());
    }
    auto more = all.open();
    more->end_silence();
    assert_false(more->begin_command());
    commands.pop_back();
    assert_true(more->begin_command());
}

void another_bound_counts_at_once(void**) {
    hall all;
    const auto first = all.hold("alice");
    all.bounds.of_one = 1;
    assert_false(all.hold("alice").has_value());
    all.bounds.of_one = 3;
    assert_true(all.hold("alice").has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(one_account_has_so_many_logins),
        cmocka_unit_test(whoever_has_a_verdict_may_begin_the_next_login),
        cmocka_unit_test(all_together_have_so_many_logins),
        cmocka_unit_test(a_refused_login_leaves_nothing_behind),
        cmocka_unit_test(programs_of_a_user_have_so_many_connections),
        cmocka_unit_test(roots_connections_are_counted_by_account_alone),
        cmocka_unit_test(silence_takes_no_place_among_the_logins),
        cmocka_unit_test(the_longest_silence_ends_for_the_next),
        cmocka_unit_test(those_whose_requests_are_about_to_be_read_stay),
        cmocka_unit_test(a_users_silence_costs_only_that_users_connections),
        cmocka_unit_test(commands_have_places_of_their_own),
        cmocka_unit_test(another_bound_counts_at_once),
    };
    return cmocka_run_group_tests_name("telesignd.login_places_test", tests, nullptr, nullptr);
}
