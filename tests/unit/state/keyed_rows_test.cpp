// SPDX-License-Identifier: BSD-3-Clause
#include "state/keyed_rows.h"

#include "cmocka_cpp.h"

namespace {

using state::keyed_rows;
using state::removal;

const state::lock bob_here{"bob", "local", {}};
const state::lock bob_there{"bob", "192.0.2.1", {}};
const state::remembered eve{"eve", "192.0.2.1", "ssh", "", {}};
const state::recovery_code alice{"alice", 1, {1}, {2}, {}, {}};

void rows_are_kept_by_their_keys(void**) {
    keyed_rows rows;
    rows.apply(bob_here);
    rows.apply(bob_here);
    rows.apply(bob_there);
    rows.apply(state::failure{{}, "bob", "local"});
    rows.apply(alice);
    auto used = alice;
    used.used.emplace();
    rows.apply(used);
    const auto all = rows.all();
    assert_int_equal(all.size(), 3);
    assert_true(std::get<state::lock>(all[0]) == bob_there);
    assert_true(std::get<state::lock>(all[1]) == bob_here);
    assert_true(std::get<state::recovery_code>(all[2]) == used);
}

void what_was_loaded_is_known(void**) {
    state::records loaded;
    loaded.locks = {bob_here};
    loaded.remembered_logins = {eve};
    loaded.recovery_codes = {alice};
    loaded.limits_resets = {{"bob", "hash", {}}, {"bob", "", {}}, {"bob", "hash", {}}};
    assert_int_equal(keyed_rows{loaded}.all().size(), 5);
}

void removals_take_one_kind_of_one_user_or_of_all(void**) {
    state::records loaded;
    loaded.locks = {bob_here, bob_there, {"eve", "local", {}}};
    loaded.remembered_logins = {eve};
    loaded.recovery_codes = {alice};
    keyed_rows rows{loaded};
    rows.apply(removal{removal::kind::locks, "eve", "192.0.2.1"}); // has no lock from there
    assert_int_equal(rows.all().size(), 5);
    rows.apply(removal{removal::kind::locks, "bob"});
    assert_int_equal(rows.all().size(), 3);
    rows.apply(removal{removal::kind::remembered, "bob"});
    assert_int_equal(rows.all().size(), 3);
    rows.apply(removal{removal::kind::remembered, std::nullopt});
    assert_int_equal(rows.all().size(), 2);
    rows.apply(removal{removal::kind::recovery_codes, "alice"});
    assert_int_equal(rows.all().size(), 1);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_kept_by_their_keys),
        cmocka_unit_test(what_was_loaded_is_known),
        cmocka_unit_test(removals_take_one_kind_of_one_user_or_of_all),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
