// SPDX-License-Identifier: BSD-3-Clause
#include "config/risk_values.h"

#include "unit/config/value_errors.h"

namespace {

using namespace config;
using gateway::lookup;
using gateway::phone_type;
using gateway::recommendation;
using test::assert_error;

void levels_come_by_telesigns_names_and_go_back_to_them(void**) {
    int count = 0;
    for (const char* const name : {"very-low", "low", "medium-low", "medium", "high", "very-high"}) {
        const auto level = parse_risk_level(name);
        assert_true(level.has_value());
        assert_int_equal(static_cast<int>(*level), count++);
        assert_true(name_of(*level) == name);
    }
    for (const char* const wrong : {"", "neutral", "High", "very high", "high, low"})
        assert_error(parse_risk_level(wrong), wrong, "unknown value {}",
                     "write very-low, low, medium-low, medium, high or very-high");
}

void to_refuse_what_is_flagged_refuses_what_is_blocked_too(void**) {
    using advice = std::set<recommendation>;
    assert_true(parse_recommendations("block") == advice{recommendation::block});
    const advice both{recommendation::flag, recommendation::block};
    assert_true(parse_recommendations("flag") == both);
    assert_true(parse_recommendations("block,\nflag") == both);
    for (const char* const wrong : {"", "allow", "flag block"})
        assert_error(parse_recommendations(wrong), wrong, "unknown value {}", "write flag or block");
    assert_error(parse_recommendations("block,"), "empty: write flag or block");
    assert_error(parse_recommendations("block, block"), "\"block\" is named twice: name it once");
    assert_true(name_of(recommendation::allow) == "allow");
    assert_true(name_of(recommendation::flag) == "flag");
    assert_true(name_of(recommendation::block) == "block");
}

void types_come_by_name_and_go_back_to_it(void**) {
    constexpr const char* all = "fixed-line, mobile, prepaid, toll-free, voip, pager, payphone,\n invalid, "
                                "restricted, personal, voicemail, other";
    const auto types = parse_phone_types(all);
    assert_true(types.has_value());
    assert_int_equal(types->size(), 12);
    for (const phone_type type : *types)
        assert_true(parse_phone_types(name_of(type)) == std::set{type});
    assert_true(parse_phone_types("voip") == std::set{phone_type::voip});
    assert_true(parse_phone_types("other") == std::set{phone_type::other});
    for (const char* const wrong : {"", "VOIP", "landline", "5", "voip;pager"})
        assert_error(
            parse_phone_types(wrong), wrong, "unknown value {}",
            "write fixed-line, mobile, prepaid, toll-free, voip, pager, payphone, invalid, restricted, "
            "personal, voicemail or other");
}

void a_country_is_one_that_has_phones(void**) {
    assert_true((parse_countries("US") == std::set<std::string>{"US"}));
    assert_true((parse_countries("DE,GB ,\nKR") == std::set<std::string>{"DE", "GB", "KR"}));
    for (const char* const wrong : {"", "us", "USA", "UK", "XX", "1", "US DE", "001"})
        assert_error(parse_countries(wrong), wrong, "{} is not a country",
                     "write the two capital letters of ISO 3166-1, as in US or DE");
    assert_error(parse_countries("US, DE, US"), "\"US\" is named twice: name it once");
}

void lookups_come_by_name(void**) {
    const auto all = parse_lookups("standard, score, contact, live, sim_swap, call_forward_detection,\n"
                                   "number_deactivation, porting_history, subscriber_status");
    assert_true(all.has_value());
    assert_int_equal(all->size(), 9);
    assert_true((parse_lookups("sim_swap,live") == gateway::lookup_set{lookup::live, lookup::sim_swap}));
    constexpr const char* remedy =
        "write standard, score, contact, live, sim_swap, call_forward_detection, "
        "number_deactivation, porting_history or subscriber_status, with commas between";
    for (const char* const wrong : {"", "sim-swap", "all"})
        assert_error(parse_lookups(wrong), wrong, "unknown lookup {}", remedy);
    assert_error(parse_lookups("live,,score"), "", "{}", remedy);
    assert_error(parse_lookups("live, call_forward"), "call_forward", "unknown lookup {}",
                 "write call_forward_detection");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(levels_come_by_telesigns_names_and_go_back_to_them),
        cmocka_unit_test(to_refuse_what_is_flagged_refuses_what_is_blocked_too),
        cmocka_unit_test(types_come_by_name_and_go_back_to_it),
        cmocka_unit_test(a_country_is_one_that_has_phones),
        cmocka_unit_test(lookups_come_by_name),
    };
    return cmocka_run_group_tests_name("config/risk_values", tests, nullptr, nullptr);
}
