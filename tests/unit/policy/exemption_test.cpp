// SPDX-License-Identifier: BSD-3-Clause
#include "policy/exemption.h"
#include "policy/remote_address.h"

#include "captured_stderr.h"

#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

#include "cmocka_cpp.h"

namespace {

using config::exempt_groups;
using config::exempt_networks;
using config::exempt_rule;
using config::exempt_services;
using config::exempt_users;
using policy::applicant;
using policy::membership;

support::ip_network network(std::string_view address, unsigned prefix) {
    return {support::ip_address::parse(address).value(), prefix};
}

applicant from(std::string_view account, std::string_view service, std::string_view rhost) {
    return {{std::string{account}, 1000, 1000}, std::string{service}, policy::remote_address(rhost)};
}

/// alice is in wheel, bob is not; mallory is nobody, and of "gone" nothing is known.
membership small_system(const policy::account& account, const std::string& group) {
    const std::string& user = account.name;
    if (user == "mallory" || group == "gone")
        return membership::unknown;
    return user == "alice" && group == "wheel" ? membership::member : membership::outsider;
}

std::string found(const exempt_rule& rule, const applicant& subject) {
    return policy::find_exemption({rule}, subject, small_system).value_or("(asked)");
}

void assert_found(const exempt_rule& rule, const applicant& subject, const char* expected) {
    assert_string_equal(found(rule, subject).c_str(), expected);
}

void users_are_exact(void**) {
    const exempt_rule rule{"", {exempt_users{{"backup"}}}};
    assert_found(rule, from("backup", "sshd", ""), "[exempt] users backup");
    for (const char* const other : {"alice", "Backup", "backup ", "back", ""})
        assert_found(rule, from(other, "sshd", ""), "(asked)");
}

void services_are_exact(void**) {
    const exempt_rule rule{"", {exempt_services{{"su"}}}};
    assert_found(rule, from("alice", "su", ""), "[exempt] services su");
    for (const char* const other : {"su-l", "sudo", "SU", "/etc/pam.d/su", ""})
        assert_found(rule, from("alice", other, ""), "(asked)");
}

void networks_take_literal_addresses_only(void**) {
    const exempt_rule rule{"", {exempt_networks{{network("10.0.0.0", 8), network("2001:db8::", 32)}}}};
    assert_found(rule, from("alice", "sshd", "10.1.2.3"), "[exempt] networks 10.0.0.0/8");
    assert_found(rule, from("alice", "sshd", "::ffff:10.1.2.3"), "[exempt] networks 10.0.0.0/8");
    assert_found(rule, from("alice", "sshd", "2001:db8::7"), "[exempt] networks 2001:db8::/32");
    assert_found(rule, from("alice", "sshd", "2001:db8::7%eth0"), "[exempt] networks 2001:db8::/32");
    for (const char* const other : {"", "11.0.0.1", "2001:db9::7", "10.example.org", "10.1.2.3.example.org",
                                    "localhost", "10.1.2.3%lo", "10.1.2.3 ", "UNKNOWN"})
        assert_found(rule, from("alice", "sshd", other), "(asked)");
}

void no_address_is_in_no_network_not_even_in_the_whole(void**) {
    const exempt_rule rule{"", {exempt_networks{{network("0.0.0.0", 0), network("::", 0)}}}};
    assert_found(rule, from("alice", "sshd", ""), "(asked)");
    assert_found(rule, from("alice", "sshd", "host.example.org"), "(asked)");
    assert_found(rule, from("alice", "sshd", "203.0.113.45"), "[exempt] networks 0.0.0.0/0");
}

void groups_take_members(void**) {
    const exempt_rule rule{"", {exempt_groups{{"wheel"}}}};
    assert_found(rule, from("alice", "sshd", ""), "[exempt] groups wheel");
    assert_found(rule, from("bob", "sshd", ""), "(asked)");
    assert_found(rule, from("mallory", "sshd", ""), "(asked)");
}

void groups_with_a_bang_take_known_outsiders_only(void**) {
    const exempt_rule rule{"", {exempt_groups{{"!wheel"}}}};
    assert_found(rule, from("bob", "sshd", ""), "[exempt] groups !wheel");
    assert_found(rule, from("alice", "sshd", ""), "(asked)");
    assert_found(rule, from("mallory", "sshd", ""), "(asked)");
    assert_found({"", {exempt_groups{{"!gone"}}}}, from("bob", "sshd", ""), "(asked)");
}

void one_of_several_groups_is_enough(void**) {
    const exempt_rule rule{"", {exempt_groups{{"gone", "staff", "wheel"}}}};
    assert_found(rule, from("alice", "sshd", ""), "[exempt] groups wheel");
}

void a_system_that_throws_exempts_nobody(void**) {
    const auto throwing = [](const policy::account&, const std::string&) -> membership {
        throw std::runtime_error{"no memory"};
    };
    for (const char* const group : {"wheel", "!wheel"}) {
        std::string log;
        bool is_exempt = true;
        {
            const tests::captured_stderr captured;
            const exempt_rule rule{"", {exempt_groups{{group}}}};
            is_exempt = policy::find_exemption({rule}, from("bob", "sshd", ""), throwing).has_value();
            log = captured.text();
        }
        assert_non_null(std::strstr(log.c_str(), "group wheel: no memory: nobody is exempt by it\n"));
        assert_false(is_exempt);
    }
}

void all_keys_of_a_named_rule_must_match(void**) {
    const exempt_rule rule{"office",
                           {exempt_users{{"alice", "bob"}}, exempt_services{{"sshd"}},
                            exempt_networks{{network("198.51.100.0", 24)}}, exempt_groups{{"wheel"}}}};
    assert_found(rule, from("alice", "sshd", "198.51.100.7"), "[exempt office]");
    assert_found(rule, from("carol", "sshd", "198.51.100.7"), "(asked)");
    assert_found(rule, from("bob", "sshd", "198.51.100.7"), "(asked)");
    assert_found(rule, from("alice", "sudo", "198.51.100.7"), "(asked)");
    assert_found(rule, from("alice", "sshd", "198.51.101.7"), "(asked)");
    assert_found(rule, from("alice", "sshd", ""), "(asked)");
}

void a_rule_that_says_nothing_exempts_nobody(void**) {
    assert_found({}, from("alice", "sshd", "10.0.0.1"), "(asked)");
    assert_found({"office", {}}, from("alice", "sshd", "10.0.0.1"), "(asked)");
    assert_false(policy::find_exemption({}, from("alice", "sshd", "10.0.0.1"), small_system).has_value());
}

void the_system_is_asked_about_groups_only_when_all_else_matches(void**) {
    unsigned questions = 0;
    const auto counting = [&](const policy::account& user, const std::string& group) {
        ++questions;
        return small_system(user, group);
    };
    const std::vector<exempt_rule> rules{{"", {exempt_users{{"alice"}}}},
                                         {"office", {exempt_services{{"sshd"}}, exempt_groups{{"wheel"}}}}};
    assert_true(policy::find_exemption(rules, from("alice", "sshd", ""), counting).has_value());
    assert_false(policy::find_exemption(rules, from("bob", "su", ""), counting).has_value());
    assert_int_equal(questions, 0);
    assert_false(policy::find_exemption(rules, from("bob", "sshd", ""), counting).has_value());
    assert_int_equal(questions, 1);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(users_are_exact),
        cmocka_unit_test(services_are_exact),
        cmocka_unit_test(networks_take_literal_addresses_only),
        cmocka_unit_test(no_address_is_in_no_network_not_even_in_the_whole),
        cmocka_unit_test(groups_take_members),
        cmocka_unit_test(groups_with_a_bang_take_known_outsiders_only),
        cmocka_unit_test(one_of_several_groups_is_enough),
        cmocka_unit_test(a_system_that_throws_exempts_nobody),
        cmocka_unit_test(all_keys_of_a_named_rule_must_match),
        cmocka_unit_test(a_rule_that_says_nothing_exempts_nobody),
        cmocka_unit_test(the_system_is_asked_about_groups_only_when_all_else_matches),
    };
    return cmocka_run_group_tests_name("policy/exemption", tests, nullptr, nullptr);
}
