// SPDX-License-Identifier: BSD-3-Clause
#include "state/database_file.h"

#include "state/store_fixture.h"

#include <sys/stat.h>

namespace {

using namespace tests;

std::string problem_with(const std::string& path) {
    try {
        state::prepare_file(path);
    } catch (const std::exception& problem) {
        return problem.what();
    }
    return {};
}

void a_file_that_others_may_read_is_closed_to_them(void** state) {
    auto& fixture = fixture_of(state);
    const std::string path = fixture.files.write("wide", "content", 0644);
    assert_string_equal(problem_with(path).c_str(), "");
    struct stat about {};
    assert_int_equal(::stat(path.c_str(), &about), 0);
    assert_int_equal(about.st_mode & 07777, 0600);
    assert_int_equal(about.st_size, 7); // it stays as it was
}

void what_is_no_file_of_one_s_own_is_refused(void** state) {
    auto& fixture = fixture_of(state);
    const std::string target = fixture.files.write("target", "");
    const std::string link = fixture.files.path("link");
    std::filesystem::create_symlink(target, link);
    assert_string_not_equal(problem_with(link).c_str(), "");
    const std::string pipe = fixture.files.path("pipe");
    assert_int_equal(::mkfifo(pipe.c_str(), 0600), 0);
    assert_true(problem_with(pipe).starts_with("is not a regular file"));
    assert_string_not_equal(problem_with("/dev/null").c_str(), "");
}

void a_missing_folder_is_made_but_not_a_whole_path(void** state) {
    auto& fixture = fixture_of(state);
    assert_string_equal(problem_with(fixture.files.path("one/state.db")).c_str(), "");
    assert_true(problem_with(fixture.files.path("two/three/state.db"))
                    .starts_with("its folder cannot be created: No such file"));
}

void what_is_set_aside_takes_its_log_along(void** state) {
    auto& fixture = fixture_of(state);
    const std::string path = fixture.files.write("state.db", "database");
    static_cast<void>(fixture.files.write("state.db-wal", "log"));
    const std::string aside = state::set_aside(path, begin);
    assert_string_equal(aside.c_str(), (path + ".corrupt-2023-11-14T22:13:20Z").c_str());
    assert_int_equal(std::filesystem::file_size(aside), 8);
    assert_int_equal(std::filesystem::file_size(aside + "-wal"), 3);
    assert_true(fixture.beside("state.db-wal").empty());
    assert_false(std::filesystem::exists(path));
}

void the_log_of_a_database_that_is_gone_goes(void** state) {
    auto& fixture = fixture_of(state);
    static_cast<void>(fixture.files.write("state.db-wal", "log"));
    state::remove_log(fixture.path);
    assert_true(fixture.beside("state.db").empty());
    state::remove_log(fixture.path); // there need not be one
}

} // namespace

int main() {
    become_nobody();
    const CMUnitTest tests[] = {
        WITH_STORE_FIXTURE(a_file_that_others_may_read_is_closed_to_them),
        WITH_STORE_FIXTURE(what_is_no_file_of_one_s_own_is_refused),
        WITH_STORE_FIXTURE(a_missing_folder_is_made_but_not_a_whole_path),
        WITH_STORE_FIXTURE(the_log_of_a_database_that_is_gone_goes),
        WITH_STORE_FIXTURE(what_is_set_aside_takes_its_log_along),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
