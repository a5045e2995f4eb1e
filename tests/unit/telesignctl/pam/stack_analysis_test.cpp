// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/pam/stack_analysis.h"

#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <security/pam_appl.h>

#include "unit/telesignctl/pam/pam_files.h"

#include "unit/telesignctl/failures.h"

namespace {

using namespace telesignctl::pam;
using tests::close_texts;
using tests::on;
using tests::open_texts;

stack_analysis analyzed(void** state, const char* text) {
    on(state).files["service"] = text;
    return analyze(on(state).load("service"));
}

void a_password_and_then_a_code_is_sound(void** state) {
    const stack_analysis found = analyzed(state, "@include common-auth\nauth required pam_telesign.so\n");
    assert_true(found.names_our_module && found.password_asked && found.code_asked && found.lets_in);
    assert_false(found.code_asked_twice);
    assert_true(found.accepted_refusals.empty() && found.bypasses.empty() && found.is_known);
    assert_false(found.code_alone_lets_in);
    assert_false(found.asked_before_first_factor || found.exempt_denied || found.exempt_needs_no_password);
}

void a_service_without_the_module_asks_for_no_code(void** state) {
    const stack_analysis found = analyzed(state, "@include common-auth\n");
    assert_false(found.names_our_module || found.code_asked || found.lets_in);
    assert_true(found.bypasses.empty());
}

const std::vector<int> every_refusal{PAM_AUTH_ERR,    PAM_MAXTRIES, PAM_PERM_DENIED,   PAM_AUTHINFO_UNAVAIL,
                                     PAM_SERVICE_ERR, PAM_CONV_ERR, PAM_MODULE_UNKNOWN};

void an_optional_or_sufficient_module_refuses_nobody(void** state) {
    for (const auto& [word, refuses] : {std::pair{"optional", false},
                                        {"sufficient", false},
                                        {"required", true},
                                        {"requisite", true},
                                        {"[default=ok]", true},
                                        {"[success=ok]", true},
                                        {"[success=ok default=ignore]", false}})
        assert_true(
            analyzed(state, fmt::format("@include common-auth\nauth {} pam_telesign.so\n", word).c_str())
                .accepted_refusals.empty() == refuses);
    assert_true(analyzed(state, "@include common-auth\nauth optional pam_telesign.so\n").accepted_refusals ==
                every_refusal);
}

/// Each of our six refusals, and a module that is not installed, must be refused by the stack.
void each_refusal_that_the_stack_forgives_lets_in(void** state) {
    const std::map<int, const char*> names{{PAM_AUTH_ERR, "auth_err"},
                                           {PAM_MAXTRIES, "maxtries"},
                                           {PAM_PERM_DENIED, "perm_denied"},
                                           {PAM_AUTHINFO_UNAVAIL, "authinfo_unavail"},
                                           {PAM_SERVICE_ERR, "service_err"},
                                           {PAM_CONV_ERR, "conv_err"},
                                           {PAM_MODULE_UNKNOWN, "module_unknown"}};
    assert_int_equal(names.size(), every_refusal.size());
    for (const auto& [code, name] : names)
        for (const auto& [action, lets_in] : {std::pair{"ignore", true},
                                              {"reset", true},
                                              {"1", true},
                                              {"bad", false},
                                              {"die", false},
                                              {"ok", false},
                                              {"done", false}}) {
            const auto text = fmt::format("@include common-auth\nauth [success=ok {}={} default=bad] "
                                          "pam_telesign.so\nauth required pam_env.so\n"
                                          "auth required pam_permit.so\n",
                                          name, action);
            const auto found = analyzed(state, text.c_str()).accepted_refusals;
            if (found != (lets_in ? std::vector{code} : std::vector<int>{}))
                fail_msg("%zu refusals let in through:\n%s", found.size(), text.c_str());
        }
}

void a_later_line_that_forgets_the_refusal_lets_in(void** state) {
    const std::string sound = "@include common-auth\nauth required pam_telesign.so\n";
    for (const char* later :
         {"auth [default=reset] pam_env.so\nauth required pam_permit.so\n",
          "auth [success=ok auth_err=reset] pam_exec.so x\nauth required pam_permit.so\n"})
        assert_true(analyzed(state, (sound + later).c_str()).accepted_refusals == every_refusal);
    for (const char* later : {"auth sufficient pam_permit.so\n", "auth [default=done] pam_exec.so x\n",
                              "auth [default=1] pam_exec.so x\nauth optional pam_env.so\n"})
        assert_true(analyzed(state, (sound + later).c_str()).accepted_refusals.empty());
}

void a_password_that_ends_the_stack_leaves_the_code_out(void** state) {
    const stack_analysis found = analyzed(
        state, "auth sufficient pam_unix.so\nauth required pam_telesign.so\nauth required pam_deny.so\n");
    assert_false(found.code_asked);
    assert_int_equal(found.bypasses.size(), 1);
    assert_int_equal(found.bypasses[0].module, 0);
    assert_true(found.bypasses[0].by_success);
    assert_int_equal(found.bypasses[0].min_factors, 1);
}

/// The bypasses of a stack, "word kind: text" each.
std::string described(void** state, const std::string& text) {
    on(state).files["service"] = text;
    const stack all = on(state).load("service");
    const stack_analysis found = analyze(all);
    std::string result;
    for (const bypass& each : found.bypasses) {
        const bypass_kind kind = kind_of(all, found, each);
        result += fmt::format("{}: {}\n",
                              kind == bypass_kind::fault        ? "fault"
                              : kind == bypass_kind::open_group ? "open group"
                                                                : "exemption",
                              describe(all, each, found));
    }
    return result;
}

const std::string sound = "@include common-auth\nauth required pam_telesign.so\n";

void a_gate_that_jumps_over_password_and_code_when_it_refuses_is_a_fault(void** state) {
    assert_string_equal(
        described(state, "auth [success=ignore default=2] pam_listfile.so item=user\n"
                         "auth requisite pam_unix.so\nauth required pam_telesign.so\n"
                         "auth required pam_permit.so\n")
            .c_str(),
        "fault: service line 1 (pam_listfile.so): whoever it does not let through is let in with "
        "neither password nor code\n");
}

void a_gate_that_jumps_over_the_code_when_it_lets_through_is_an_exemption(void** state) {
    for (const char* control :
         {"[success=1 default=ignore]", "[success=1 new_authtok_reqd=1 default=ignore]"})
        assert_string_equal(
            described(state, fmt::format("@include common-auth\nauth {} pam_access.so accessfile=/x\n"
                                         "auth required pam_telesign.so\nauth optional pam_cap.so\n",
                                         control))
                .c_str(),
            "exemption: service line 2 (pam_access.so): whoever it lets through is let in without a "
            "code\n");
    assert_true(analyze(on(state).load("service")).code_asked);
}

void a_first_factor_that_abstains_is_not_taken_for_one_that_was_passed(void** state) {
    const char* const plain =
        "auth requisite pam_unix.so\nauth required pam_telesign.so\nauth required pam_permit.so\n";
    const stack_analysis found = analyzed(state, plain);
    assert_true(found.password_asked && found.lets_in && found.bypasses.empty());
    assert_false(found.code_alone_lets_in || found.exempt_needs_no_password ||
                 found.asked_before_first_factor);
    assert_string_equal(
        described(state,
                  "auth requisite pam_unix.so\nauth [success=1 default=ignore] pam_access.so accessfile=/x\n"
                  "auth required pam_telesign.so\nauth required pam_permit.so\n")
            .c_str(),
        "exemption: service line 2 (pam_access.so): whoever it lets through is let in without a code\n");
    tests::assert_contains(
        described(state, "auth [success=ok ignore=1 default=die] pam_unix.so\nauth required pam_telesign.so\n"
                         "auth required pam_permit.so\n"),
        "fault: service line 1 (pam_unix.so)");
}

void a_gate_that_lets_in_by_itself_is_an_exemption_from_both(void** state) {
    assert_string_equal(
        described(state, "auth sufficient pam_wheel.so trust\n" + sound).c_str(),
        "exemption: service line 1 (pam_wheel.so): whoever it lets through is let in with neither "
        "password nor code\n");
    assert_string_equal(described(state, "auth sufficient pam_rootok.so\n" + sound).c_str(), "");
}

void what_denies_by_failing_is_no_finding(void** state) {
    for (const char* before :
         {"auth required pam_access.so\n", "auth requisite pam_listfile.so item=user\n",
          "auth optional pam_faildelay.so\nauth requisite pam_nologin.so\n",
          "auth [success=ok ignore=ignore user_unknown=ignore default=die] pam_securetty.so\n",
          "auth required pam_faillock.so preauth\n", "-auth optional pam_gnome_keyring.so\n"})
        assert_string_equal(described(state, before + sound).c_str(), "");
    assert_string_equal(
        described(state, sound + "auth optional pam_group.so\nauth required pam_time.so\n").c_str(), "");
}

void what_is_no_gate_must_not_leave_the_code_out(void** state) {
    assert_string_equal(
        described(state, "auth sufficient pam_faildelay.so\n" + sound).c_str(),
        "fault: service line 1 (pam_faildelay.so): whoever it lets through is let in with neither "
        "password nor code\n");
    assert_string_equal(
        described(state, "@include common-auth\nauth [success=1 default=ignore] pam_corp.so\n"
                         "auth required pam_telesign.so\nauth required pam_permit.so\n")
            .c_str(),
        "fault: service line 2 (pam_corp.so): whoever it lets through is let in without a code\n");
    // One that fails lets everybody pass.
    assert_string_equal(
        described(state, "@include common-auth\nauth [success=ignore default=1] pam_access.so\n"
                         "auth required pam_telesign.so\nauth required pam_permit.so\n")
            .c_str(),
        "fault: service line 2 (pam_access.so): whoever it does not let through is let in without a "
        "code\n");
}

void two_other_factors_may_take_the_codes_place(void** state) {
    assert_string_equal(
        described(state, "@include common-auth\nauth sufficient pam_u2f.so\nauth required "
                         "pam_telesign.so\n")
            .c_str(),
        "exemption: service line 2 (pam_u2f.so): whoever it lets through is let in without a code\n");
    assert_string_equal(
        described(state, "auth sufficient pam_u2f.so\n" + sound).c_str(),
        "fault: service line 1 (pam_u2f.so): whoever it lets through is let in without a code\n");
}

void a_wrong_password_that_goes_on_makes_the_phone_ring(void** state) {
    assert_true(analyzed(state, "auth required pam_unix.so\nauth required pam_telesign.so\n")
                    .asked_before_first_factor);
}

void the_code_first_is_noticed(void** state) {
    assert_true(
        analyzed(state, "auth required pam_telesign.so\n@include common-auth\n").asked_before_first_factor);
}

void without_a_password_the_code_alone_lets_in(void** state) {
    const stack_analysis found =
        analyzed(state, "auth required pam_telesign.so\nauth required pam_permit.so\n");
    assert_false(found.password_asked);
    assert_true(found.code_alone_lets_in && found.exempt_needs_no_password && !found.exempt_denied);
}

void without_permit_nobody_may_be_unasked(void** state) {
    assert_true(analyzed(state, "auth required pam_telesign.so\n").exempt_denied);
}

void twice_is_counted(void** state) {
    on(state).files["common-auth"] += "auth required pam_telesign.so\n";
    assert_true(analyzed(state, "@include common-auth\nauth required pam_telesign.so\n").code_asked_twice);
}

/// pam_succeed_if says auth_err of who is not in the group, and of a group that it cannot look up.
void a_group_line_that_lets_everybody_by_without_the_group_is_told(void** state) {
    const std::string open = "open group: service line 2 (pam_succeed_if.so): whoever it ";
    for (const auto& [line, lets] :
         {std::pair{"[success=ignore auth_err=1 user_unknown=1 ignore=ignore default=die] pam_succeed_if.so "
                    "quiet user "
                    "ingroup staff",
                    "does not let through"},
          {"[success=1 auth_err=ignore default=die] pam_succeed_if.so quiet user notingroup staff",
           "lets through"}})
        assert_string_equal(
            described(state, fmt::format("@include common-auth\nauth {}\nauth required pam_telesign.so\n"
                                         "auth optional pam_cap.so\n",
                                         line))
                .c_str(),
            (open + lets + " is let in without a code\n").c_str());
    // Who is known to be in a group is another thing.
    tests::assert_contains(
        described(
            state,
            "@include common-auth\nauth [success=1 default=ignore] pam_succeed_if.so user ingroup robots\n"
            "auth required pam_telesign.so\nauth optional pam_cap.so\n"),
        "exemption: ");
    tests::assert_contains(
        described(state, "auth sufficient pam_succeed_if.so user notingroup staff\n" + sound),
        "fault: service line 1 (pam_succeed_if.so): whoever it lets through is let in with neither "
        "password nor code");
}

void a_refusal_that_jumps_is_forgotten(void** state) {
    const stack_analysis found =
        analyzed(state, "@include common-auth\nauth [success=ok default=1] pam_telesign.so\n"
                        "auth optional pam_echo.so\nauth optional pam_cap.so\n");
    assert_true(found.code_asked && found.accepted_refusals == every_refusal);
}

void a_jump_over_the_password_makes_the_phone_ring_and_the_code_alone_lets_in(void** state) {
    const stack_analysis found = analyzed(state, "auth [success=ignore default=1] pam_localuser.so\n"
                                                 "auth requisite pam_unix.so\nauth required pam_telesign.so\n"
                                                 "auth required pam_permit.so\n");
    assert_true(found.asked_before_first_factor && found.code_alone_lets_in &&
                found.exempt_needs_no_password);
    assert_true(found.password_asked && found.bypasses.empty());
}

void more_ways_than_can_be_followed_are_no_good_news(void** state) {
    const std::string line = "auth [success=ok auth_err=bad user_unknown=reset default=ignore] pam_a.so\n";
    std::string& inner = on(state).files["s14"];
    for (int each = 0; each < 3000; ++each)
        inner += line;
    inner += "auth required pam_telesign.so\n";
    for (int depth = 13; depth > 0; --depth)
        on(state).files[fmt::format("s{}", depth)] = fmt::format("{}auth substack s{}\n", line, depth + 1);
    const stack_analysis found = analyzed(state, "auth substack s1\n");
    assert_true(found.names_our_module);
    assert_false(found.is_known);
}

void root_of_su_is_not_who_is_played(void** state) {
    const stack_analysis found = analyzed(
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
        with_texts(each_refusal_that_the_stack_forgives_lets_in),
        with_texts(a_later_line_that_forgets_the_refusal_lets_in),
        with_texts(a_password_that_ends_the_stack_leaves_the_code_out),
        with_texts(a_gate_that_jumps_over_password_and_code_when_it_refuses_is_a_fault),
        with_texts(a_gate_that_jumps_over_the_code_when_it_lets_through_is_an_exemption),
        with_texts(a_first_factor_that_abstains_is_not_taken_for_one_that_was_passed),
        with_texts(a_gate_that_lets_in_by_itself_is_an_exemption_from_both),
        with_texts(what_denies_by_failing_is_no_finding),
        with_texts(what_is_no_gate_must_not_leave_the_code_out),
        with_texts(two_other_factors_may_take_the_codes_place),
        with_texts(a_wrong_password_that_goes_on_makes_the_phone_ring),
        with_texts(the_code_first_is_noticed),
        with_texts(without_a_password_the_code_alone_lets_in),
        with_texts(without_permit_nobody_may_be_unasked),
        with_texts(twice_is_counted),
        with_texts(a_group_line_that_lets_everybody_by_without_the_group_is_told),
        with_texts(a_refusal_that_jumps_is_forgotten),
        with_texts(a_jump_over_the_password_makes_the_phone_ring_and_the_code_alone_lets_in),
        with_texts(more_ways_than_can_be_followed_are_no_good_news),
        with_texts(root_of_su_is_not_who_is_played),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
