// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/local/program.h"

#include <stdexcept>
#include <string>

#include <unistd.h>

#include "cmocka_cpp.h"

namespace {

using namespace telesignctl;

struct program_fixture {
    program_result result;
};

int open_fixture(void** state) {
    *state = new program_fixture;
    return 0;
}

int close_fixture(void** state) {
    delete static_cast<program_fixture*>(*state);
    return 0;
}

program_result& on(void** state) {
    return static_cast<program_fixture*>(*state)->result;
}

void what_it_says_and_how_it_ends_is_told(void** state) {
    on(state) = run_program({"/bin/sh", "-c", "echo out; echo error >&2; exit 3"});
    assert_int_equal(on(state).status, 3);
    assert_string_equal(on(state).out.c_str(), "out\n");
    assert_string_equal(on(state).error.c_str(), "error\n");
}

void much_output_on_both_sides_blocks_nobody(void** state) {
    on(state) = run_program({"/bin/sh", "-c", "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2"});
    assert_int_equal(on(state).status, 0);
    assert_int_equal(on(state).out.size(), 300000);
    assert_int_equal(on(state).error.size(), 300000);
}

void it_gets_no_input_and_no_environment(void** state) {
    ::setenv("LEAKED", "yes", 1); // NOLINT(concurrency-mt-unsafe)
    on(state) = run_program({"/bin/sh", "-c", "cat; echo \"$LEAKED$LANG\""});
    ::unsetenv("LEAKED"); // NOLINT(concurrency-mt-unsafe)
    assert_string_equal(on(state).out.c_str(), "C\n");
}

void a_program_that_is_not_there_has_not_succeeded(void** state) {
    on(state) = run_program({"/nonexistent/program"});
    assert_false(on(state).succeeded());
    assert_string_equal(on(state).error.c_str(), "No such file or directory");
}

void one_that_does_not_end_is_ended(void** state) {
    on(state) = run_program({"/bin/sleep", "1000"}, std::chrono::seconds{1});
    assert_int_equal(on(state).status, -1);
    assert_string_equal(on(state).error.c_str(), "timed out");
}

void one_that_a_signal_ends_has_not_succeeded(void** state) {
    on(state) = run_program({"/bin/sh", "-c", "kill -9 $$"});
    assert_int_equal(on(state).status, -1);
    assert_string_equal(on(state).error.c_str(), "killed by a signal");
}

void work_apart_gives_its_text_or_its_exception(void** state) {
    const pid_t here = ::getpid();
    on(state) = run_in_child([here] { return std::string{::getpid() == here ? "here" : "apart"}; });
    assert_true(on(state).succeeded());
    assert_string_equal(on(state).out.c_str(), "apart");
    on(state) = run_in_child([]() -> std::string { throw std::runtime_error{"no"}; });
    assert_false(on(state).succeeded());
    assert_string_equal(on(state).error.c_str(), "no");
}

} // namespace

int main() {
#define in_scene(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
    const CMUnitTest tests[] = {
        in_scene(what_it_says_and_how_it_ends_is_told),
        in_scene(much_output_on_both_sides_blocks_nobody),
        in_scene(it_gets_no_input_and_no_environment),
        in_scene(a_program_that_is_not_there_has_not_succeeded),
        in_scene(one_that_does_not_end_is_ended),
        in_scene(one_that_a_signal_ends_has_not_succeeded),
        in_scene(work_apart_gives_its_text_or_its_exception),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
