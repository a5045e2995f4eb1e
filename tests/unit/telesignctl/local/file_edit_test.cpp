// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/local/file_edit.h"

#include "unit/config/temporary_files.h"
#include "unit/telesignctl/selinux_label.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/telesignctl/failures.h"

namespace {

using telesignctl::file_edit;
using test::files_of;
using tests::assert_contains;
using tests::failure_of;

std::string text_of(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::size_t files_in(void** state) {
    const std::filesystem::directory_iterator all{files_of(state).path("")};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

void a_file_is_replaced_with_its_mode(void** state) {
    const std::string path = files_of(state).write("a.ini", "old", 0640);
    {
        file_edit edit{path};
        assert_string_equal(edit.text().c_str(), "old");
        const std::string fresh = edit.write("new");
        assert_string_equal(text_of(fresh).c_str(), "new");
        assert_string_equal(text_of(path).c_str(), "old");
        edit.commit();
    }
    assert_string_equal(text_of(path).c_str(), "new");
    struct stat status {};
    assert_int_equal(::stat(path.c_str(), &status), 0);
    assert_int_equal(status.st_mode & 07777, 0640);
    assert_int_equal(files_in(state), 1);
}

void a_file_keeps_its_selinux_label(void** state) {
    const std::string path = files_of(state).write("phones.ini", "old");
    if (!tests::set_label(path, "system_u:object_r:telesign_etc_t:s0"))
        skip();
    file_edit edit{path};
    edit.write("new");
    edit.commit();
    assert_string_equal(tests::label_of(path).c_str(), "system_u:object_r:telesign_etc_t:s0");
}

void a_link_stays_and_its_file_is_replaced(void** state) {
    const std::string path = files_of(state).write("a.ini", "old");
    const std::string link = files_of(state).path("link.ini");
    std::filesystem::create_symlink(path, link);
    file_edit edit{link};
    assert_string_equal(edit.path().c_str(), std::filesystem::canonical(path).c_str());
    edit.write("new");
    edit.commit();
    assert_true(std::filesystem::is_symlink(link));
    assert_string_equal(text_of(path).c_str(), "new");
}

void without_a_commit_nothing_has_happened(void** state) {
    const std::string path = files_of(state).write("a.ini", "old");
    {
        file_edit edit{path};
        edit.write("new");
    }
    assert_string_equal(text_of(path).c_str(), "old");
    assert_int_equal(files_in(state), 1);
}

void a_kill_between_two_steps_loses_nothing(void** state) {
    const std::string path = files_of(state).write("a.ini", "old");
    const pid_t child = ::fork();
    if (child == 0) {
        file_edit edit{path};
        edit.write("half");
        ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    assert_int_equal(::waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_string_equal(text_of(path).c_str(), "old");
    file_edit edit{path}; // its lock has gone with it
    edit.write("new");
    edit.commit();
    assert_string_equal(text_of(path).c_str(), "new");
    assert_int_equal(files_in(state), 1); // and what it left as well
}

void a_file_that_somebody_else_changed_is_not_replaced(void** state) {
    const std::string path = files_of(state).write("a.ini", "old");
    file_edit edit{path};
    edit.write("new");
    static_cast<void>(files_of(state).write("a.ini", "by an editor"));
    assert_contains(failure_of([&] { edit.commit(); }), "it was changed meanwhile");
    assert_string_equal(text_of(path).c_str(), "by an editor");
}

void a_rename_that_fails_loses_nothing(void** state) {
    const std::string path = files_of(state).write("a.ini", "old");
    file_edit edit{path};
    const std::string fresh = edit.write("new");
    std::filesystem::remove(fresh); // what a full disk or a clean-up could do
    assert_contains(failure_of([&] { edit.commit(); }), "a.ini: cannot be replaced: No such file");
    assert_string_equal(text_of(path).c_str(), "old");
}

void what_is_no_file_is_refused(void** state) {
    const std::string folder = files_of(state).path("folder");
    std::filesystem::create_directory(folder);
    assert_contains(failure_of([&] { file_edit{folder}; }), "is not a regular file");
    const std::string missing = files_of(state).path("none");
    assert_contains(failure_of([&] { file_edit{missing}; }), "none: cannot be found: No such file");
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, test::make_files, test::remove_files)
    const CMUnitTest tests[] = {
        CASE(a_file_is_replaced_with_its_mode),       CASE(a_file_keeps_its_selinux_label),
        CASE(a_link_stays_and_its_file_is_replaced),  CASE(without_a_commit_nothing_has_happened),
        CASE(a_kill_between_two_steps_loses_nothing), CASE(a_file_that_somebody_else_changed_is_not_replaced),
        CASE(a_rename_that_fails_loses_nothing),      CASE(what_is_no_file_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
