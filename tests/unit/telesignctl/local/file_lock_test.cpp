// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/local/file_lock.h"

#include "unit/config/temporary_files.h"

#include <atomic>
#include <filesystem>
#include <optional>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "unit/telesignctl/failures.h"

namespace {

using telesignctl::file_lock;
using test::files_of;
using tests::assert_contains;
using tests::failure_of;

bool is_free(const std::string& path) {
    const support::unique_fd other{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    return ::flock(other.get(), LOCK_EX | LOCK_NB) == 0;
}

void it_is_held_as_long_as_it_lives(void** state) {
    const std::string path = files_of(state).path("lock");
    {
        const file_lock held = file_lock::of_file(path);
        assert_false(is_free(path));
        struct stat status {};
        assert_int_equal(::stat(path.c_str(), &status), 0);
        assert_int_equal(status.st_mode & 07777, 0600);
    }
    assert_true(is_free(path));
}

void the_next_one_waits_for_its_turn(void** state) {
    const std::string path = files_of(state).path("lock");
    std::atomic<bool> is_released = false;
    bool was_released = false;
    std::optional<file_lock> held = file_lock::of_file(path);
    std::thread next{[&] {
        const file_lock mine = file_lock::of_file(path);
        was_released = is_released;
    }};
    is_released = true;
    held.reset();
    next.join();
    assert_true(was_released);
}

void a_link_in_its_place_is_refused(void** state) {
    const std::string path = files_of(state).path("lock");
    std::filesystem::create_symlink(files_of(state).write("victim", ""), path);
    assert_contains(failure_of([&] { file_lock::of_file(path); }), "/lock: cannot be opened: ");
}

void a_folder_is_locked_or_given_up(void** state) {
    const std::string path = files_of(state).path("");
    {
        const auto held = file_lock::of_folder(path, std::chrono::milliseconds{0});
        assert_true(held.has_value());
        assert_false(file_lock::of_folder(path, std::chrono::milliseconds{50}).has_value());
    }
    assert_true(file_lock::of_folder(path, std::chrono::milliseconds{0}).has_value());
    const std::string file = files_of(state).write("file", "");
    assert_contains(failure_of([&] { file_lock::of_folder(file, std::chrono::milliseconds{0}); }),
                    "/file: cannot be opened: Not a directory");
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, test::make_files, test::remove_files)
    const CMUnitTest tests[] = {
        CASE(it_is_held_as_long_as_it_lives),
        CASE(the_next_one_waits_for_its_turn),
        CASE(a_link_in_its_place_is_refused),
        CASE(a_folder_is_locked_or_given_up),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
