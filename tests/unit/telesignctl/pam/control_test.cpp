// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/pam/control.h"

#include <security/pam_appl.h>

#include "cmocka_cpp.h"

namespace {

using namespace telesignctl::pam;

int action_at(std::string_view control_word, int returned) {
    const auto parsed = parse_control(control_word);
    assert_true(parsed.has_value());
    return (*parsed)[static_cast<std::size_t>(returned)];
}

void the_four_words_do_what_pam_conf_says(void**) {
    struct row {
        const char* word;
        int on_success;
        int on_failure;
        int on_ignore;
    };
    for (const row& each : {row{"required", ok, bad, ignore}, row{"requisite", ok, die, ignore},
                            row{"sufficient", done, ignore, ignore}, row{"optional", ok, ignore, ignore}}) {
        assert_int_equal(action_at(each.word, PAM_SUCCESS), each.on_success);
        assert_int_equal(action_at(each.word, PAM_AUTH_ERR), each.on_failure);
        assert_int_equal(action_at(each.word, PAM_IGNORE), each.on_ignore);
    }
}

void a_list_names_values_and_the_rest_is_the_default(void**) {
    const std::string_view list = "[success=1 authinfo_unavail=ignore\tdefault=die]";
    assert_int_equal(action_at(list, PAM_SUCCESS), 1);
    assert_int_equal(action_at(list, PAM_AUTHINFO_UNAVAIL), ignore);
    assert_int_equal(action_at(list, PAM_AUTH_ERR), die);
    assert_int_equal(action_at(list, PAM_IGNORE), die);
}

void what_a_list_does_not_name_is_bad(void**) {
    assert_int_equal(action_at("[success=ok]", PAM_MAXTRIES), bad);
    assert_int_equal(action_at("[success=reset]", PAM_SUCCESS), reset);
}

void what_pam_conf_does_not_have_is_an_error(void**) {
    for (const std::string_view wrong : {"", "reqired", "[success=yes]", "[sucess=ok]", "[success]",
                                         "[success=-1]", "[success=0]", "[success=1x]", "[success=ok"})
        assert_false(parse_control(wrong).has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_four_words_do_what_pam_conf_says),
        cmocka_unit_test(a_list_names_values_and_the_rest_is_the_default),
        cmocka_unit_test(what_a_list_does_not_name_is_bad),
        cmocka_unit_test(what_pam_conf_does_not_have_is_an_error),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
