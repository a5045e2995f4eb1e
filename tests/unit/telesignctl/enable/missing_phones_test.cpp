// SPDX-License-Identifier: BSD-3-Clause
// Who has no phone, and could not log in any more.

#include "telesignctl/enable/missing_phones.h"

#include "telesignctl/local/accounts.h"
#include "unit/telesignctl/enable/enable_fixture.h"

namespace {

using namespace telesignctl;
using namespace tests;

/// The machine's settings and these.
void configure(void** state, const std::string& more) {
    scratch(state).put("/etc/telesign/telesign.conf",
                       fmt::format("[telesign]\ncustomer_id = A\napi_key = c2VjcmV0\n[phones]\nfile = {}\n{}",
                                   scratch(state).host().at("/etc/telesign/phones.ini"), more),
                       0640);
}

void give_phones_to(void** state, const std::vector<std::string>& users) {
    std::string phones = "[phones]\n";
    for (const std::string& each : users)
        phones += each + " = +44 20 7946 0011\n";
    scratch(state).put("/etc/telesign/phones.ini", phones, 0640);
}

missing_phones missing(void** state) {
    auto loaded = missing_phones::load(scratch(state).host());
    if (!loaded)
        fail_msg("%s", loaded.error().c_str());
    return *std::move(loaded);
}

void who_has_a_phone_or_needs_none_is_not_refused(void** state) {
    give_phones_to(state, {"root"});
    assert_false(missing(state).refuses("root", "sudo"));
    assert_true(missing(state).refuses("daemon", "sudo"));
    configure(state, "[exempt]\nusers = daemon\n");
    assert_false(missing(state).refuses("daemon", "sudo"));
    configure(state, "[service sudo]\nunmapped = skip\n");
    assert_false(missing(state).refuses("daemon", "sudo"));
    assert_true(missing(state).refuses("daemon", "sshd"));
}

void a_number_that_is_none_is_refused_whatever_unmapped_says(void** state) {
    configure(state, "[policy]\nunmapped = skip\n");
    scratch(state).put("/etc/telesign/phones.ini", "[phones]\ndaemon = +44 1\nbin = +1 555\n", 0640);
    assert_true(missing(state).refuses("daemon", "sudo"));
    assert_true(missing(state).refuses("bin", "sudo"));
    assert_false(missing(state).refuses("sys", "sudo"));
}

void the_caller_is_told_apart_from_root_and_from_sus_target(void** state) {
    give_phones_to(state, {"bin"});
    assert_contains(missing(state).find_caller_problem("daemon", {"sudo"}),
                    "daemon runs this, has no phone in ");
    assert_string_equal(missing(state).find_caller_problem("bin", {"sudo", "sshd"}).c_str(), "");
    assert_string_equal(missing(state).find_caller_problem("root", {"sudo", "su"}).c_str(), "");
    assert_contains(missing(state).find_caller_problem("root", {"sudo", "login"}),
                    "log in at login any more");
    assert_string_equal(missing(state).find_caller_problem("daemon", {"su"}).c_str(),
                        ""); // root's phone rings
    configure(state, "[service su]\nidentity = caller\n");
    assert_contains(missing(state).find_caller_problem("daemon", {"su"}), "log in at su any more");
}

void others_are_named_or_counted(void** state) {
    give_phones_to(state, {"nobody-else"});
    const auto people = accounts_with_shell(); // root at least
    const auto notes = missing(state).notes({"login"}, {});
    assert_int_equal(notes.size(), 1);
    assert_contains(notes[0], people.size() <= 5 ? "users without a phone: " + people.front()
                                                 : fmt::format("users without a phone: {} (", people.size()));
    give_phones_to(state, people);
    assert_true(missing(state).notes({"login"}, {}).empty());
    assert_contains(missing(state).notes({"login"}, "daemon").at(0),
                    "members of daemon without a phone: daemon; they are refused until they have one");
}

void root_is_asked_by_sshd_only_if_it_lets_root_in(void** state) {
    give_phones_to(state, {"nobody-else"});
    assert_false(asks_root(scratch(state).host(), "sshd"));
    scratch(state).set_sshd("permitrootlogin prohibit-password\n");
    assert_true(asks_root(scratch(state).host(), "sshd"));
    assert_false(asks_root(scratch(state).host(), "sudo"));
    assert_contains(missing(state).find_caller_problem("root", {"sshd"}), "root runs this");
}

void root_needs_a_phone_where_sus_target_is_asked(void** state) {
    give_phones_to(state, accounts_with_shell());
    assert_true(missing(state).notes({"su"}, {}).empty());
    give_phones_to(state, {"nobody-else"});
    configure(state, "[service su-l]\nidentity = caller\n");
    std::string all;
    for (const std::string& each : missing(state).notes({"su", "su-l"}, {}))
        all += each + '\n';
    assert_contains(all, "so nobody could become root through su\n");
    assert_null(std::strstr(all.c_str(), "through su-l"));
}

/// By `enable` itself.
void the_caller_is_refused_without_a_trial(void** state) {
    give_phones_to(state, {"bin"});
    enable_options options{.service = "sudo", .caller = "daemon"};
    assert_denied(enable(scratch(state).host(), options),
                  "run telesignctl phone set daemon first, or add --try 5m");
    assert_denied(show_difference(scratch(state).host(), options), "daemon runs this");
    assert_false(is_on(state, "/etc/pam.d/sudo"));
    options.trial = std::chrono::hours{1};
    const answer reply = enable(scratch(state).host(), options);
    assert_granted(reply);
    assert_contains(notes_of(reply), "daemon runs this, has no phone");
    assert_granted(disable(scratch(state).host(), {.service = "sudo"}));
    options = {.service = "sudo", .caller = "bin"};
    assert_granted(enable(scratch(state).host(), options));
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_scratch, close_scratch)
    const CMUnitTest tests[] = {
        CASE(who_has_a_phone_or_needs_none_is_not_refused),
        CASE(a_number_that_is_none_is_refused_whatever_unmapped_says),
        CASE(the_caller_is_told_apart_from_root_and_from_sus_target),
        CASE(others_are_named_or_counted),
        CASE(root_is_asked_by_sshd_only_if_it_lets_root_in),
        CASE(root_needs_a_phone_where_sus_target_is_asked),
        CASE(the_caller_is_refused_without_a_trial),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
