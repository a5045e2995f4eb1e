// SPDX-License-Identifier: BSD-3-Clause
// The story of a login: who is not asked, because of [exempt] or [remember], and programs that are not root's.

#include "telesignd/login_fixture.h"
#include "unit/config/overriding.h"

namespace {

using namespace tests;

constexpr const char* office = "203.0.113.7";

support::ip_network network(std::string_view address, unsigned prefix) {
    return {support::ip_address::parse(address).value(), prefix};
}

void assert_not_asked(const login_fixture& s, const char* line) {
    assert_true(s.how == result::ignored);
    assert_int_equal(s.prompts.size(), 0);
    assert_string_equal(s.last_text.c_str(), "");
    assert_contains(s.log, line);
}

/// One login that asks for a code and gets the right one.
void assert_asked(login_fixture& s) {
    const std::size_t before = s.gateway.sent.size();
    s.prompts.clear();
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.sent.size(), before + 1);
}

void an_exempt_user_is_asked_nothing(void** state) {
    login_fixture& s = on(state);
    s.settings.exempt = {{"", {config::exempt_users{{"alice"}}}}};
    s.settings.risk.check = {gateway::lookup::live};
    s.play({});
    assert_not_asked(
        s, "login outcome=ignored reason=exempt service=sshd user=alice sends=0 attempts=0 pid=1 uid=0 "
           "detail=\"[exempt] users alice\"\n");
    assert_int_equal(s.gateway.sent.size() + s.lookup.wanted.size(), 0);
}

void an_exempt_user_needs_no_phone(void** state) {
    login_fixture& s = on(state);
    s.settings.exempt = {
        {"office",
         {config::exempt_services{{"sshd"}}, config::exempt_networks{{network("203.0.113.0", 24)}}}}};
    s.user = "nobody-has-this-name";
    s.rhost = office;
    s.play({});
    assert_not_asked(s, "reason=exempt service=sshd user=nobody-has-this-name rhost=203.0.113.7");
    assert_contains(s.log, "detail=\"[exempt office]\"");
    s.user = "carol";
    s.phones.entries["carol"] = {0, 7, nullptr, "no country code"};
    s.play({});
    assert_not_asked(s, "reason=exempt");
}

void a_named_host_is_in_no_network(void** state) {
    login_fixture& s = on(state);
    s.settings.exempt = {
        {"", {config::exempt_networks{{network("203.0.113.0", 24), network("0.0.0.0", 0)}}}}};
    for (const char* const rhost : {"", "203.0.113.7.example.org", "office.example.org"}) {
        s.rhost = rhost;
        assert_asked(s);
    }
    s.rhost = "::ffff:203.0.113.7";
    s.play({});
    assert_true(s.how == result::ignored);
}

void groups_are_the_systems(void** state) {
    login_fixture& s = on(state);
    s.user = "root";
    s.phones.entries["root"] = {13105551212, 4, nullptr, {}};
    s.settings.exempt = {{"", {config::exempt_groups{{"root"}}}}};
    s.play({});
    assert_not_asked(s, "detail=\"[exempt] groups root\"");
    s.settings.exempt = {{"", {config::exempt_groups{{"!root"}}}}};
    assert_asked(s);
    s.settings.exempt = {{"", {config::exempt_groups{{"!nobody-has-this-group"}}}}};
    assert_asked(s);
}

void su_goes_by_who_would_be_asked(void** state) {
    login_fixture& s = on(state);
    s.service = "su";
    s.user = "root";
    s.ruser = "alice";
    test::override_for_service(s.settings.services["su"], "identity", "caller");
    s.settings.exempt = {{"", {config::exempt_users{{"root"}}}}};
    assert_asked(s);
    s.settings.exempt = {{"", {config::exempt_users{{"alice"}}}}};
    s.prompts.clear();
    s.play({});
    assert_not_asked(s, "reason=exempt service=su user=root account=alice ruser=alice");
}

