// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/backup.h"

#include "telesignctl/local/atomic_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include "unit/telesignctl/scratch_machine.h"
#include "unit/telesignctl/selinux_label.h"

#include "unit/telesignctl/failures.h"

namespace {

using namespace telesignctl;
using tests::assert_contains;
using tests::close_scratch;
using tests::failure_of;
using tests::label_of;
using tests::open_scratch;
using tests::scratch;

mode_t mode_of(const std::string& path) {
    struct stat status {};
    assert_int_equal(::stat(path.c_str(), &status), 0);
    return status.st_mode & 07777U;
}

std::size_t files_in(const std::string& folder) {
    const std::filesystem::directory_iterator all{folder};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

void a_file_is_replaced_with_its_mode_and_nothing_beside_it(void** state) {
    const std::string path = scratch(state).host().at("/etc/pam.d/sudo");
    ::chmod(path.c_str(), 0604);
    const std::size_t count = files_in(scratch(state).host().pam_folder());
    replace_file(path, "new\n");
    assert_string_equal(read_file(path).c_str(), "new\n");
    assert_int_equal(mode_of(path), 0604);
    assert_int_equal(files_in(scratch(state).host().pam_folder()), count);
}

void a_file_and_its_backup_keep_the_selinux_label(void** state) {
    const auto& host = scratch(state).host();
    const std::string path = host.at("/etc/pam.d/sudo");
    if (!tests::set_label(path, "system_u:object_r:etc_t:s0"))
        skip();
    const std::string backup = back_up(host, path);
    replace_file(path, "new\n");
    assert_string_equal(label_of(path).c_str(), "system_u:object_r:etc_t:s0");
    assert_string_equal(label_of(backup).c_str(), "system_u:object_r:etc_t:s0");
}

void a_link_stays_a_link(void** state) {
    const std::string link = scratch(state).host().at("/etc/pam.d/link");
    std::filesystem::create_symlink("sudo", link);
    replace_file(link, "new\n");
    assert_true(std::filesystem::is_symlink(link));
    assert_string_equal(scratch(state).text("/etc/pam.d/sudo").c_str(), "new\n");
}

void a_new_file_may_be_read_by_all(void** state) {
    const std::string path = scratch(state).host().at("/etc/ssh/new");
    replace_file(path, "text");
    assert_int_equal(mode_of(path), 0644);
}

void backups_of_one_second_have_names_of_their_own(void** state) {
    const auto& host = scratch(state).host();
    const std::string path = host.at("/etc/pam.d/sudo");
    ::chmod(path.c_str(), 0640);
    const std::string first = back_up(host, path);
    const std::string second = back_up(host, path);
    assert_string_not_equal(first.c_str(), second.c_str());
    assert_string_equal(read_file(first).c_str(), read_file(path).c_str());
    assert_int_equal(mode_of(second), 0640);
    assert_int_equal(mode_of(host.backup_folder()), 0700);
}

void a_backup_folder_of_others_is_not_used(void** state) {
    const auto& host = scratch(state).host();
    make_backup_folder(host);
    ::chmod(host.backup_folder().c_str(), 0777);
    assert_contains(failure_of([&] { make_backup_folder(host); }),
                    "/enable: must belong to root with mode 0700: run chown root: and chmod 0700 on it");
}

void what_cannot_be_replaced_stays(void** state) {
    const std::string path = scratch(state).host().at("/nonexistent/file");
    assert_contains(failure_of([&] { replace_file(path, "text"); }), path);
}

void a_private_file_is_private(void** state) {
    const std::string path = scratch(state).host().at("/etc/private");
    write_private_file(path, "one");
    write_private_file(path, "two");
    assert_string_equal(read_file(path).c_str(), "two");
    assert_int_equal(mode_of(path), 0600);
}

} // namespace

int main() {
#define on_scratch(test) cmocka_unit_test_setup_teardown(test, open_scratch, close_scratch)
    const CMUnitTest tests[] = {
        on_scratch(a_file_is_replaced_with_its_mode_and_nothing_beside_it),
        on_scratch(a_file_and_its_backup_keep_the_selinux_label),
        on_scratch(a_link_stays_a_link),
        on_scratch(a_new_file_may_be_read_by_all),
        on_scratch(backups_of_one_second_have_names_of_their_own),
        on_scratch(a_backup_folder_of_others_is_not_used),
        on_scratch(what_cannot_be_replaced_stays),
        on_scratch(a_private_file_is_private),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
