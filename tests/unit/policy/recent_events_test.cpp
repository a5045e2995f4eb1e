// SPDX-License-Identifier: BSD-3-Clause
#include "policy/recent_events.h"

#include <cstddef>
#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace std::chrono_literals;
using events = policy::recent_events<std::string>;
using numbered_events = policy::recent_events<std::size_t>;

constexpr events::clock::time_point start{1000h};

template <typename Events>
int make(void** state) {
    *state = new Events;
    return 0;
}
template <typename Events>
int remove(void** state) {
    delete static_cast<Events*>(*state);
    return 0;
}

void each_key_has_its_own(void** state) {
    auto& all = *static_cast<events*>(*state);
    all.add("a", start, 1h);
    all.add("b", start + 1min, 1h);
    all.add("a", start + 2min, 1h);
    assert_true((all.of("a") == std::vector{start, start + 2min}));
    assert_true((all.of("b") == std::vector{start + 1min}));
    assert_true(all.of("c").empty());
    all.forget("a");
    assert_true(all.of("a").empty());
    assert_int_equal(all.keys(), 1);
}

void what_is_older_goes(void** state) {
    auto& all = *static_cast<events*>(*state);
    all.add("a", start, 1h);
    all.add("a", start + 30min, 1h);
    all.add("a", start + 1h, 1h);
    assert_true((all.of("a") == std::vector{start + 30min, start + 1h}));
}

void a_quiet_key_goes(void** state) {
    auto& all = *static_cast<events*>(*state);
    all.add("a", start, 1h);
    all.add("b", start, 1h);
    all.add("a", start + 30min, 1h);
    all.add("c", start + 1h, 1h);
    assert_true(all.of("b").empty());
    assert_int_equal(all.of("a").size(), 2);
    assert_int_equal(all.keys(), 2);
}

void one_event_can_be_taken_back(void** state) {
    auto& all = *static_cast<events*>(*state);
    all.add("a", start, 1h);
    all.add("a", start, 1h);
    all.remove("a", start);
    assert_true((all.of("a") == std::vector{start}));
    all.remove("a", start + 1s);
    all.remove("b", start);
    assert_int_equal(all.of("a").size(), 1);
    all.remove("a", start);
    assert_int_equal(all.keys(), 0);
}

void beyond_the_capacity_the_quietest_key_goes(void** state) {
    auto& all = *static_cast<numbered_events*>(*state);
    for (std::size_t key = 0; key < numbered_events::capacity; ++key)
        all.add(key, start, 1h);
    all.add(0, start + 1s, 1h);
    assert_int_equal(all.keys(), numbered_events::capacity);
    all.add(numbered_events::capacity, start + 2s, 1h);
    assert_int_equal(all.keys(), numbered_events::capacity);
    assert_true(all.of(1).empty());
    assert_int_equal(all.of(0).size(), 2);
    assert_int_equal(all.of(numbered_events::capacity).size(), 1);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_key_has_its_own, make<events>, remove<events>),
        cmocka_unit_test_setup_teardown(what_is_older_goes, make<events>, remove<events>),
        cmocka_unit_test_setup_teardown(a_quiet_key_goes, make<events>, remove<events>),
        cmocka_unit_test_setup_teardown(one_event_can_be_taken_back, make<events>, remove<events>),
        cmocka_unit_test_setup_teardown(beyond_the_capacity_the_quietest_key_goes, make<numbered_events>,
                                        remove<numbered_events>),
    };
    return cmocka_run_group_tests_name("policy/recent_events", tests, nullptr, nullptr);
}
