// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/trial.h"

#include <filesystem>

#include "telesignctl/enable/backup.h"

#include "unit/telesignctl/scratch_machine.h"

namespace {

using namespace telesignctl;
using tests::close_scratch;
using tests::open_scratch;
using tests::scratch;

constexpr const char* whole = R"({"id":"0123456789abcdef","until":4102444800,"boot":"this"})";

/// A link without a target is what a trial is whose timer removes it meanwhile: listed, and not there to be opened.
void a_trial_that_ends_while_they_are_listed_is_left_out(void** state) {
    const machine host = scratch(state).host();
    make_backup_folder(host);
    scratch(state).put("/etc/telesign/enable/trial-su", whole);
    std::filesystem::create_symlink("nowhere", host.backup_folder() + "/trial-sudo");
    const auto found = list_trials(host);
    assert_int_equal(found.size(), 1);
    assert_string_equal(found.at(0).service.c_str(), "su");
    assert_string_equal(found.at(0).id.c_str(), "0123456789abcdef");
}

void what_is_no_trial_is_left_out(void** state) {
    make_backup_folder(scratch(state).host());
    scratch(state).put("/etc/telesign/enable/sudo.2026-11-22T06-50-00Z", "auth required pam_unix.so\n");
    assert_int_equal(list_trials(scratch(state).host()).size(), 0);
}

void a_machine_without_the_folder_has_none(void** state) {
    assert_int_equal(list_trials(scratch(state).host()).size(), 0);
    assert_false(find_trial(scratch(state).host(), "sudo").has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_trial_that_ends_while_they_are_listed_is_left_out, open_scratch,
                                        close_scratch),
        cmocka_unit_test_setup_teardown(what_is_no_trial_is_left_out, open_scratch, close_scratch),
        cmocka_unit_test_setup_teardown(a_machine_without_the_folder_has_none, open_scratch, close_scratch),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
