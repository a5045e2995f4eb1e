// SPDX-License-Identifier: BSD-3-Clause
// What `telesignctl check` finds in phones.ini.

#include "unit/telesignctl/check/check_fixture.h"

namespace {

using namespace tests;
using namespace telesignctl;

constexpr const char* phone_file = "/etc/telesign/phones.ini";

void look_at_phones(void** state, const std::string& text) {
    at(state).machine.put(phone_file, text, 0640);
    at(state).check(check_phones);
}

void numbers_with_their_country_code_are_well(void** state) {
    look_at_phones(state, "[phones]\nalice = +1 310 555 1212\n");
    at(state).assert_well();
}

void numbers_without_plus_are_told_by_the_country_that_they_are_taken_for(void** state) {
    std::string text = "[phones]\ncn = 131 2345 6789\nuk = 44 20 7946 0000\n";
    for (int number = 0; number < 1000; ++number)
        text += "us" + std::to_string(1000 + number) + " = 1310555" + std::to_string(1000 + number) + "\n";
    look_at_phones(state, text);
    at(state).assert_found(
        check_status::warning,
        "1001 numbers without \"+\" are each taken for one of country code 1 (United States): cn (line 2)");
    at(state).assert_found(check_status::warning, ", …");
    at(state).assert_found(
        check_status::warning,
        "1 number without \"+\" is taken for one of country code 44 (United Kingdom): uk (line 3)");
    assert_true(at(state).found.size() < 5); // however many there are
    assert_true(at(state).screen().find("3123456789") == std::string::npos);
}

void with_a_default_region_they_are_of_that_region(void** state) {
    std::string configured = at(state).machine.text("/etc/telesign/telesign.conf");
    configured.insert(configured.find("[phones]\n") + 9, "default_region = CN\n");
    at(state).machine.put("/etc/telesign/telesign.conf", configured, 0640);
    look_at_phones(state, "[phones]\ncn = 131 2345 6789\n");
    at(state).assert_well();
    look_at_phones(state, "[phones]\ncn = 131 2345 67\n");
    at(state).assert_found(check_status::warning, "phones.ini:2: cn: the number ending in 67: ");
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_checked, close_checked)
    const CMUnitTest tests[] = {
        CASE(numbers_with_their_country_code_are_well),
        CASE(numbers_without_plus_are_told_by_the_country_that_they_are_taken_for),
        CASE(with_a_default_region_they_are_of_that_region),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
