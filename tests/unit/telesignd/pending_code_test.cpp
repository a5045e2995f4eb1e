// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/pending_code.h"

#include <future>
#include <memory>
#include <stop_token>
#include <utility>

#include "cmocka_cpp.h"

namespace {

using namespace telesignd;
using namespace std::chrono_literals;
using support::secret;

struct login_fixture {
    pending_code code{gateway::channel::sms, "reference", {}, 2};

    /// Without waiting.
    auto begin(const char* digits) { return code.begin(secret{digits}, {}); }
    void type_wrong_code(const char* digits) { begin(digits)->was_wrong(); }
    bool is_refused(const char* digits, pending_code::refusal why) {
        const auto tried = begin(digits);
        return !tried && tried.error() == why;
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

void wrong_ones_use_the_tries_up(void** state) {
    login_fixture& s = on(state);
    s.type_wrong_code("11111");
    assert_int_equal(s.code.tries_left(), 1);
    assert_false(s.code.is_closed());
    s.type_wrong_code("22222");
    assert_int_equal(s.code.tries_left(), 0);
    assert_true(s.code.is_closed());
    assert_true(s.is_refused("33333", pending_code::refusal::closed));
    assert_false(s.code.claim());
}

void tries_under_way_are_used(void** state) {
    login_fixture& s = on(state);
    {
        const auto one = s.begin("11111");
        const auto other = s.begin("22222");
        assert_int_equal(s.code.tries_left(), 0);
        assert_true(s.is_refused("33333", pending_code::refusal::busy));
    }
    assert_int_equal(s.code.tries_left(), 2); // given back
    assert_true(s.begin("11111").has_value());
}

void the_same_digits_are_not_tried_twice(void** state) {
    login_fixture& s = on(state);
    auto first = s.begin("11111");
    assert_true(s.is_refused("11111", pending_code::refusal::busy));
    first->was_wrong();
    assert_true(s.is_refused("11111", pending_code::refusal::tried));
    assert_true(s.begin("011111").has_value());
    assert_int_equal(s.code.tries_left(), 1);
}

void a_code_is_used_up_by_the_first(void** state) {
    login_fixture& s = on(state);
    auto right = s.begin("11111");
    auto slow = s.begin("22222");
    assert_true(s.code.claim());
    assert_false(s.code.claim());
    slow->was_wrong(); // of a code that is closed
    assert_true(s.is_refused("22222", pending_code::refusal::closed));
}

void who_waits_gets_what_becomes_of_the_others(void** state) {
    login_fixture& s = on(state);
    const policy::wait_limit a_while{std::chrono::steady_clock::now() + 20s};
    auto first = std::make_unique<pending_code::attempt>(*s.begin("11111"));
    auto same =
        std::async(std::launch::async, [&] { return s.code.begin(secret{"11111"}, a_while).error(); });
    first->was_wrong();
    assert_true(same.get() == pending_code::refusal::tried);

    auto last = std::make_unique<pending_code::attempt>(*s.begin("22222"));
    auto next =
        std::async(std::launch::async, [&] { return s.code.begin(secret{"33333"}, a_while).has_value(); });
    last.reset();
    assert_true(next.get());

    last = std::make_unique<pending_code::attempt>(*s.begin("44444"));
    auto late =
        std::async(std::launch::async, [&] { return s.code.begin(secret{"55555"}, a_while).error(); });
    last->was_wrong();
    assert_true(late.get() == pending_code::refusal::closed);
}

void nobody_waits_for_longer_than_there_is_somebody(void** state) {
    login_fixture& s = on(state);
    const auto first = s.begin("11111");
    std::stop_source stopped;
    stopped.request_stop();
    const auto later = std::chrono::steady_clock::now() + 1h;
    assert_false(s.code.begin(secret{"11111"}, {later, stopped.get_token()}).has_value());
    assert_false(s.code.begin(secret{"11111"}, {later, {}, [] { return true; }}).has_value());
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_login, close_login)
    const CMUnitTest tests[] = {
        CASE(wrong_ones_use_the_tries_up),
        CASE(tries_under_way_are_used),
        CASE(the_same_digits_are_not_tried_twice),
        CASE(a_code_is_used_up_by_the_first),
        CASE(who_waits_gets_what_becomes_of_the_others),
        CASE(nobody_waits_for_longer_than_there_is_somebody),
    };
    return cmocka_run_group_tests_name("telesignd.pending_code_test", tests, nullptr, nullptr);
}
