// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/pam/dispatch.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <security/pam_appl.h>

#include "unit/telesignctl/pam/real_libpam.h"

namespace {

using namespace telesignctl::pam;
using tests::close_texts;
using tests::on;
using tests::open_texts;

/// What the stack returns when each module gives the number that is its argument.
int result_of(void** state, const char* text) {
    on(state).files["service"] = text;
    return run(on(state).load("service"),
               [](const entry& each) { return std::stoi(each.text.arguments.at(0)); });
}

void includes_are_put_in_their_place_with_the_line_that_brought_them(void** state) {
    on(state).files["sshd"] =
        "# sshd\n@include common-auth\nauth required pam_telesign.so\naccount required pam_permit.so\n";
    const stack all = on(state).load("sshd");
    assert_int_equal(all.problems.size(), 0);
    assert_int_equal(all.entries.size(), 5);
    assert_true(is_first_factor(all.entries[0]));
    assert_string_equal(all.entries[0].file.c_str(), "common-auth");
    assert_int_equal(all.entries[0].own_first, 2);
    assert_int_equal(all.entries[3].own_last, 2);
    assert_true(is_ours(all.entries[4]));
    assert_int_equal(all.entries[4].own_first, 3);
}

void a_missing_file_and_one_that_includes_itself_are_problems(void** state) {
    on(state).files["a"] = "@include b\n@include none\n";
    on(state).files["b"] = "auth include b\n";
    const stack all = on(state).load("a");
    assert_int_equal(all.problems.size(), 2);
    assert_string_equal(all.problems[0].c_str(), "b: includes itself");
    assert_string_equal(all.problems[1].c_str(), "none: No such file or directory");
}

void one_that_includes_itself_twice_comes_to_an_end(void** state) {
    on(state).files["a"] = "auth include a\nauth substack a\n";
    const stack all = on(state).load("a");
    assert_int_equal(all.problems.size(), 1);
    assert_true(all.is_whole);
}

void a_substack_of_our_modules_name_is_not_our_module(void** state) {
    on(state).files["pam_telesign.so"] = on(state).files["pam_unix.so"] = "auth required pam_env.so\n";
    const stack all = on(state).load("pam_telesign.so");
    assert_int_equal(all.entries.size(), 1);
    on(state).files["sshd"] = "auth substack pam_telesign.so\nauth substack pam_unix.so\n";
    for (const entry& each : on(state).load("sshd").entries)
        assert_false(is_ours(each) || is_first_factor(each));
}

void required_and_requisite_refuse_whatever_comes_later(void** state) {
    assert_int_equal(result_of(state, "auth required a 7\nauth required b 0\n"), PAM_AUTH_ERR);
    assert_int_equal(result_of(state, "auth requisite a 9\nauth required b 7\n"), PAM_AUTHINFO_UNAVAIL);
    assert_int_equal(result_of(state, "auth required a 0\nauth required b 0\n"), PAM_SUCCESS);
}

void sufficient_ends_the_stack_unless_something_failed_before(void** state) {
    assert_int_equal(result_of(state, "auth sufficient a 0\nauth required b 7\n"), PAM_SUCCESS);
    assert_int_equal(result_of(state, "auth required a 7\nauth sufficient b 0\n"), PAM_AUTH_ERR);
    assert_int_equal(result_of(state, "auth sufficient a 7\nauth required b 0\n"), PAM_SUCCESS);
}

void a_stack_that_says_nothing_refuses(void** state) {
    assert_int_equal(result_of(state, "auth sufficient a 7\n"), PAM_PERM_DENIED);
    assert_int_equal(result_of(state, "auth required a 25\n"), PAM_PERM_DENIED);
    assert_int_equal(result_of(state, ""), PAM_PERM_DENIED);
}

void jumps_pass_over_modules_and_say_nothing(void** state) {
    assert_int_equal(
        result_of(state, "auth [success=1 default=ignore] a 0\nauth requisite b 7\nauth required c 0\n"),
        PAM_SUCCESS);
    assert_int_equal(
        result_of(state, "auth [success=1 default=ignore] a 7\nauth requisite b 7\nauth required c 0\n"),
        PAM_AUTH_ERR);
    assert_int_equal(result_of(state, "auth [success=1 default=ignore] a 0\nauth required b 7\n"),
                     PAM_PERM_DENIED);
    // A failure that jumps after a success is forgotten.
    assert_int_equal(
        result_of(state, "auth required a 0\nauth [default=1] b 7\nauth required c 0\nauth required d 0\n"),
        PAM_SUCCESS);
}

void a_jump_beyond_the_end_refuses(void** state) {
    assert_int_equal(result_of(state, "auth [success=2 default=ignore] a 0\nauth required b 0\n"),
                     PAM_PERM_DENIED);
}

void a_substack_ends_by_itself_only(void** state) {
    on(state).files["sub"] = "auth sufficient a 0\nauth required b 7\n";
    assert_int_equal(result_of(state, "auth substack sub\nauth required c 7\n"), PAM_AUTH_ERR);
    assert_int_equal(result_of(state, "auth substack sub\nauth required c 0\n"), PAM_SUCCESS);
    // As one module for whoever jumps over it.
    assert_int_equal(result_of(state, "auth [success=1] z 0\nauth substack sub\nauth required c 9\n"),
                     PAM_AUTHINFO_UNAVAIL);
}

void reset_forgets_what_was_before(void** state) {
    assert_int_equal(result_of(state, "auth required a 7\nauth [default=reset] b 0\nauth required c 0\n"),
                     PAM_SUCCESS);
}

/// pam_debug(8) returns what it is told to; what is no module is not there.
int answer_of(const entry& module) {
    if (module_name(module.text) != "pam_debug.so")
        return PAM_MODULE_UNKNOWN;
    const std::string& word = module.text.arguments.at(0);
    const auto* const found =
        std::find(tests::debug_answers.begin(), tests::debug_answers.end(), word.substr(word.find('=') + 1));
    if (found == tests::debug_answers.end())
        fail_msg("%s", word.c_str());
    return static_cast<int>(found - tests::debug_answers.begin());
}

struct files_and_texts {
    test::temporary_files files;
    tests::pam_files texts;

