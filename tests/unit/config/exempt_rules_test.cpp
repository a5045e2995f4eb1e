// SPDX-License-Identifier: BSD-3-Clause
// telesign.conf's [exempt], [remember] and [policy] allow_unprivileged.
#include "config/exempt_rules.h"

#include "config/settings.h"

#include <string>

#include <fmt/format.h>

#include "unit/config/settings_fixture.h"

namespace {

using namespace config;
using namespace test;
using names = std::set<std::string>;

support::ip_network network(std::string_view address, unsigned prefix) {
    return {support::ip_address::parse(address).value(), prefix};
}

void nobody_is_exempt_or_remembered_by_default(void** state) {
    const auto result = load(state, fmt::format("{}[exempt]\n[remember]\nfor =\n", required));
    assert_true(result.has_value());
    assert_true(result->exempt.empty());
    assert_false(result->remember.keep_for.has_value());
    assert_false(result->policy.allow_unprivileged);
}

void each_key_of_exempt_is_a_rule_and_a_named_section_is_one(void** state) {
    const auto result =
        load(state, fmt::format("{}[exempt office]\nservices = sshd\nnetworks = 198.51.100.0/24\n"
                                "[exempt]\ngroups = robots, !wheel\nusers = backup,\n  monitor\n"
                                "[exempt  on-call]\nusers = carol\n",
                                required));
    assert_true(result.has_value());
    assert_int_equal(result->exempt.size(), 4);
    const exempt_rule office{"office",
                             {exempt_services{{"sshd"}}, exempt_networks{{network("198.51.100.0", 24)}}}};
    const exempt_rule users{"", {exempt_users{{"backup", "monitor"}}}};
    const exempt_rule on_call{"on-call", {exempt_users{{"carol"}}}};
    const exempt_rule groups{"", {exempt_groups{{"robots", "!wheel"}}}};
    assert_true(result->exempt[0] == office);
    assert_true(result->exempt[1] == users);
    assert_true(result->exempt[2] == on_call);
    assert_true(result->exempt[3] == groups); // asked last, wherever it stands
}

void what_would_exempt_everybody_or_never_match_is_an_error(void** state) {
    assert_errors(
        state,
        fmt::format(
            "{}[exempt]\nusers =\ngroups = wheel, !wheel\nnetworks = 10.0.0.1/8\nservices = SSHD\n"
            "hosts = example.org\n[exempt empty]\n[exempt Office]\nusers = alice\n[exempt two]\nusers = x\n"
            "users = y\n[exempt  two]\nservices = su\n[exempt bad]\nusers = alice bob\n[exempted]\na = b\n",
            required),
        ":5: [exempt] users: empty: write at least one name, with commas between several, or remove the key\n"
        ":6: [exempt] groups: \"wheel\" is named with and without `!`, which is everybody: keep one of the "
        "two\n"
        ":7: [exempt] networks: \"10.0.0.1/8\" has bits set after its prefix: write 10.0.0.0/8 for the whole "
        "network, "
        "or 10.0.0.1 for the one address\n"
        ":8: [exempt] services: \"SSHD\" is not the name of a PAM service: write it as in /etc/pam.d, in "
        "lower case, "
        "with commas between\n"
        ":9: [exempt] hosts: unknown key: the keys here are users, groups, services, networks\n"
        ":10: [exempt empty]: has no key: add users, groups, services, networks, or remove the section\n"
        ":11: [exempt NAME]: \"Office\" is not a name: write small letters, digits, `-`, `_` or `.`\n"
        ":15: [exempt two] users: given twice: keep this one or that on line 14\n"
        ":16: [exempt  two]: given twice: put its keys together on line 13\n"
        ":19: [exempt bad] users: \"alice bob\" is not a user's name: write it as in /etc/passwd, with "
        "commas between; "
        "put groups, also with `!`, into `groups`\n"
        ":20: [exempted]" UNKNOWN_SECTION "\n");
}

void a_service_or_user_exempts_nobody(void** state) {
    const std::string all =
        errors_of(state, fmt::format("{}[service sudo]\nusers = alice\nexempt.users = alice\n"
                                     "remember.for = 1h\n",
                                     required));
    for (const char* const part :
         {":5: [service sudo] users: unknown key", ":6: [service sudo] exempt.users: unknown key",
          ":7: [service sudo] remember.for: unknown key"})
        if (all.find(part) == std::string::npos)
            fail_msg("%s is not in: %s", part, all.c_str());
}

void remembering_has_a_time_and_services(void** state) {
    const auto result = load(state, fmt::format("{}[remember]\nfor = 12h\nservices = sshd, cockpit\n"
                                                "[policy]\nallow_unprivileged = yes\n",
                                                required));
    assert_true(result.has_value());
    assert_true(result->remember.keep_for == std::chrono::hours{12});
    assert_true((result->remember.services == names{"cockpit", "sshd"}));
    assert_true(result->policy.allow_unprivileged);
    assert_errors(state, fmt::format("{}[remember]\nfor = 12\nservices = sshd,\ngroup = x\n", required),
                  ":5: [remember] for: \"12\" has no unit: write s, m, h or d behind the number, as in 72h\n"
                  ":6: [remember] services: empty: write at least one name, with commas between several, or "
                  "remove the key\n"
                  ":7: [remember] group: unknown key: the keys here are for, services\n");
    assert_errors(state, fmt::format("{}[remember]\nfor = 59s\n", required),
                  ":5: [remember] for: \"59s\" is out of range: write a span from 1m to 30d\n");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        WITH_FILES(nobody_is_exempt_or_remembered_by_default),
        WITH_FILES(each_key_of_exempt_is_a_rule_and_a_named_section_is_one),
        WITH_FILES(what_would_exempt_everybody_or_never_match_is_an_error),
        WITH_FILES(a_service_or_user_exempts_nobody),
        WITH_FILES(remembering_has_a_time_and_services),
    };
    return cmocka_run_group_tests_name("config/exempt_rules", tests, nullptr, nullptr);
}
