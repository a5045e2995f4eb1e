// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/libpam.h"

#include "telesignctl/enable/pam_edit.h"
#include "telesignctl/pam/stack_analysis.h"

#include <cstring>
#include <filesystem>
#include <functional>
#include <thread>

#include "unit/telesignctl/pam/real_libpam.h"

#include "unit/telesignctl/scratch_machine.h"

namespace {

using namespace telesignctl;
using tests::close_scratch;
using tests::open_scratch;
using tests::scratch;

void libpam_reads_what_it_would_get(void** state) {
    const pam_texts good{{"sudo", "@include common-auth\nauth required pam_telesign.so\n"}};
    const auto result = test_with_libpam(scratch(state).host(), good);
    if (!result)
        fail_msg("%s", result.error().c_str());
    // The machine's own file is what it was, and no scratch copy is left.
    assert_null(std::strstr(scratch(state).text("/etc/pam.d/sudo").c_str(), "pam_telesign"));
    assert_true(std::filesystem::is_empty(scratch(state).host().backup_folder()));
}

void what_libpam_does_not_take_is_an_error(void** state) {
    const auto result = test_with_libpam(scratch(state).host(), {{"sudo", "@include none\n"}});
    assert_false(result.has_value());
    assert_non_null(std::strstr(result.error().c_str(), "libpam does not accept the new lines of sudo"));
}

void a_module_tells_what_it_needs(void** state) {
    const auto needed = test_load(scratch(state).host().module);
    if (!needed)
        fail_msg("%s", needed.error().c_str());
    assert_non_null(std::strstr(needed->c_str(), "libpam.so.0"));
    assert_non_null(std::strstr(needed->c_str(), "libc.so.6"));
}

void what_is_no_module_is_not_loaded(void** state) {
    assert_false(test_load("/nonexistent.so").has_value());
    assert_false(test_load(scratch(state).files.write("text", "text")).has_value());
    assert_false(test_load("libc.so.6").has_value()); // a library, and no PAM module
}

/// Random lines of modules that are known by their names.
std::string some_service(tests::random_choices& random) {
    static constexpr std::array modules{"pam_unix.so",   "pam_unix.so",     "pam_sss.so",
                                        "pam_env.so",    "pam_listfile.so", "pam_faildelay.so",
                                        "pam_permit.so", "pam_deny.so"};
    std::string text;
    const auto add = [&](std::size_t lines) {
        for (; lines > 0; --lines)
            text +=
                fmt::format("{} {} {}\n", random.below(6) == 0 ? "-auth" : "auth",
                            random.below(4) == 0 ? "requisite" : random.control(3), random.one_of(modules));
    };
    add(random.below(3));
    text += random.below(2) == 0 ? "auth requisite pam_unix.so\n" : tests::common_auth;
    add(random.below(3));
    return text;
}

/// The same lines, each module's answer made up: by pam_debug(8), which libpam can load.
std::string with_answers(const pam::stack& stack,
                         const std::function<const char*(std::string_view module)>& answer) {
    std::string text;
    for (const pam::entry& each : stack.entries)
        text += fmt::format("auth {} pam_debug.so auth={}\n", each.text.control,
                            answer(pam::module_name(each.text)));
    return text;
}

/// libpam is the judge of what `enable` has written: whatever the other modules answer, who is refused a code stays out,
/// unless a gate has let them through.
void nobody_whom_our_module_refuses_is_let_in_by_libpam(void** state) {
    tests::random_choices random;
    const test::temporary_files& files = scratch(state).files;
    static_cast<void>(files.write("other", "auth required pam_deny.so\n"));
    constexpr std::array refusals{"auth_err",         "maxtries",    "perm_denied",
                                  "authinfo_unavail", "service_err", "conv_err"};
    unsigned taken = 0;
    for (int each = 0; each < 3000; ++each) {
        const std::string original = some_service(random);
        const auto changed =
            add_block("service", factor::password, [&](const std::string&) { return original; });
        if (!changed)
            continue;
        const pam::stack stack = pam::load_auth("service", [&](const std::string&) { return *changed; });
        if (!pam::analyze(stack).bypasses.empty())
            continue;
        ++taken;
        for (int login = 0; login < 20; ++login) {
            const std::string text = with_answers(stack, [&](std::string_view module) {
                return module == pam::our_module   ? random.one_of(refusals)
                       : module == "pam_permit.so" ? "success"
                       : module == "pam_deny.so"   ? "auth_err"
                       : random.below(2) == 0      ? "success"
                                                   : random.one_of(tests::debug_answers);
            });
            static_cast<void>(files.write("service", text));
            if (tests::libpam_says(files) == PAM_SUCCESS)
                fail_msg("seed %u: libpam lets in by:\n%s\nof:\n%s", random.seed(), text.c_str(),
                         changed->c_str());
        }
    }
    print_message("%u stacks were taken\n", taken);
    assert_true(taken > 50);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(libpam_reads_what_it_would_get, open_scratch, close_scratch),
        cmocka_unit_test_setup_teardown(what_libpam_does_not_take_is_an_error, open_scratch, close_scratch),
        cmocka_unit_test_setup_teardown(nobody_whom_our_module_refuses_is_let_in_by_libpam, open_scratch,
                                        close_scratch),
        cmocka_unit_test_setup_teardown(a_module_tells_what_it_needs, open_scratch, close_scratch),
        cmocka_unit_test_setup_teardown(what_is_no_module_is_not_loaded, open_scratch, close_scratch),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