    /// Its path, by which files include it: by its name alone, Debian's libpam looks for it in /etc/pam.d.
    std::string put(const char* name, const std::string& text) {
        texts.files[name] = text;
        texts.files[files.path(name)] = text;
        return files.write(name, text);
    }
    /// Both read the files in the same way.
    void assert_same(unsigned seed = 0) {
        const stack ours = texts.load("service");
        const int theirs = tests::libpam_says(files);
        // What is wrong is refused by libpam for good, and by us before it is asked.
        const bool same = ours.problems.empty() ? run(ours, answer_of) == theirs : theirs != PAM_SUCCESS;
        if (!same)
            fail_msg("seed %u: libpam returns %d, and not %d, for:\n%s\nsub:\n%s\ninner:\n%s", seed, theirs,
                     ours.problems.empty() ? run(ours, answer_of) : -1, texts.files["service"].c_str(),
                     texts.files["sub"].c_str(), texts.files["inner"].c_str());
    }
};

int open_both(void** state) {
    *state = new files_and_texts;
    return 0;
}

int close_both(void** state) {
    delete static_cast<files_and_texts*>(*state);
    return 0;
}

void lines_are_read_as_libpam_reads_them(void** state) {
    auto& both = *static_cast<files_and_texts*>(*state);
    const std::string yes = "pam_debug.so auth=success";
    const std::string no = "auth required pam_debug.so auth=auth_err\n";
    static_cast<void>(both.put("other", no));
    const std::vector<std::string> texts{
        "auth required " + yes + " \\\n# a comment\n" + no,
        "auth required " + yes + " \\\n \n\t# a comment\n\n" + no,
        "auth required " + yes + " \\ \t\n" + no,
        "auth required " + yes + " # a comment \\\n" + no,
        "auth required " + yes + " \\\n debug # a comment \\\n" + no,
        "auth required " + yes + " \\",
        "auth required " + yes + " \\\n",
        "auth required " + yes + " \\\n# a comment\n",
        "auth\\\n required \\\n" + yes,
        "auth required " + yes,
        "auth required pam_permit.so\r\n",
        "\r\nauth required " + yes + "\n",
        "AUTH Required " + yes + "\n",
        "auth [SUCCESS=OK default=bad] " + yes + "\n",
        "auth [success=OK default=bad] " + yes + "\n",
        "auth [ success = ok default= bad ] " + yes + "\n",
        "auth [success=ok,default=bad] " + yes + "\n",
        "auth [success=ok] " + yes + "\nauth required\n",
        "auth required " + yes + "\n@include none\n",
        "auth required " + yes + "\nauth include none\n",
        "-auth required " + yes + "\n",
        "-AUTH Requisite pam_none.so\nauth required " + yes + "\n",
        "-auth sufficient pam_none.so\nauth required " + yes + "\n",
        "auth [module_unknown=ignore default=die] pam_none.so\nauth required " + yes + "\n",
        "auth [success=0] " + yes + "\nauth required " + yes + "\n",
        "auth [success=-1] " + yes + "\nauth required " + yes + "\n",
        "auth [success=1x] " + yes + "\nauth required " + yes + "\n",
        "auth [] " + yes + "\nauth required " + yes + "\n",
        "auth [default=ok success] " + yes + "\nauth required " + yes + "\n",
        "auth Substack none\nauth required " + yes + "\n",
        "-auth include " + both.files.path("other") + "\n",
        "account required " + yes + "\nauth INCLUDE " + both.files.path("other") + "\n",
        "auth required [pam_debug.so] [auth=success]\n",
        "auth required pam_debug.so auth=success extra] [words in one\n",
    };
    for (const std::string& text : texts) {
        static_cast<void>(both.put("service", text));
        both.assert_same();
    }
}

void files_may_include_others_as_deep_as_libpam_lets_them(void** state) {
    auto& both = *static_cast<files_and_texts*>(*state);
    static_cast<void>(both.put("other", "auth required pam_deny.so\n"));
    for (const char* word : {"include", "substack"})
        for (int depth = 1; depth <= 32; ++depth) {
            std::string inner = both.put("0", "auth required pam_debug.so auth=success\n");
            for (int each = 1; each < depth; ++each)
                inner = both.put(std::to_string(each).c_str(), fmt::format("auth {} {}\n", word, inner));
            static_cast<void>(both.put("service", fmt::format("auth {} {}\n", word, inner)));
            both.assert_same();
        }
}

/// Some lines of a file, with the files that it may bring in.
std::string some_lines(tests::random_choices& random, const std::vector<std::string>& others) {
    std::string text;
    for (auto left = 1 + random.below(6); left > 0; --left) {
        text += random.below(8) == 0 ? "-auth" : "auth";
        text += random.below(8) == 0 ? " \\\n# why\n" : " ";
        if (!others.empty() && random.below(3) == 0)
            text += fmt::format("{} {}\n", random.one_of(std::array{"substack", "include"}),
                                random.one_of(others));
        else if (random.below(10) == 0)
            text += fmt::format("{} pam_none.so\n", random.control(3));
        else
            text += fmt::format("{} pam_debug.so auth={}\n", random.control(3),
                                random.below(2) == 0 ? "success" : random.one_of(tests::debug_answers));
    }
    return text;
}

void stacks_are_run_as_libpam_runs_them(void** state) {
    auto& both = *static_cast<files_and_texts*>(*state);
    tests::random_choices random;
    static_cast<void>(both.put("other", "auth required pam_deny.so\n"));
    for (int each = 0; each < 3000; ++each) {
        const std::string inner = both.put("inner", some_lines(random, {}));
        const std::string sub = both.put("sub", some_lines(random, {inner}));
        static_cast<void>(both.put("service", some_lines(random, {sub, inner})));
        both.assert_same(random.seed());
    }
}

} // namespace

int main() {
#define with_texts(test) cmocka_unit_test_setup_teardown(test, open_texts, close_texts)
    const CMUnitTest tests[] = {
        with_texts(includes_are_put_in_their_place_with_the_line_that_brought_them),
        with_texts(a_missing_file_and_one_that_includes_itself_are_problems),
        with_texts(one_that_includes_itself_twice_comes_to_an_end),
        with_texts(a_substack_of_our_modules_name_is_not_our_module),
        with_texts(required_and_requisite_refuse_whatever_comes_later),
        with_texts(sufficient_ends_the_stack_unless_something_failed_before),
        with_texts(a_stack_that_says_nothing_refuses),
        with_texts(jumps_pass_over_modules_and_say_nothing),
        with_texts(a_jump_beyond_the_end_refuses),
        with_texts(a_substack_ends_by_itself_only),
        with_texts(reset_forgets_what_was_before),
        cmocka_unit_test_setup_teardown(lines_are_read_as_libpam_reads_them, open_both, close_both),
        cmocka_unit_test_setup_teardown(files_may_include_others_as_deep_as_libpam_lets_them, open_both,
                                        close_both),
        cmocka_unit_test_setup_teardown(stacks_are_run_as_libpam_runs_them, open_both, close_both),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
