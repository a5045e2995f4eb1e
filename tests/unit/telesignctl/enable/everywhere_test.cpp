// SPDX-License-Identifier: BSD-3-Clause
// `enable --everywhere`: our lines in common-auth, and what that means for the services that include it.

#include "telesignctl/enable/enable.h"
#include "telesignctl/enable/services.h"
#include "telesignctl/enable/trial.h"

#include <cstring>

#include "unit/telesignctl/enable/enable_fixture.h"

namespace {

using namespace telesignctl;
using namespace tests;

constexpr const char* path = "/etc/pam.d/common-auth";
constexpr const char* drop_in = "/etc/ssh/sshd_config.d/00-telesign.conf";
const std::string everywhere{telesignctl::common_auth};

void every_service_asks_and_none_does_any_more(void** state) {
    const std::string original = scratch(state).text(path);
    const answer reply = enable(scratch(state).host(), {.service = everywhere});
    assert_granted(reply);
    assert_contains(reply.text,
                    "Every service that includes common-auth now asks for a code: sshd, sudo. sshd will ask");
    assert_contains(
        scratch(state).text(path),
        "# BEGIN telesignctl enable --everywhere\nauth       required     pam_telesign.so\n# END");
    assert_string_equal(
        scratch(state).text(drop_in).c_str(),
        "# By `telesignctl enable --everywhere`; `telesignctl disable --everywhere` moves this file away.\n"
        "UsePAM yes\nLoginGraceTime 360\nKbdInteractiveAuthentication yes\nPasswordAuthentication no\n"
        "AuthenticationMethods keyboard-interactive\n");
    assert_contains(enable(scratch(state).host(), {.service = everywhere}).text, "already protected");
    // What is its own stays when another service is turned off.
    assert_contains(disable(scratch(state).host(), {.service = "sshd"}).text,
                    "sshd still asks for a code, by line ");
    assert_true(scratch(state).has(drop_in));
    assert_granted(disable(scratch(state).host(), {.service = everywhere}));
    assert_string_equal(scratch(state).text(path).c_str(), original.c_str());
    assert_false(scratch(state).has(drop_in));
}

void a_service_with_lines_of_its_own_would_ask_twice(void** state) {
    assert_granted(enable(scratch(state).host(), {.service = "sudo"}));
    assert_denied(enable(scratch(state).host(), {.service = everywhere}),
                  "sudo asks for a code already, and would ask for two: run telesignctl disable sudo first");
    assert_false(is_on(state, path));
    assert_granted(disable(scratch(state).host(), {.service = "sudo"}));
    assert_granted(enable(scratch(state).host(), {.service = everywhere}));
    assert_denied(enable(scratch(state).host(), {.service = "sudo"}),
                  "already names pam_telesign.so: every service that includes it asks for a code");
}

void sshd_with_a_key_before_the_code_stays_so(void** state) {
    assert_granted(enable(scratch(state).host(), {.service = "sshd", .first_factor = by_key}));
    const std::string by_hand = scratch(state).text(drop_in);
    const answer reply = enable(scratch(state).host(), {.service = everywhere});
    assert_granted(reply);
    assert_null(std::strstr(reply.text.c_str(), "reload"));
    assert_string_equal(scratch(state).text(drop_in).c_str(), by_hand.c_str());
    assert_contains(disable(scratch(state).host(), {.service = everywhere}).text,
                    "sshd still asks for a code, by line 2 of sshd: run telesignctl disable sshd.");
    assert_string_equal(scratch(state).text(drop_in).c_str(), by_hand.c_str());
}

void programs_that_cannot_ask_are_named(void** state) {
    scratch(state).put("/etc/pam.d/vsftpd", "@include common-auth\n");
    scratch(state).put("/etc/pam.d/cron", "@include common-auth\n");
    scratch(state).put("/etc/pam.d/su", "auth sufficient pam_rootok.so\n@include common-auth\n");
    scratch(state).put("/etc/pam.d/login", "@include common-auth\n");
    scratch(state).put("/etc/pam.d/odd", "@include common-auth\nauth [default=reset] pam_env.so\n"
                                         "auth required pam_permit.so\n");
    const answer reply = enable(scratch(state).host(), {.service = everywhere});
    assert_granted(reply);
    assert_contains(reply.text, ": login, odd, sshd, su, sudo, vsftpd.");
    const std::string notes = notes_of(reply);
    assert_contains(notes, "vsftpd answers every prompt with what was typed into its only field");
    assert_contains(notes, "odd: a later line lets users in although the code was refused");
    assert_contains(notes, "LOGIN_TIMEOUT");
    assert_contains(notes, "set `identity = caller` in [service su]");
    assert_null(std::strstr(notes.c_str(), "cron"));
}

void beside_the_profile_the_code_is_still_asked(void** state) {
    assert_granted(enable(scratch(state).host(), {.service = "sudo"}));
    scratch(state).put(path, scratch(state).text(path) + "auth\trequired\tpam_telesign.so\n");
    const answer reply = disable(scratch(state).host(), {.service = "sudo"});
    assert_granted(reply);
    assert_contains(reply.text, "The lines of `telesignctl enable` are removed. sudo still asks for a code, "
                                "by line ");
    assert_contains(reply.text, " of common-auth: run pam-auth-update --disable telesign.");
    assert_contains(disable(scratch(state).host(), {.service = "sudo"}).text,
                    "nothing was changed. sudo still asks");
    assert_denied(enable(scratch(state).host(), {.service = everywhere}), "already names pam_telesign.so");
}

void a_machine_without_the_file_has_no_everywhere(void** state) {
    std::filesystem::remove(scratch(state).host().at(path));
    assert_denied(enable(scratch(state).host(), {.service = everywhere}),
                  "/etc/pam.d/common-auth: no such PAM service");
}

void a_trial_of_all_ends_as_one(void** state) {
    const std::string original = scratch(state).text(path);
    assert_granted(enable(scratch(state).host(), {.service = everywhere, .trial = std::chrono::seconds{1}}));
    assert_true(eventually([&] { return list_trials(scratch(state).host()).empty(); }));
    assert_string_equal(scratch(state).text(path).c_str(), original.c_str());
    assert_false(scratch(state).has(drop_in));
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_scratch, close_scratch)
    const CMUnitTest tests[] = {
        CASE(every_service_asks_and_none_does_any_more),
        CASE(a_service_with_lines_of_its_own_would_ask_twice),
        CASE(sshd_with_a_key_before_the_code_stays_so),
        CASE(programs_that_cannot_ask_are_named),
        CASE(beside_the_profile_the_code_is_still_asked),
        CASE(a_machine_without_the_file_has_no_everywhere),
        CASE(a_trial_of_all_ends_as_one),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
