// SPDX-License-Identifier: BSD-3-Clause
// telesignctl's reload.

#include "telesignd/command_fixture.h"

namespace {

using namespace tests;

void what_was_taken_is_told(void** state) {
    command_fixture& d = at(state);
    d.reloaded = {
        true,
        "/etc/telesign/telesign.conf loaded, 2 phones from /etc/telesign/phones.ini",
        {"/etc/telesign/phones.ini:7: carol: no country code"},
        {"/etc/telesign/phones.ini:8: cn: the number ending in 89 is taken for one of country code 1"}};
    d.ask("reload", {});
    assert_facts(
        d,
        {"loaded=/etc/telesign/telesign.conf loaded, 2 phones from /etc/telesign/phones.ini",
         "problem=/etc/telesign/phones.ini:7: carol: no country code",
         "note=/etc/telesign/phones.ini:8: cn: the number ending in 89 is taken for one of country code 1"});
    assert_end(d, result::granted, "Reloaded.");
    assert_contains(d.log, "command outcome=granted reason=reloaded verb=reload pid=77 uid=0\n");
}

void every_error_is_told_when_it_is_refused(void** state) {
    command_fixture& d = at(state);
    d.reloaded = {false, {}, {"telesign.conf:2: one", "telesign.conf:3: two"}};
    d.ask("reload", {});
    assert_facts(d, {"error=telesign.conf:2: one", "error=telesign.conf:3: two"});
    assert_end(d, result::denied, "Refused: the previous configuration stays in force.");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_taken_is_told, open_command, close_command),
        cmocka_unit_test_setup_teardown(every_error_is_told_when_it_is_refused, open_command, close_command),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