void a_valid_code_is_remembered(void** state) {
    login_fixture& s = on(state);
    s.settings.remember.keep_for = 12h;
    s.rhost = office;
    assert_asked(s);
    s.prompts.clear();
    s.now += 11h;
    s.play({});
    assert_not_asked(
        s, "login outcome=ignored reason=remembered service=sshd user=alice rhost=203.0.113.7 sends=0 "
           "attempts=0 pid=1 uid=0 detail=\"a code was valid at 2023-11-14T22:13:20Z for sshd\"\n");
    s.now += 1h; // the login in between did not count
    assert_asked(s);
}

void nothing_is_remembered_unless_it_is_configured(void** state) {
    login_fixture& s = on(state);
    s.rhost = office;
    assert_asked(s);
    assert_asked(s);
    s.settings.remember.keep_for = 12h;
    assert_asked(s);
}

void only_the_same_user_address_service_and_phone_is_remembered(void** state) {
    login_fixture& s = on(state);
    s.settings.remember = {12h, {"sshd", "cockpit"}};
    s.phones.entries["bob"] = {442079460000, 4, nullptr, {}};
    s.rhost = office;
    assert_asked(s);
    s.service = "sudo";
    assert_asked(s);
    s.service = "cockpit"; // shares sshd's memory
    s.play({});
    assert_true(s.how == result::ignored);
    s.rhost = "203.0.113.8";
    assert_asked(s);
    s.rhost = office;
    s.user = "bob";
    assert_asked(s);
    s.user = "alice";
    s.phones.entries["alice"].digits = 13105551213;
    assert_asked(s);
    s.phones.entries.erase("alice");
    s.play({"12345", "12346", "12347"});
    assert_true(s.how == result::attempts_used_up);
}

void an_ipv6_address_counts_whole_however_it_is_written(void** state) {
    login_fixture& s = on(state);
    s.settings.remember.keep_for = 12h;
    s.rhost = "2001:db8::7";
    assert_asked(s);
    s.rhost = "2001:db8::8";
    assert_asked(s);
    s.rhost = "2001:0DB8:0::0007";
    s.play({});
    assert_true(s.how == result::ignored);
}

void local_and_named_hosts_are_never_remembered(void** state) {
    login_fixture& s = on(state);
    s.settings.remember.keep_for = 12h;
    for (const char* const rhost :
         {"", "127.0.0.1", "::1", "::ffff:127.0.0.1", "fe80::1%lo", "host.example.org"}) {
        s.rhost = rhost;
        assert_asked(s);
        assert_asked(s);
    }
    assert_int_equal(s.remembered.forget_all(), 0);
}

void a_wrong_code_neither_begins_nor_prolongs_it(void** state) {
    login_fixture& s = on(state);
    s.settings.remember.keep_for = 12h;
    s.rhost = office;
    s.play({"11111", "22222", "33333"});
    assert_true(s.how == result::attempts_used_up);
    assert_int_equal(s.remembered.forget_all(), 0);
    s.gateway.check_outcomes = {outcome::blocked};
    s.play({"12345"});
    assert_true(s.how == result::not_permitted);
    s.play({});
    assert_true(s.how == result::conversation_error);
    assert_int_equal(s.remembered.forget_all(), 0);
    assert_asked(s);
    assert_int_equal(s.remembered.forget("alice"), 1);
    assert_asked(s); // it is forgotten
}

void an_outage_that_is_skipped_is_not_remembered(void** state) {
    login_fixture& s = on(state);
    s.settings.remember.keep_for = 12h;
    s.settings.policy.outage = config::outage_policy::skip;
    s.rhost = office;
    s.gateway.send_outcomes = {outcome::unavailable};
    s.play({});
    assert_true(s.how == result::ignored);
    assert_int_equal(s.remembered.forget_all(), 0);
}

/// uid 1 is "daemon" on Debian.
void be_unprivileged(login_fixture& s) {
    s.caller = {1, 1};
    s.user = "daemon";
    s.phones.entries["daemon"] = {13105551212, 4, nullptr, {}};
}

