#include "telesignctl/file_edit.h"

#include "unit/config/temporary_files.h"
#include "unit/telesignctl/label.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmocka_cpp.h"

namespace {

using telesignctl::file_edit;
using test::files_of;

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
        auto edit = file_edit::begin(path);
        assert_string_equal(edit->text().c_str(), "old");
        const auto fresh = edit->write("new");
        assert_string_equal(text_of(*fresh).c_str(), "new");
        assert_string_equal(text_of(path).c_str(), "old");
        assert_true(edit->commit().has_value());
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
    auto edit = file_edit::begin(path);
    assert_true(edit->write("new").has_value());
    assert_true(edit->commit().has_value());
    assert_string_equal(tests::label_of(path).c_str(), "system_u:object_r:telesign_etc_t:s0");
}

void a_link_stays_and_its_file_is_replaced(void** state) {
    const std::string path = files_of(state).write("a.ini", "old");
    const std::string link = files_of(state).path("link.ini");
    std::filesystem::create_symlink(path, link);
    auto edit = file_edit::begin(link);
    assert_string_equal(edit->path().c_str(), std::filesystem::canonical(path).c_str());
    assert_true(edit->write("new").has_value());
    assert_true(edit->commit().has_value());
    assert_true(std::filesystem::is_symlink(link));
    assert_string_equal(text_of(path).c_str(), "new");
}

void without_a_commit_nothing_has_happened(void** state) {
    const std::string path = files_of(state).write("a.ini", "old");
    {
        auto edit = file_edit::begin(path);
        assert_true(edit->write("new").has_value());
    }
    assert_string_equal(text_of(path).c_str(), "old");
    assert_int_equal(files_in(state), 1);
}

void a_kill_between_two_steps_loses_nothing(void** state) {
    const std::string path = files_of(state).write("a.ini", "old");
    const pid_t child = ::fork();
    if (child == 0) {
        auto edit = file_edit::begin(path);
        const bool written = edit && edit->write("half").has_value();
        ::kill(::getpid(), written ? SIGKILL : SIGTERM);
        ::_exit(1);
    }
    int status = 0;
    assert_int_equal(::waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_string_equal(text_of(path).c_str(), "old");
    auto edit = file_edit::begin(path); // its lock has gone with it
    assert_true(edit->write("new").has_value());
    assert_true(edit->commit().has_value());
    assert_string_equal(text_of(path).c_str(), "new");
    assert_int_equal(files_in(state), 1); // and what it left as well
}

void a_file_that_somebody_else_changed_is_not_replaced(void** state) {
    const std::string path = files_of(state).write("a.ini", "old");
    auto edit = file_edit::begin(path);
    assert_true(edit->write("new").has_value());
    static_cast<void>(files_of(state).write("a.ini", "by an editor"));
    const auto committed = edit->commit();
    assert_false(committed.has_value());
    assert_non_null(std::strstr(committed.error().c_str(), "somebody has changed it meanwhile"));
    assert_string_equal(text_of(path).c_str(), "by an editor");
}

void a_rename_that_fails_loses_nothing(void** state) {
    const std::string path = files_of(state).write("a.ini", "old");
    auto edit = file_edit::begin(path);
    const auto fresh = edit->write("new");
    std::filesystem::remove(*fresh); // what a full disk or a clean-up could do
    assert_false(edit->commit().has_value());
    assert_string_equal(text_of(path).c_str(), "old");
}

void what_is_no_file_is_refused(void** state) {
    const std::string folder = files_of(state).path("folder");
    std::filesystem::create_directory(folder);
    assert_non_null(std::strstr(file_edit::begin(folder).error().c_str(), "is not a regular file"));
    const auto missing = file_edit::begin(files_of(state).path("none"));
    assert_non_null(std::strstr(missing.error().c_str(), "none: cannot be found: No such file"));
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
