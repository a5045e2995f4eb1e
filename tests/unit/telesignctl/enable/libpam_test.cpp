#include "telesignctl/enable/libpam.h"

#include <cstring>

#include "unit/telesignctl/scratch_machine.h"

namespace {

using namespace telesignctl;
using tests::close_scratch;
using tests::open_scratch;
using tests::scratch;

void libpam_reads_what_it_would_get(void** state) {
    const pam_texts good{{"sudo", "@include common-auth\nauth required pam_telesign.so\n"}};
    const auto result = try_in_libpam(scratch(state).where(), good);
    if (!result)
        fail_msg("%s", result.error().c_str());
    // The machine's own file is what it was, and no scratch copy is left.
    assert_null(std::strstr(scratch(state).text("/etc/pam.d/sudo").c_str(), "pam_telesign"));
    assert_true(std::filesystem::is_empty(scratch(state).where().keep_folder()));
}

void what_libpam_does_not_take_is_an_error(void** state) {
    const auto result = try_in_libpam(scratch(state).where(), {{"sudo", "@include none\n"}});
    assert_false(result.has_value());
    assert_non_null(std::strstr(result.error().c_str(), "libpam does not take the new lines of sudo"));
}

void a_module_tells_what_it_needs(void** state) {
    const auto needed = try_to_load(scratch(state).where().module);
    if (!needed)
        fail_msg("%s", needed.error().c_str());
    assert_non_null(std::strstr(needed->c_str(), "libpam.so.0"));
    assert_non_null(std::strstr(needed->c_str(), "libc.so.6"));
}

void what_is_no_module_is_not_loaded(void** state) {
    assert_false(try_to_load("/nonexistent.so").has_value());
    assert_false(try_to_load(scratch(state).files.write("text", "text")).has_value());
    assert_false(try_to_load("libc.so.6").has_value()); // a library, and no PAM module
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(libpam_reads_what_it_would_get, open_scratch, close_scratch),
        cmocka_unit_test_setup_teardown(what_libpam_does_not_take_is_an_error, open_scratch, close_scratch),
        cmocka_unit_test_setup_teardown(a_module_tells_what_it_needs, open_scratch, close_scratch),
        cmocka_unit_test_setup_teardown(what_is_no_module_is_not_loaded, open_scratch, close_scratch),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
