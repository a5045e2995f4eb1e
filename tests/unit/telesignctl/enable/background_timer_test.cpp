// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/background_timer.h"

#include <cctype>
#include <fstream>

#include <sys/file.h>

#include "unit/telesignctl/scratch_machine.h"

namespace {

using telesignctl::start_background_timer;
using test::files_of;
using tests::eventually;

void the_work_is_done_when_the_time_has_come(void** state) {
    const std::string file = files_of(state).write("trial", "");
    const std::string done = files_of(state).path("done");
    assert_true(start_background_timer(file, std::chrono::seconds{1}, [&done] {
                    std::ofstream{done} << "yes";
                }).has_value());
    assert_true(eventually([&done] { return std::filesystem::exists(done); }));
}

/// Whether another process runs this program.
bool is_waiting() {
    std::error_code gone;
    const auto self = std::filesystem::read_symlink("/proc/self/exe");
    for (const auto& each : std::filesystem::directory_iterator{"/proc"})
        if (each.path().filename() != std::to_string(::getpid()) &&
            std::isdigit(each.path().filename().string()[0]) != 0 &&
            std::filesystem::read_symlink(each.path() / "exe", gone) == self)
            return true;
    return false;
}

void it_ends_with_its_file_and_keeps_nothing_of_ours_open(void** state) {
    const std::string file = files_of(state).write("trial", "");
    const std::string done = files_of(state).path("done");
    const std::string name = files_of(state).write("lock", "");
    support::unique_fd ours{::open(name.c_str(), O_RDWR | O_CLOEXEC)};
    assert_int_equal(::flock(ours.get(), LOCK_EX), 0);
    assert_true(start_background_timer(file, std::chrono::hours{1}, [&done] {
                    std::ofstream{done} << "yes";
                }).has_value());
    ours.reset();
    const support::unique_fd again{::open(name.c_str(), O_RDWR | O_CLOEXEC)};
    assert_int_equal(::flock(again.get(), LOCK_EX | LOCK_NB), 0);
    assert_true(is_waiting());
    std::filesystem::remove(file);
    assert_true(eventually([] { return !is_waiting(); }));
    assert_false(std::filesystem::exists(done));
}

void without_its_file_it_does_not_begin(void** state) {
    assert_false(
        start_background_timer(files_of(state).path("none"), std::chrono::hours{1}, [] {}).has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_work_is_done_when_the_time_has_come, test::make_files,
                                        test::remove_files),
        cmocka_unit_test_setup_teardown(it_ends_with_its_file_and_keeps_nothing_of_ours_open,
                                        test::make_files, test::remove_files),
        cmocka_unit_test_setup_teardown(without_its_file_it_does_not_begin, test::make_files,
                                        test::remove_files),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
