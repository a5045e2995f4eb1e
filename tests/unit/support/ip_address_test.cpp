// SPDX-License-Identifier: BSD-3-Clause
#include "support/ip_address.h"

#include <string>

#include "cmocka_cpp.h"

namespace {

using support::ip_address;
using support::ip_network;

std::string text_of(std::string_view text) {
    const auto address = ip_address::parse(text);
    return address ? address->text() : "(none)";
}

ip_address address(std::string_view text) {
    const auto parsed = ip_address::parse(text);
    assert_true(parsed.has_value());
    return *parsed;
}

void a_literal_is_an_address(void**) {
    assert_string_equal(text_of("203.0.113.45").c_str(), "203.0.113.45");
    assert_string_equal(text_of("2001:0DB8:0::0001").c_str(), "2001:db8::1");
    assert_string_equal(text_of("::").c_str(), "::");
    assert_true(address("203.0.113.45").is_v4());
    assert_int_equal(address("203.0.113.45").bits(), 32);
    assert_false(address("2001:db8::1").is_v4());
    assert_int_equal(address("2001:db8::1").bits(), 128);
}

void a_mapped_address_is_ipv4(void**) {
    assert_true(address("::ffff:203.0.113.45") == address("203.0.113.45"));
    assert_true(address("::ffff:cb00:712d") == address("203.0.113.45"));
    assert_false(address("::203.0.113.45") == address("203.0.113.45")); // compatible, not mapped
}

void anything_else_is_none(void**) {
    for (const char* const wrong :
         {"", "localhost", "host.example.org", "203.0.113", "203.0.113.045", "203.0.113.45 ", " 203.0.113.45",
          "203.0.113.256", "0x7f.0.0.1", "2130706433", "203.0.113.45/32", "203.0.113.45:22", "[2001:db8::1]",
          "2001:db8::1%eth0", "fe80::1%1", "2001:db8:::1", "1:2:3:4:5:6:7:8:9", "::ffff:203.0.113.256"})
        assert_string_equal(text_of(wrong).c_str(), "(none)");
    assert_string_equal(text_of(std::string_view{"203.0.113.45\0.example", 21}).c_str(), "(none)");
}

void a_mask_leaves_the_first_bits(void**) {
    const ip_address v4 = address("255.255.255.255");
    const std::pair<unsigned, const char*> table[] = {
        {0, "0.0.0.0"},        {1, "128.0.0.0"},        {7, "254.0.0.0"},
        {8, "255.0.0.0"},      {9, "255.128.0.0"},      {23, "255.255.254.0"},
        {24, "255.255.255.0"}, {31, "255.255.255.254"}, {32, "255.255.255.255"}};
    for (const auto& [prefix, masked] : table)
        assert_string_equal(v4.masked(prefix).text().c_str(), masked);
    const ip_address v6 = address("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff");
    assert_string_equal(v6.masked(64).text().c_str(), "2001:db8:ffff:ffff::");
    assert_string_equal(v6.masked(33).text().c_str(), "2001:db8:8000::");
    assert_true(v6.masked(128) == v6);
    assert_true(v6.masked(0) == address("::"));
}

void a_network_has_the_addresses_of_its_prefix(void**) {
    const ip_network net{address("10.20.30.0"), 23};
    for (const char* const in : {"10.20.30.0", "10.20.31.255", "::ffff:10.20.30.7"})
        assert_true(net.contains(address(in)));
    for (const char* const out : {"10.20.29.255", "10.20.32.0", "11.20.30.1", "::10.20.30.1"})
        assert_false(net.contains(address(out)));
    const ip_network six{address("2001:db8:5::"), 48};
    assert_true(six.contains(address("2001:db8:5:ffff::1")));
    assert_false(six.contains(address("2001:db8:6::1")));
}

void a_network_has_no_address_of_the_other_family(void**) {
    assert_false((ip_network{address("::"), 0}.contains(address("10.0.0.1"))));
    assert_false((ip_network{address("0.0.0.0"), 0}.contains(address("::1"))));
    assert_true((ip_network{address("0.0.0.0"), 0}.contains(address("10.0.0.1"))));
    assert_true((ip_network{address("::"), 0}.contains(address("2001:db8::1"))));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_literal_is_an_address),
        cmocka_unit_test(a_mapped_address_is_ipv4),
        cmocka_unit_test(anything_else_is_none),
        cmocka_unit_test(a_mask_leaves_the_first_bits),
        cmocka_unit_test(a_network_has_the_addresses_of_its_prefix),
        cmocka_unit_test(a_network_has_no_address_of_the_other_family),
    };
    return cmocka_run_group_tests_name("support/ip_address", tests, nullptr, nullptr);
}
