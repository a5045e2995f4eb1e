// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/readiness.h"

#include "unit/telesignctl/scratch_machine.h"

#include "unit/telesignctl/failures.h"

namespace {

using namespace telesignctl;
using namespace std::chrono_literals;
using tests::assert_contains;
using tests::close_scratch;
using tests::open_scratch;
using tests::scratch;

constexpr const char* configuration = "/etc/telesign/telesign.conf";

/// The shipped settings and these.
void configure(void** state, const std::string& more) {
    scratch(state).put(configuration,
                       fmt::format("[telesign]\ncustomer_id = A\napi_key = c2VjcmV0\n[phones]\nfile = {}\n{}",
                                   scratch(state).host().at("/etc/telesign/phones.ini"), more),
                       0640);
}

void the_codes_lifetime_is_the_services(void** state) {
    configure(state, "[otp]\nlifetime = 120\n[service sudo]\nlifetime = 60\n");
    assert_true(check_readiness(scratch(state).host(), "sudo").value() == 60s);
    assert_true(check_readiness(scratch(state).host(), "sshd").value() == 120s);
}

void without_any_phone_only_skip_is_ready(void** state) {
    scratch(state).put("/etc/telesign/phones.ini", "[phones]\n", 0640);
    configure(state, "[service sudo]\nunmapped = skip\n");
    assert_true(check_readiness(scratch(state).host(), "sudo").has_value());
    assert_contains(check_readiness(scratch(state).host(), "sshd").error(), "phones.ini: nobody has a phone");
}

void what_telesignd_could_not_read_is_not_ready(void** state) {
    scratch(state).put("/etc/telesign/phones.ini", "[phones]\nroot = +44 20 7946 0011\n", 0644);
    assert_contains(check_readiness(scratch(state).host(), "sudo").error(), "may be read by everybody");
    scratch(state).put(configuration, "[telesign]\ncolour = red\n", 0640);
    assert_contains(check_readiness(scratch(state).host(), "sudo").error(), "(run telesignctl check for all");
}

void whoever_may_pass_without_a_code_is_known(void** state) {
    const auto& host = scratch(state).host();
    configure(state, "");
    assert_false(lets_some_in_without_code(host, "sshd"));
    for (const char* more :
         {"[exempt]\nusers = backup\n", "[remember]\nfor = 12h\n", "[policy]\nunmapped = skip\n",
          "[policy]\noutage = skip\n", "[service sshd]\noutage = skip\n", "[otp]\ncolour = red\n"}) {
        configure(state, more);
        assert_true(lets_some_in_without_code(host, "sshd"));
    }
    configure(state, "[service sudo]\noutage = skip\n");
    assert_false(lets_some_in_without_code(host, "sshd"));
}

void whose_phone_rings_at_su_is_told_of_each_form(void** state) {
    const auto& host = scratch(state).host();
    configure(state, "[service su-l]\nidentity = caller\n");
    assert_true(advice(host, "su").empty()); // there is none
    scratch(state).put("/etc/pam.d/su", "");
    scratch(state).put("/etc/pam.d/su-l", "");
    const auto notes = advice(host, "su");
    assert_int_equal(notes.size(), 1);
    assert_contains(notes[0], "set `identity = caller` in [service su] of ");
    configure(state, "");
    assert_contains(advice(host, "su").at(0), "in [service su] and [service su-l] of ");
    assert_true(advice(host, "sudo").empty());
}

void a_console_that_ends_before_the_code_is_told(void** state) {
    const auto& host = scratch(state).host();
    scratch(state).put("/etc/pam.d/login", "");
    assert_int_equal(advice(host, "login").size(), 1); // login's own default
    for (const auto& [text, problem] :
         {std::pair{"# LOGIN_TIMEOUT 300\nLOGIN_TIMEOUT\t\t61 # s\n", "after 61 s"},
          {"LOGIN_TIMEOUT 300\n", ""},
          {"LOGIN_TIMEOUT 0\n", ""}}) {
        scratch(state).put("/etc/login.defs", text);
        const std::string notes = short_login_timeout(host, std::chrono::seconds{300});
        assert_int_equal(notes.empty(), *problem == '\0');
        assert_contains(notes, problem);
    }
}

void a_service_by_which_sudo_asks_instead_is_told(void** state) {
    scratch(state).put("/etc/sudoers", "Defaults pam_service=other\n", 0440);
    const auto notes = advice(scratch(state).host(), "sudo");
    assert_int_equal(notes.size(), 1);
    assert_contains(notes[0], "sudoers makes sudo use the PAM service other");
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_scratch, close_scratch)
    const CMUnitTest tests[] = {
        CASE(the_codes_lifetime_is_the_services),
        CASE(without_any_phone_only_skip_is_ready),
        CASE(what_telesignd_could_not_read_is_not_ready),
        CASE(whoever_may_pass_without_a_code_is_known),
        CASE(whose_phone_rings_at_su_is_told_of_each_form),
        CASE(a_service_by_which_sudo_asks_instead_is_told),
        CASE(a_console_that_ends_before_the_code_is_told),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
