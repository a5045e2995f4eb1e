// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/local/sudoers.h"

#include "unit/telesignctl/scratch_machine.h"

#include "unit/telesignctl/failures.h"

namespace {

using namespace telesignctl;
using tests::close_scratch;
using tests::open_scratch;
using tests::scratch;

tl::expected<sudoers, std::string> read(void** state, const std::string& text) {
    scratch(state).put("/etc/sudoers", text, 0440);
    return read_sudoers(scratch(state).host());
}

void what_is_not_said_is_sudos_default(void** state) {
    const auto found = read(state, "root ALL = (ALL:ALL) ALL\n");
    assert_true(found->minutes == 15);
    assert_false(found->has_unauthenticated);
    assert_true(found->groups.empty());
}

void the_last_timeout_for_all_counts(void** state) {
    assert_true(read(state, "Defaults timestamp_timeout=5\nDefaults timestamp_timeout=2.5\n")->minutes ==
                2.5);
    assert_true(read(state, "Defaults timestamp_timeout=-1\n")->minutes == -1);
    assert_true(read(state, "Defaults !timestamp_timeout\n")->minutes == 0);
    assert_true(read(state, "Defaults:alice timestamp_timeout=90\n")->minutes == 15);
}

void the_longest_timeout_for_some_counts(void** state) {
    const auto some = [&](const char* lines) { return read(state, lines)->longest_exception; };
    assert_true(some("Defaults:alice timestamp_timeout=90\nDefaults>root timestamp_timeout=20\n") == 90);
    assert_true(some("Defaults:alice timestamp_timeout=-1\nDefaults:bob timestamp_timeout=90\n") == -1);
    assert_true(some("Defaults:alice timestamp_timeout=5\n") == 0); // shorter than for all
}

void services_by_which_sudo_asks_instead_are_found(void** state) {
    const auto found =
        read(state, "Defaults pam_service=sudo, pam_login_service=sudo\nDefaults:bob pam_service=x\n");
    assert_true((found->pam_services == std::vector<std::string>{"sudo", "x"}));
}

void what_asks_nothing_is_found_wherever_it_stands(void** state) {
    for (const char* line : {"alice ALL = (ALL) NOPASSWD: /bin/true", "Defaults !authenticate",
                             "Defaults:alice !authenticate", "%wheel ALL = (ALL) /bin/false, NOPASSWD: ALL"})
        assert_true(read(state, std::string{line} + '\n')->has_unauthenticated);
    assert_false(read(state, "Defaults authenticate\nalice ALL = (ALL) PASSWD: ALL\n")->has_unauthenticated);
}

void groups_are_those_of_users_and_of_aliases(void** state) {
    const auto found =
        read(state, "User_Alias OPS = bob, %ops\nOPS ALL = ALL\n%sudo, +net, alice ALL = (%as) ALL\n");
    assert_true((found->groups == std::vector<std::string>{"sudo", "ops"}));
}

void what_cannot_be_read_is_told(void** state) {
    tests::assert_contains(read(state, "nonsense\n").error(), "syntax error");
    std::filesystem::remove(scratch(state).host().at("/etc/sudoers"));
    tests::assert_contains(read_sudoers(scratch(state).host()).error(), "No such file");
}

} // namespace

int main() {
#define on_scratch(test) cmocka_unit_test_setup_teardown(test, open_scratch, close_scratch)
    const CMUnitTest tests[] = {
        on_scratch(what_is_not_said_is_sudos_default),
        on_scratch(the_last_timeout_for_all_counts),
        on_scratch(the_longest_timeout_for_some_counts),
        on_scratch(services_by_which_sudo_asks_instead_are_found),
        on_scratch(what_asks_nothing_is_found_wherever_it_stands),
        on_scratch(groups_are_those_of_users_and_of_aliases),
        on_scratch(what_cannot_be_read_is_told),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
