// SPDX-License-Identifier: BSD-3-Clause
#include "config/cost_values.h"

#include "unit/config/settings_fixture.h"

namespace {

using namespace config;

void a_price_is_exact(void**) {
    assert_int_equal(parse_price("0.05").value(), 50'000);
    assert_int_equal(parse_price("12").value(), 12'000'000);
    assert_int_equal(parse_price("0").value(), 0);
    assert_int_equal(parse_price("0.000001").value(), 1);
    assert_int_equal(parse_price("1000.123456").value(), 1'000'123'456);
}

void what_is_no_price_is_refused(void**) {
    for (const char* const text :
         {"", ".", ".5", "5.", "-1", "+1", "1,5", "0.0000001", "1001", "1e3", "$1", "1.2.3"})
        assert_false(parse_price(text).has_value());
}

void a_region_goes_before_all_others(void**) {
    cost_settings cost;
    assert_true(set_price(cost, "US.voice", "0.05").has_value());
    assert_true(set_price(cost, "*.voice", "0.2").has_value());
    assert_true(set_price(cost, "001.sms", "0.3").has_value());
    assert_int_equal(*cost.find("US", "voice"), 50'000);
    assert_int_equal(*cost.find("GB", "voice"), 200'000);
    assert_int_equal(*cost.find("001", "sms"), 300'000);
    assert_null(cost.find("US", "sms"));
}

void the_section_is_read_strictly(void** state) {
    const auto loaded = test::load(state, std::string{test::required} +
                                              "[cost]\ncurrency = EUR\nUS.voice = 0.05\n*.sms = 0.01\n");
    assert_string_equal(loaded->cost.currency.c_str(), "EUR");
    assert_int_equal(*loaded->cost.find("FR", "sms"), 10'000);
    test::assert_errors(
        state,
        std::string{test::required} + "[cost]\nUS.voice = five\nUS.pigeon = 1\nus.sms = 1\ncurrency = euro\n",
        ":5: [cost] US.voice: \"five\" is not a price: write a number as in 0.05, with up to six decimals\n"
        ":6: [cost] US.pigeon: unknown key: write `currency`, or REGION.CHANNEL as in US.voice, or *.sms "
        "for "
        "others\n"
        ":7: [cost] us.sms: unknown key: write `currency`, or REGION.CHANNEL as in US.voice, or *.sms for "
        "others\n"
        ":8: [cost] currency: \"euro\" is not a currency: write three capital letters, as in USD\n");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_price_is_exact),
        cmocka_unit_test(what_is_no_price_is_refused),
        cmocka_unit_test(a_region_goes_before_all_others),
        WITH_FILES(the_section_is_read_strictly),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
