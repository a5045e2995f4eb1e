// SPDX-License-Identifier: BSD-3-Clause
#include "policy/recovery_codes.h"

#include "policy/recovery_text.h"

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "cmocka_cpp.h"

namespace {

using namespace policy;
using namespace std::chrono_literals;

recovery_codes::clock::time_point soon() {
    return recovery_codes::clock::now() + 60s;
}

/// What the listener was told.
struct news {
    std::string user;
    std::vector<unsigned> numbers;
    bool anew = false;
};

struct fixture {
    recovery_codes::time_point now{1'700'000'000s};
    std::vector<news> told;
    recovery_codes codes{[this](const std::string& user, std::span<const recovery_code> changed, bool anew) {
                             told.push_back({user, {}, anew});
                             for (const auto& each : changed)
                                 told.back().numbers.push_back(each.number);
                         },
                         [this] { return now; }};

    /// New codes for the user, as read_recovery_code() has them.
    std::vector<support::secret> give(const std::string& user) {
        auto made = codes.make(soon(), {});
        assert_true(made.has_value());
        std::vector<support::secret> texts;
        for (const auto& text : made->texts)
            texts.push_back(*read_recovery_code(text.view()));
        codes.put(user, std::move(made->codes));
        return texts;
    }
    /// -1: the code is wrong.
    int use(const std::string& user, std::string_view code) {
        const auto left = codes.use(user, code, soon(), {});
        assert_true(left.has_value());
        return *left ? static_cast<int>(**left) : -1;
    }
};

int open_fixture(void** state) {
    *state = new fixture;
    return 0;
}
int close_fixture(void** state) {
    delete static_cast<fixture*>(*state);
    return 0;
}
fixture& of(void** state) {
    return *static_cast<fixture*>(*state);
}

void each_code_works_once(void** state) {
    fixture& f = of(state);
    const auto texts = f.give("alice");
    assert_int_equal(texts.size(), 10);
    assert_int_equal(f.codes.left("alice"), 10);
    assert_int_equal(f.use("alice", texts[6].view()), 9);
    assert_int_equal(f.use("alice", texts[6].view()), -1);
    assert_int_equal(f.use("alice", texts[0].view()), 8);
    assert_int_equal(f.codes.left("alice"), 8);
    assert_true(f.codes.all_of("alice").at(6).used == f.now);
    assert_false(f.codes.all_of("alice").at(5).used.has_value());
}

void a_code_is_its_owners_only(void** state) {
    fixture& f = of(state);
    const auto texts = f.give("alice");
    f.give("bob");
    assert_int_equal(f.use("bob", texts[0].view()), -1);
    assert_int_equal(f.use("nobody", texts[0].view()), -1);
    assert_int_equal(f.use("", texts[0].view()), -1);
    assert_int_equal(f.use("alice", "0000000000000000"), -1);
    assert_int_equal(f.use("alice", texts[0].view()), 9);
}

void new_codes_end_those_from_before(void** state) {
    fixture& f = of(state);
    const auto before = f.give("alice");
    const auto after = f.give("alice");
    assert_int_equal(f.use("alice", before[0].view()), -1);
    assert_int_equal(f.use("alice", after[0].view()), 9);
}

void codes_count_from_put_on(void** state) {
    fixture& f = of(state);
    const auto made = f.codes.make(soon(), {});
    assert_int_equal(f.codes.left("alice"), 0);
    assert_false(f.codes.anybody_has());
    f.codes.put("alice", made->codes);
    assert_true(f.codes.anybody_has());
}

void a_set_has_one_salt_and_different_hashes(void** state) {
    fixture& f = of(state);
    const auto one = f.codes.make(soon(), {})->codes;
    const auto other = f.codes.make(soon(), {})->codes;
    std::set<scrypt_hash> hashes;
    for (const auto& each : one) {
        hashes.insert(each.hash);
        assert_true(each.salt == one[0].salt);
        assert_true(each.created == f.now);
    }
    assert_int_equal(hashes.size(), 10);
    assert_true(one[0].salt != other[0].salt);
}

void changes_are_told_in_order(void** state) {
    fixture& f = of(state);
    const auto texts = f.give("alice");
    f.use("alice", texts[3].view());
    f.use("alice", texts[3].view());
    assert_int_equal(f.told.size(), 2);
    assert_true(f.told[0].anew);
    assert_int_equal(f.told[0].numbers.size(), 10);
    assert_false(f.told[1].anew);
    assert_string_equal(f.told[1].user.c_str(), "alice");
    assert_int_equal(f.told[1].numbers.at(0), 4);
}

void of_many_at_once_one_is_let_in(void** state) {
    fixture& f = of(state);
    const auto texts = f.give("alice");
    std::atomic<int> let_in = 0;
    constexpr int threads = 6;
    std::vector<std::thread> crowd;
    crowd.reserve(threads);
    for (int each = 0; each < threads; ++each)
        crowd.emplace_back([&] {
            const auto left = f.codes.use("alice", texts[0].view(), soon(), {});
            let_in += left && *left ? 1 : 0;
        });
    for (std::thread& each : crowd)
        each.join();
    assert_int_equal(let_in.load(), 1);
    assert_int_equal(f.codes.left("alice"), 9);
}

void a_try_that_finds_no_place_is_neither_right_nor_wrong(void** state) {
    fixture& f = of(state);
    const auto texts = f.give("alice");
    std::stop_source stop;
    stop.request_stop();
    const auto left = f.codes.use("alice", texts[0].view(), soon(), stop.get_token());
    assert_false(left.has_value());
    assert_true(left.error() == recovery_trouble::busy);
    assert_int_equal(f.codes.left("alice"), 10);
}

void what_was_kept_counts_again(void** state) {
    fixture& f = of(state);
    const auto texts = f.give("alice");
    f.use("alice", texts[2].view());
    const auto kept = f.codes.all_of("alice");
    recovery_codes next;
    for (auto each = kept.rbegin(); each != kept.rend(); ++each) // in any order
        next.restore("alice", *each);
    assert_int_equal(next.left("alice"), 9);
    assert_int_equal(next.all_of("alice").at(0).number, 1);
    assert_false(next.use("alice", texts[2].view(), soon(), {})->has_value());
    assert_true(next.use("alice", texts[0].view(), soon(), {})->has_value());
}

void of_two_sets_the_younger_one_counts(void** state) {
    fixture& f = of(state);
    const auto old = f.codes.make(soon(), {});
    f.now += 1s;
    const auto young = f.codes.make(soon(), {});
    recovery_codes next;
    for (const auto* const set : {&*old, &*young, &*old})
        for (const auto& each : set->codes)
            next.restore("alice", each);
    assert_int_equal(next.all_of("alice").size(), 10);
    assert_true(next.all_of("alice").at(0).salt == young->codes[0].salt);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
    const CMUnitTest tests[] = {
        CASE(each_code_works_once),
        CASE(a_code_is_its_owners_only),
        CASE(new_codes_end_those_from_before),
        CASE(codes_count_from_put_on),
        CASE(a_set_has_one_salt_and_different_hashes),
        CASE(changes_are_told_in_order),
        CASE(of_many_at_once_one_is_let_in),
        CASE(a_try_that_finds_no_place_is_neither_right_nor_wrong),
        CASE(what_was_kept_counts_again),
        CASE(of_two_sets_the_younger_one_counts),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
