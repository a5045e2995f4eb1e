// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/local/machine.h"

#include "unit/config/temporary_files.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "unit/telesignctl/failures.h"

namespace {

using telesignctl::machine;
using telesignctl::read_file;
using telesignctl::read_if_present;
using test::files_of;
using tests::assert_contains;
using tests::failure_of;

void this_machine_has_no_root(void**) {
    const machine here{"/"};
    assert_false(here.is_scratch());
    assert_string_equal(here.pam_folder().c_str(), "/etc/pam.d");
    assert_string_equal(here.socket.c_str(), "/run/telesign/telesignd.sock");
}

void a_scratch_copy_is_all_below_its_root(void** state) {
    const machine shipped;
    const std::string root = files_of(state).path("root");
    machine copy{root + "//"};
    assert_true(copy.is_scratch());
    assert_string_equal(copy.sshd_drop_in().c_str(),
                        (root + "/etc/ssh/sshd_config.d/00-telesign.conf").c_str());
    assert_string_equal(copy.socket.c_str(), (root + "/run/telesign/telesignd.sock").c_str());
    assert_string_equal(copy.module.c_str(), shipped.module.c_str()); // it has none of its own
    std::filesystem::create_directories(std::filesystem::path{root + shipped.module}.parent_path());
    static_cast<void>(files_of(state).write("root" + shipped.module, ""));
    copy = machine{root};
    assert_string_equal(copy.module.c_str(), (root + shipped.module).c_str());
}

void a_file_is_read_whole(void** state) {
    const std::string text(10'000, 'x');
    assert_true(read_file(files_of(state).write("long", text)) == text);
    assert_true(read_file(files_of(state).write("empty", "")).empty());
    assert_true(read_file(files_of(state).write("binary", std::string_view{"a\0b", 3})).size() == 3);
}

void what_cannot_be_read_is_named(void** state) {
    const std::string none = files_of(state).path("none");
    assert_string_equal(failure_of([&] { static_cast<void>(read_file(none)); }).c_str(),
                        (none + ": No such file or directory").c_str());
    assert_contains(failure_of([&] { static_cast<void>(read_file(files_of(state).path(""))); }),
                    ": Is a directory");
}

void what_is_not_there_is_told_from_what_cannot_be_read(void** state) {
    assert_false(read_if_present(files_of(state).path("none")).has_value());
    assert_true(read_if_present(files_of(state).write("text", "abc")) == "abc");
    assert_contains(failure_of([&] { static_cast<void>(read_if_present(files_of(state).path(""))); }),
                    "Is a directory");
}

void a_stamp_sorts_by_time_and_fits_into_a_files_name(void**) {
    const std::string stamp = telesignctl::time_stamp();
    std::string shape = stamp;
    std::replace_if(
        shape.begin(), shape.end(), [](unsigned char each) { return std::isdigit(each) != 0; }, '0');
    assert_string_equal(shape.c_str(), "0000-00-00T00-00-00Z");
    assert_true(stamp <= telesignctl::time_stamp());
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, test::make_files, test::remove_files)
    const CMUnitTest tests[] = {
        cmocka_unit_test(this_machine_has_no_root),
        CASE(a_scratch_copy_is_all_below_its_root),
        CASE(a_file_is_read_whole),
        CASE(what_cannot_be_read_is_named),
        CASE(what_is_not_there_is_told_from_what_cannot_be_read),
        cmocka_unit_test(a_stamp_sorts_by_time_and_fits_into_a_files_name),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
