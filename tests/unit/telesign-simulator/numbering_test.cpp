// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/numbering.h"

#include <tuple>

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

void a_number_is_taken_apart(void**) {
    const std::tuple<const char*, const char*, const char*, const char*> cases[] = {
        {"13105551212", "1", "3105551212", "US"}, {"13105550101", "1", "3105550101", "US"},
        {"14165550101", "1", "4165550101", "CA"}, {"442079460000", "44", "2079460000", "GB"},
        {"4930123456", "49", "30123456", "DE"},   {"390612345678", "39", "0612345678", "IT"},
        {"80012345678", "800", "12345678", ""}};
    for (const auto& [phone, code, national, country] : cases) {
        const numbering number = parse_numbering(phone);
        assert_string_equal(number.country_code.c_str(), code);
        assert_string_equal(number.national.c_str(), national);
        assert_string_equal(number.country.c_str(), country);
    }
}

void a_number_of_no_country_stays_whole(void**) {
    const numbering number = parse_numbering("2101234567");
    assert_string_equal(number.country_code.c_str(), "");
    assert_string_equal(number.national.c_str(), "2101234567");
    assert_string_equal(number.country.c_str(), "");
}

void countries_are_two_capitals_that_exist(void**) {
    assert_true(is_country("US") && is_country("DE"));
    for (const char* text : {"", "us", "ZZ", "USA", "001", "XX"})
        assert_false(is_country(text));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_number_is_taken_apart),
        cmocka_unit_test(a_number_of_no_country_stays_whole),
        cmocka_unit_test(countries_are_two_capitals_that_exist),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
