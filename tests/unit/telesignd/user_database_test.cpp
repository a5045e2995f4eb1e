// SPDX-License-Identifier: BSD-3-Clause
// Lookups in the system's user database: what blocks there blocks nobody here.

#include "telesignd/user_database.h"

#include "captured_stderr.h"

#include <atomic>
#include <chrono>
#include <cstring>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

#include "cmocka_cpp.h"

namespace {

using namespace std::chrono_literals;
using namespace telesignd;
using clock_type = user_database::clock;
using policy::membership;
using policy::no_account;

constexpr auto soon = 50ms; ///< for what does not come
constexpr auto long_after = 60s;

/// A database that answers when the test lets it. Outlives what is left behind in it.
struct gate {
    std::promise<void> opens;
    std::shared_future<void> opened = opens.get_future().share();
    std::atomic<unsigned> asked = 0;
};

user_database::lookups behind(const std::shared_ptr<gate>& one) {
    return {.find_account = [one](const std::string& name) -> policy::found_account {
                ++one->asked;
                one->opened.wait();
                return policy::account{name, 1000, 1000};
            },
            .membership_of =
                [one](const policy::account&, const std::string&) {
                    ++one->asked;
                    one->opened.wait();
                    return membership::member;
                }};
}

void assert_silent(const policy::found_account& found) {
    assert_false(found.has_value());
    assert_true(found.error().cause == no_account::reason::silent);
}

void wait_until_nothing_is_left_behind(const user_database& users) {
    const auto until = clock_type::now() + long_after;
    while (users.left_behind() > 0 && clock_type::now() < until)
        std::this_thread::sleep_for(1ms);
    assert_int_equal(users.left_behind(), 0);
}

void an_answer_is_passed_on(void**) {
    user_database users{{.find_account = [](const std::string& name) -> policy::found_account {
                             if (name == "mallory")
                                 return tl::unexpected{no_account{}};
                             return policy::account{"alice", 1000, 100};
                         },
                         .membership_of =
                             [](const policy::account& user, const std::string&) {
                                 return user.gid == 100 ? membership::member : membership::outsider;
                             }}};
    const auto found = users.find_account("ALICE", clock_type::now() + long_after, {});
    assert_string_equal(found.value().name.c_str(), "alice");
    const auto unknown = users.find_account("mallory", clock_type::now() + long_after, {});
    assert_true(unknown.error().cause == no_account::reason::unknown);
    assert_true(users.membership_of(*found, "users", clock_type::now() + long_after, {}) ==
                membership::member);
    assert_int_equal(users.left_behind(), 0);
}

void the_real_database_is_asked_by_default(void**) {
    user_database users;
    const auto root = users.find_account("root", clock_type::now() + long_after, {});
    assert_int_equal(root.value().uid, 0);
    assert_true(users.membership_of(*root, "root", clock_type::now() + long_after, {}) == membership::member);
    const auto nobody = users.find_account("nobody-has-this-name", clock_type::now() + long_after, {});
    assert_true(nobody.error().cause == no_account::reason::unknown);
}

void nobody_waits_for_what_blocks(void**) {
    const auto blocked = std::make_shared<gate>();
    std::string log;
    {
        const tests::captured_stderr captured;
        user_database users{behind(blocked)};
        assert_silent(users.find_account("alice", clock_type::now() + soon, {}));
        assert_true(users.membership_of({"alice", 1, 1}, "wheel", clock_type::now() + soon, {}) ==
                    membership::unknown);
        assert_int_equal(users.left_behind(), 2);
        blocked->opens.set_value();
        wait_until_nothing_is_left_behind(users);
        assert_string_equal(
            users.find_account("alice", clock_type::now() + long_after, {}).value().name.c_str(), "alice");
        log = captured.text();
    }
    assert_non_null(std::strstr(log.c_str(), "group wheel: no answer in time: nobody is exempt by it"));
}

void a_stop_waits_for_nothing(void**) {
    const auto blocked = std::make_shared<gate>();
    std::stop_source stop;
    {
        user_database users{behind(blocked)};
        std::thread stopping{[&] {
            while (blocked->asked == 0)
                std::this_thread::sleep_for(1ms);
            stop.request_stop();
        }};
        assert_silent(users.find_account("alice", clock_type::now() + 10min, stop.get_token()));
        stopping.join();
    } // nor does the end
    blocked->opens.set_value();
}

void what_is_left_behind_is_bounded(void**) {
    const auto blocked = std::make_shared<gate>();
    user_database users{behind(blocked)};
    std::stop_source stop;
    std::vector<std::thread> logins;
    for (unsigned each = 0; each < user_database::max_lookups; ++each)
        logins.emplace_back(
            [&] { assert_silent(users.find_account("alice", clock_type::now() + 10min, stop.get_token())); });
    while (blocked->asked < user_database::max_lookups)
        std::this_thread::sleep_for(1ms);
    stop.request_stop();
    for (std::thread& each : logins)
        each.join();
    assert_int_equal(users.left_behind(), user_database::max_lookups);
    assert_silent(users.find_account("alice", clock_type::now() + soon, {}));
    assert_int_equal(blocked->asked, user_database::max_lookups);
    blocked->opens.set_value();
    wait_until_nothing_is_left_behind(users);
    assert_true(users.find_account("alice", clock_type::now() + long_after, {}).has_value());
}

void a_lookup_that_throws_is_silence(void**) {
    std::string log;
    {
        const tests::captured_stderr captured;
        user_database users{{.find_account = [](const std::string&) -> policy::found_account {
            throw std::runtime_error{"no memory"};
        }}};
        assert_silent(users.find_account("alice", clock_type::now() + long_after, {}));
        log = captured.text();
    }
    assert_non_null(std::strstr(log.c_str(), "the user database cannot be queried: no memory"));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_passed_on),
        cmocka_unit_test(the_real_database_is_asked_by_default),
        cmocka_unit_test(nobody_waits_for_what_blocks),
        cmocka_unit_test(a_stop_waits_for_nothing),
        cmocka_unit_test(what_is_left_behind_is_bounded),
        cmocka_unit_test(a_lookup_that_throws_is_silence),
    };
    return cmocka_run_group_tests_name("telesignd.user_database_test", tests, nullptr, nullptr);
}
