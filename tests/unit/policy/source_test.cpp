// SPDX-License-Identifier: BSD-3-Clause
#include "policy/source.h"

#include <string>

#include "cmocka_cpp.h"

namespace {

void expect(const char* rhost, const char* source) {
    assert_string_equal(policy::source_of(rhost).value_or("(none)").c_str(), source);
}

void an_ipv4_address_is_a_source(void**) {
    expect("203.0.113.45", "203.0.113.45");
    expect("127.0.0.1", "127.0.0.1");
}

void an_ipv6_network_of_64_bits_is_one_source(void**) {
    expect("2001:db8:1:2::1", "2001:db8:1:2::/64");
    expect("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64");
    expect("2001:0DB8:0001:3::1", "2001:db8:1:3::/64");
    expect("::1", "::/64");
}

void a_mapped_address_is_its_ipv4_address(void**) {
    expect("::ffff:203.0.113.45", "203.0.113.45");
    expect("::ffff:cb00:712d", "203.0.113.45");
}

void a_zone_does_not_matter(void**) {
    expect("fe80::1%eth0", "fe80::/64");
}

void what_is_no_literal_address_is_none(void**) {
    for (const char* const rhost :
         {"", "localhost", "host.example.org", "203.0.113.45.example.org", "203.0.113", "203.0.113.45%eth0",
          "[2001:db8::1]", "2001:db8::1/64", ":0", "%eth0"})
        expect(rhost, "(none)");
    assert_false(policy::source_of(std::string_view{"203.0.113.45\0x", 14}).has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(an_ipv4_address_is_a_source),
        cmocka_unit_test(an_ipv6_network_of_64_bits_is_one_source),
        cmocka_unit_test(a_mapped_address_is_its_ipv4_address),
        cmocka_unit_test(a_zone_does_not_matter),
        cmocka_unit_test(what_is_no_literal_address_is_none),
    };
    return cmocka_run_group_tests_name("policy/source", tests, nullptr, nullptr);
}
