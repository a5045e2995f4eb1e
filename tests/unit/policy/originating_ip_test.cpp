// SPDX-License-Identifier: BSD-3-Clause
#include "policy/originating_ip.h"

#include <memory>
#include <string>

#include <arpa/inet.h>
#include <ifaddrs.h>

#include "cmocka_cpp.h"

namespace {

void expect(const char* rhost, const char* address) {
    const auto found = policy::originating_ip(rhost);
    assert_string_equal(found.value_or("(none)").c_str(), address);
}

void a_literal_address_is_the_users(void**) {
    expect("203.0.113.45", "203.0.113.45");
    expect("2001:db8::1", "2001:db8::1");
    expect("2001:0DB8:0:0::0001", "2001:db8::1");
}

void a_mapped_address_is_its_ipv4_address(void**) {
    expect("::ffff:203.0.113.45", "203.0.113.45");
}

void a_zone_is_dropped(void**) {
    expect("2001:db8::1%eth0", "2001:db8::1");
}

void a_name_is_no_address(void**) {
    for (const char* rhost : {"", "localhost", "host.example.org", "203.0.113.45.example.org", "203.0.113",
                              "0x7f.1", "203.0.113.045 ", "[2001:db8::1]", "203.0.113.45%eth0", "UNKNOWN"})
        expect(rhost, "(none)");
    assert_false(policy::originating_ip(std::string_view{"203.0.113.45\0.example", 21}).has_value());
}

void an_address_that_cannot_be_a_users_is_left_out(void**) {
    for (const char* rhost : {"127.0.0.1", "127.1.2.3", "::1", "0.0.0.0", "::", "::ffff:127.0.0.1",
                              "169.254.1.1", "fe80::1%lo", "224.0.0.1", "255.255.255.255", "ff02::1"})
        expect(rhost, "(none)");
}

void an_address_of_this_host_is_left_out(void**) {
    ifaddrs* first = nullptr;
    assert_int_equal(::getifaddrs(&first), 0);
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> list{first, &::freeifaddrs};
    for (const ifaddrs* each = first; each != nullptr; each = each->ifa_next) {
        if (each->ifa_addr == nullptr || each->ifa_addr->sa_family != AF_INET)
            continue;
        char text[INET_ADDRSTRLEN] = "";
        ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(each->ifa_addr)->sin_addr, text,
                    sizeof text);
        expect(text, "(none)");
        expect((std::string{"::ffff:"} + text).c_str(), "(none)");
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_literal_address_is_the_users),
        cmocka_unit_test(a_mapped_address_is_its_ipv4_address),
        cmocka_unit_test(a_zone_is_dropped),
        cmocka_unit_test(a_name_is_no_address),
        cmocka_unit_test(an_address_that_cannot_be_a_users_is_left_out),
        cmocka_unit_test(an_address_of_this_host_is_left_out),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
