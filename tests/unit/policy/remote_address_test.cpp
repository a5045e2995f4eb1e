// SPDX-License-Identifier: BSD-3-Clause
// PAM_RHOST means the same address to all that ask for it.

#include "policy/remote_address.h"

#include "policy/exemption.h"
#include "policy/lockouts.h"
#include "policy/originating_ip.h"
#include "policy/source.h"

#include <optional>
#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace policy;

bool is_exempt(const char* rhost, const char* network, unsigned prefix) {
    const support::ip_network wanted{support::ip_address::parse(network).value().masked(prefix), prefix};
    const config::exempt_rule rule{{}, {config::exempt_networks{{wanted}}}};
    const applicant login{{"alice"}, "sshd", remote_address(rhost)};
    return find_exemption({rule}, login, [](auto&&...) { return membership::unknown; }).has_value();
}

struct row {
    const char* rhost;
    const char* address;        ///< empty: none
    const char* source;         ///< of sends
    const char* guesses;        ///< the source of wrong codes
    const char* originating_ip; ///< empty: none is sent
};

constexpr row rows[] = {
    {"fe80::1", "fe80::1", "fe80::/64", "fe80::/64", ""}, // link-local: of no use to TeleSign
    {"fe80::1%eth0", "fe80::1", "fe80::/64", "fe80::/64", ""},
    {"fe80::1%2", "fe80::1", "fe80::/64", "fe80::/64", ""},
    {"FE80:0::0001%eth0", "fe80::1", "fe80::/64", "fe80::/64", ""},
    {"2001:db8::1%eth0", "2001:db8::1", "2001:db8::/64", "2001:db8::/64", "2001:db8::1"},
    {"::ffff:203.0.113.45%eth0", "203.0.113.45", "203.0.113.45", "203.0.113.45", "203.0.113.45"},
    {"203.0.113.45%eth0", "", "", "names", ""}, // IPv4 has no zones
    {"%eth0", "", "", "names", ""},
    {"host.example.org", "", "", "names", ""},
    {"", "", "", "local", ""},
};

void all_read_the_same_address(void**) {
    for (const row& one : rows) {
        const auto address = remote_address(one.rhost);
        assert_string_equal(address ? address->text().c_str() : "", one.address);
        assert_string_equal(source_of(one.rhost).value_or("").c_str(), one.source);
        assert_string_equal(source_of_guesses(one.rhost).c_str(), one.guesses);
        assert_string_equal(originating_ip(one.rhost).value_or("").c_str(), one.originating_ip);
    }
}

void an_exempt_network_has_the_address_with_or_without_its_zone(void**) {
    for (const char* const rhost : {"fe80::1", "fe80::1%eth0"}) {
        assert_true(is_exempt(rhost, "fe80::", 10));
        assert_false(is_exempt(rhost, "fec0::", 10));
    }
    assert_false(is_exempt("203.0.113.45%eth0", "0.0.0.0", 0));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(all_read_the_same_address),
        cmocka_unit_test(an_exempt_network_has_the_address_with_or_without_its_zone),
    };
    return cmocka_run_group_tests_name("policy/remote_address", tests, nullptr, nullptr);
}
