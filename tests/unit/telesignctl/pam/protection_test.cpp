#include "telesignctl/pam/protection.h"

#include "unit/telesignctl/pam/pam_texts.h"

namespace {

using namespace telesignctl::pam;
using tests::close_texts;
using tests::on;
using tests::open_texts;

protection examined(void** state, const char* text) {
    on(state).files["service"] = text;
    return examine(on(state).load("service"));
}

void a_password_and_then_a_code_is_sound(void** state) {
    const protection found = examined(state, "@include common-auth\nauth required pam_telesign.so\n");
    assert_true(found.names_module && found.password_asked && found.code_asked && found.lets_in);
    assert_int_equal(found.times, 1);
    assert_false(found.refused_code_lets_in || found.outage_lets_in || found.code_alone_lets_in);
    assert_false(found.asked_before_first_factor || found.unasked_refused || found.unasked_needs_nothing);
    assert_false(found.in_group_only);
}

void a_service_without_the_module_asks_for_no_code(void** state) {
    const protection found = examined(state, "@include common-auth\n");
    assert_false(found.names_module || found.code_asked);
    assert_true(found.lets_in);
}

void an_optional_or_sufficient_module_refuses_nobody(void** state) {
    assert_true(
        examined(state, "@include common-auth\nauth optional pam_telesign.so\n").refused_code_lets_in);
    assert_true(
        examined(state, "@include common-auth\nauth sufficient pam_telesign.so\n").refused_code_lets_in);
}

void an_outage_that_the_stack_forgives_lets_in(void** state) {
    const protection found = examined(
        state,
        "@include common-auth\nauth [success=ok authinfo_unavail=ignore default=die] pam_telesign.so\n");
    assert_true(found.outage_lets_in);
    assert_false(found.refused_code_lets_in);
}

void a_sufficient_password_ends_the_stack_before_the_code(void** state) {
    const protection found = examined(
        state, "auth sufficient pam_unix.so\nauth required pam_telesign.so\nauth required pam_deny.so\n");
    assert_false(found.code_asked);
    assert_true(found.lets_in);
}

void a_wrong_password_that_goes_on_makes_the_phone_ring(void** state) {
    assert_true(examined(state, "auth required pam_unix.so\nauth required pam_telesign.so\n")
                    .asked_before_first_factor);
}

void the_code_first_is_noticed(void** state) {
    assert_true(
        examined(state, "auth required pam_telesign.so\n@include common-auth\n").asked_before_first_factor);
}

void without_a_password_the_code_alone_lets_in(void** state) {
    const protection found = examined(state, "auth required pam_telesign.so\nauth required pam_permit.so\n");
    assert_false(found.password_asked);
    assert_true(found.code_alone_lets_in && found.unasked_needs_nothing && !found.unasked_refused);
}

void without_permit_nobody_may_be_unasked(void** state) {
    assert_true(examined(state, "auth required pam_telesign.so\n").unasked_refused);
}

void twice_is_counted(void** state) {
    on(state).files["common-auth"] += "auth required pam_telesign.so\n";
    assert_int_equal(examined(state, "@include common-auth\nauth required pam_telesign.so\n").times, 2);
}

void a_group_leaves_others_as_they_were(void** state) {
    const protection found = examined(
        state,
        "@include common-auth\nauth [success=1 auth_err=ignore default=die] pam_succeed_if.so quiet user "
        "notingroup staff\nauth required pam_telesign.so\n");
    assert_true(found.in_group_only && found.code_asked && found.others_let_in);
    assert_false(found.others_need_nothing || found.refused_code_lets_in);
}

void a_group_line_that_lets_others_in_with_nothing_is_noticed(void** state) {
    const protection found = examined(
        state,
        "auth sufficient pam_succeed_if.so user notingroup staff\n@include common-auth\nauth requisite "
        "pam_telesign.so\n");
    assert_true(found.in_group_only && found.others_need_nothing);
}

void a_refusal_that_jumps_is_forgotten(void** state) {
    const protection found =
        examined(state, "@include common-auth\nauth [success=ok default=1] pam_telesign.so\n"
                        "auth optional pam_echo.so\nauth optional pam_cap.so\n");
    assert_true(found.code_asked && found.refused_code_lets_in && found.outage_lets_in);
}

void root_of_su_is_not_who_is_played(void** state) {
    const protection found = examined(
        state, "auth sufficient pam_rootok.so\n@include common-auth\nauth required pam_telesign.so\n");
    assert_true(found.code_asked && found.password_asked);
}

} // namespace

int main() {
#define with_texts(test) cmocka_unit_test_setup_teardown(test, open_texts, close_texts)
    const CMUnitTest tests[] = {
        with_texts(a_password_and_then_a_code_is_sound),
        with_texts(a_service_without_the_module_asks_for_no_code),
        with_texts(an_optional_or_sufficient_module_refuses_nobody),
        with_texts(an_outage_that_the_stack_forgives_lets_in),
        with_texts(a_sufficient_password_ends_the_stack_before_the_code),
        with_texts(a_wrong_password_that_goes_on_makes_the_phone_ring),
        with_texts(the_code_first_is_noticed),
        with_texts(without_a_password_the_code_alone_lets_in),
        with_texts(without_permit_nobody_may_be_unasked),
        with_texts(twice_is_counted),
        with_texts(a_group_leaves_others_as_they_were),
        with_texts(a_group_line_that_lets_others_in_with_nothing_is_noticed),
        with_texts(a_refusal_that_jumps_is_forgotten),
        with_texts(root_of_su_is_not_who_is_played),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