void unprivileged_programs_are_refused(void** state) {
    login_fixture& s = on(state);
    be_unprivileged(s);
    s.settings.policy.unmapped = config::unmapped_policy::skip;
    s.settings.exempt = {{"", {config::exempt_users{{"daemon"}}}}};
    for (const char* const user : {"daemon", "alice", "mallory"}) {
        s.user = user;
        s.play({"12345"});
        assert_true(s.how == result::not_permitted);
        assert_contains(s.log, "outcome=not_permitted reason=unprivileged");
    }
    assert_int_equal(s.gateway.sent.size(), 0);
}

void allowed_unprivileged_programs_ask_for_their_own_user_only(void** state) {
    login_fixture& s = on(state);
    be_unprivileged(s);
    test::override_for_service(s.settings.services["screensaver"], "allow_unprivileged", "yes");
    s.service = "screensaver";
    assert_asked(s);
    s.user = "alice";
    s.play({"12345"});
    assert_true(s.how == result::not_permitted);
    assert_contains(s.log, "reason=foreign_account");
    s.user = "daemon";
    s.service = "sshd";
    s.play({"12345"});
    assert_true(s.how == result::not_permitted);
    assert_contains(s.log, "reason=unprivileged");
}

void where_an_unprivileged_program_says_its_user_is_counts_for_nothing(void** state) {
    login_fixture& s = on(state);
    be_unprivileged(s);
    s.settings.policy.allow_unprivileged = true;
    s.settings.remember.keep_for = 12h;
    s.settings.exempt = {{"", {config::exempt_networks{{network("203.0.113.0", 24)}}}}};
    s.rhost = office;
    assert_asked(s);
    s.settings.exempt.clear();
    s.caller = {1, 0};
    assert_asked(s); // its code was not remembered for sshd
    s.caller = {1, 1};
    assert_asked(s); // nor sshd's for it
}

void an_unprivileged_program_leaves_codes_for_other_logins(void** state) {
    login_fixture& s = on(state);
    be_unprivileged(s);
    s.settings.policy.allow_unprivileged = true;
    s.settings.limits.sends_unprivileged = {{2, std::chrono::minutes{10}}};
    assert_asked(s);
    assert_asked(s);
    s.play({"12345"});
    assert_true(s.how == result::not_permitted);
    assert_contains(s.log, "reason=limited");
    assert_contains(s.log, "sends_unprivileged = 2/10m");
    s.caller = {1, 0};
    assert_asked(s);
    s.caller = {1, 1};
    s.later = std::chrono::minutes{11};
    assert_asked(s);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        LOGIN_TEST(an_exempt_user_is_asked_nothing),
        LOGIN_TEST(an_exempt_user_needs_no_phone),
        LOGIN_TEST(a_named_host_is_in_no_network),
        LOGIN_TEST(groups_are_the_systems),
        LOGIN_TEST(su_goes_by_who_would_be_asked),
        LOGIN_TEST(a_valid_code_is_remembered),
        LOGIN_TEST(nothing_is_remembered_unless_it_is_configured),
        LOGIN_TEST(only_the_same_user_address_service_and_phone_is_remembered),
        LOGIN_TEST(an_ipv6_address_counts_whole_however_it_is_written),
        LOGIN_TEST(local_and_named_hosts_are_never_remembered),
        LOGIN_TEST(a_wrong_code_neither_begins_nor_prolongs_it),
        LOGIN_TEST(an_outage_that_is_skipped_is_not_remembered),
        LOGIN_TEST(unprivileged_programs_are_refused),
        LOGIN_TEST(allowed_unprivileged_programs_ask_for_their_own_user_only),
        LOGIN_TEST(where_an_unprivileged_program_says_its_user_is_counts_for_nothing),
        LOGIN_TEST(an_unprivileged_program_leaves_codes_for_other_logins),
    };
    return cmocka_run_group_tests_name("telesignd.login_exempt_test", tests, nullptr, nullptr);
}
