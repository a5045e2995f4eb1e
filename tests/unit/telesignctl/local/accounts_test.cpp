// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/local/accounts.h"

#include <algorithm>

#include "unit/telesignctl/scratch_machine.h"

namespace {

using namespace telesignctl;
using tests::close_scratch;
using tests::open_scratch;
using tests::scratch;

bool contains(const std::vector<std::string>& names, const char* name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

void who_has_a_shell_is_listed(void**) {
    const auto users = accounts_with_shell();
    assert_true(contains(users, "root"));
    assert_false(contains(users, "daemon"));
}

void members_are_also_those_whose_first_group_it_is(void**) {
    const auto members = members_of("daemon");
    assert_true(members.has_value());
    assert_int_equal(std::count(members->begin(), members->end(), "daemon"), 1);
    assert_false(contains(*members, "root"));
    assert_false(members_of("no-such-group").has_value());
}

void a_directory_that_may_list_nobody_is_named(void** state) {
    const auto& machine = scratch(state);
    const std::string of_a_copy = "; accounts and groups are this machine's, not the copy's";
    assert_string_equal(unlisted_accounts(machine.host()).c_str(), of_a_copy.c_str()); // no such file
    struct row {
        const char* text;
        const char* named;
    };
    for (const row& each : {
             row{"passwd:         files systemd\ngroup: files sss\n", ""},
             row{"passwd:files sss\n", "sss"},
             row{" passwd : sss ldap files winbind\n", "sss, ldap, winbind"},
             row{"passwd: files [NOTFOUND=return] ldap # sss\n", "ldap"},
             row{"passwd: files [!UNAVAIL=return SUCCESS=merge] nis\n", ""},
             row{"#passwd: sss\npasswd:\nshadow: sss\npasswd_compat: ldap\n", ""},
         }) {
        machine.put("/etc/nsswitch.conf", each.text);
        const std::string expected =
            *each.named == '\0'
                ? ""
                : fmt::format("; {} (nsswitch.conf) may have others that it does not list", each.named);
        assert_string_equal(unlisted_accounts(machine.host()).c_str(), (expected + of_a_copy).c_str());
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(who_has_a_shell_is_listed),
        cmocka_unit_test(members_are_also_those_whose_first_group_it_is),
        cmocka_unit_test_setup_teardown(a_directory_that_may_list_nobody_is_named, open_scratch,
                                        close_scratch),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
