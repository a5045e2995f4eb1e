// SPDX-License-Identifier: BSD-3-Clause
#include "config/subject_values.h"

#include <string>
#include <utility>

#include "cmocka_cpp.h"

namespace {

using namespace config;

template <typename Parse>
void assert_refused(Parse parse, std::initializer_list<const char*> all, const char* problem) {
    for (const char* const wrong : all) {
        const auto result = parse(wrong);
        if (result.has_value())
            fail_msg("taken: %s", wrong);
        if (result.error().find(problem) == std::string::npos)
            fail_msg("%s: %s", wrong, result.error().c_str());
    }
}

void a_user_has_a_name_without_blanks(void**) {
    for (const char* const name :
         {"root", "_telesign", "www-data", "j.doe", "EXAMPLE\\alice", "alice@example.org", "1000"})
        assert_string_equal(parse_user_name(name).value_or("(refused)").c_str(), name);
    assert_refused(parse_user_name, {""}, "empty: write at least one name");
    assert_refused(parse_user_name,
                   {"!root", "%wheel", "@wheel", "+alice", "-alice", "alice bob", "al:ice", "al/ice",
                    "alice\nbob", "al!ce", "*", "\x1b[1m", "al\xff"},
                   "\" is not a user's name: ");
}

void a_group_may_have_blanks_and_a_bang(void**) {
    for (const char* const name : {"wheel", "!wheel", "domain users", "!domain users"})
        assert_string_equal(parse_group(name).value_or("(refused)").c_str(), name);
    assert_refused(parse_group, {""}, "empty: write at least one name");
    assert_refused(parse_group,
                   {"!", "!!wheel", "! !wheel", "wheel !admins", "%wheel", "wheel\n  admins", "*"},
                   "\" is not a group's name: ");
}

void a_service_is_a_file_of_pam_d(void**) {
    for (const char* const name : {"sshd", "su-l", "systemd-user"})
        assert_string_equal(parse_service(name).value_or("(refused)").c_str(), name);
    assert_refused(parse_service, {""}, "empty: write at least one name");
    assert_refused(parse_service, {"SSHD", "/etc/pam.d/sshd", "sshd su", "ss\x1bhd"},
                   "\" is not the name of a PAM service: ");
}

void services_may_be_none(void**) {
    assert_true(parse_services("").value().empty());
    assert_true((parse_services("sshd, cockpit").value() == std::set<std::string>{"cockpit", "sshd"}));
    assert_refused(parse_services, {",", "sshd,", ", sshd"}, "empty: write at least one name");
    assert_refused(parse_services, {"sshd, sshd"}, "\"sshd\" is named twice: name it once");
}

void a_network_is_exact(void**) {
    const std::pair<const char*, const char*> table[] = {
        {"10.0.0.0/8", "10.0.0.0/8"},
        {"203.0.113.45", "203.0.113.45/32"},
        {"203.0.113.45/32", "203.0.113.45/32"},
        {"0.0.0.0/0", "0.0.0.0/0"},
        {"2001:db8::/32", "2001:db8::/32"},
        {"2001:db8::1", "2001:db8::1/128"},
        {"::/0", "::/0"},
        {"::ffff:10.0.0.0/104", "10.0.0.0/8"},
        {"::ffff:10.1.2.3", "10.1.2.3/32"},
        {"::ffff:0:0/96", "0.0.0.0/0"},
    };
    for (const auto& [text, expected] : table) {
        const auto network = parse_network(text);
        if (!network)
            fail_msg("%s: %s", text, network.error().c_str());
        assert_string_equal(fmt::format("{}/{}", network->first.text(), network->prefix).c_str(), expected);
    }
}

void bits_behind_the_prefix_are_an_error_with_both_remedies(void**) {
    assert_string_equal(parse_network("10.1.2.3/8").error().c_str(),
                        "\"10.1.2.3/8\" has bits set after its prefix: write 10.0.0.0/8 for the whole "
                        "network, or 10.1.2.3 for "
                        "the one address");
    assert_string_equal(parse_network("2001:db8::1/64").error().c_str(),
                        "\"2001:db8::1/64\" has bits set after its prefix: write 2001:db8::/64 for the whole "
                        "network, or 2001:db8::1 "
                        "for the one address");
    assert_refused(parse_network,
                   {"11.0.0.0/7", "192.0.2.128/24", "10.0.0.1/0", "::1/0", "::ffff:10.0.0.1/104"},
                   "\" has bits set after its prefix: write");
}

void anything_else_is_no_network(void**) {
    assert_refused(parse_network,
                   {"/8", "localhost", "example.org/24", "10/8", "10.0.0/24", "*.10", "10.0.0.0-10.0.0.255",
                    "10.0.0.0 / 8", "fe80::1%eth0", "fe80::%eth0/64", "[2001:db8::]/32", "all",
                    "10.0.0.0\n/8"},
                   "\" is not a network: ");
    assert_refused(parse_network,
                   {"10.0.0.0/-1", "10.0.0.0/255.0.0.0", "10.0.0.0/8/8", "10.0.0.0/ 8", "10.0.0.0/8x"},
                   "\" is not a number in digits: write a number from 0 to 32");
    assert_refused(parse_network, {"10.0.0.0/33"},
                   "after the slash: \"33\" is out of range: write a number from 0 to 32");
    assert_refused(parse_network, {"2001:db8::/129"},
                   "\"129\" is out of range: write a number from 0 to 128");
    assert_refused(parse_network, {"::ffff:10.0.0.0/8"},
                   "\"8\" is out of range: write a number from 96 to 128");
    assert_refused(parse_network, {"10.0.0.0/"}, "after the slash: empty: write a number from 0 to 32");
    assert_refused(parse_network, {""}, "empty: write literal ones");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_user_has_a_name_without_blanks),
        cmocka_unit_test(a_group_may_have_blanks_and_a_bang),
        cmocka_unit_test(a_service_is_a_file_of_pam_d),
        cmocka_unit_test(services_may_be_none),
        cmocka_unit_test(a_network_is_exact),
        cmocka_unit_test(bits_behind_the_prefix_are_an_error_with_both_remedies),
        cmocka_unit_test(anything_else_is_no_network),
    };
    return cmocka_run_group_tests_name("config/subject_values", tests, nullptr, nullptr);
}
