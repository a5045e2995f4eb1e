// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/phone_data.h"

#include "unit/telesign-simulator/known_time.h"

#include <tuple>

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

phone_data read(const char* key, const char* value) {
    phone_data data;
    if (const auto problem = set_phone_key(key, value, data))
        fail_msg("%s: %s", key, problem->c_str());
    return data;
}

void every_phone_type_has_its_code(void**) {
    const std::tuple<const char*, const char*, const char*> cases[] = {{"fixed-line", "FIXED_LINE", "1"},
                                                                       {"mobile", "MOBILE", "2"},
                                                                       {"prepaid", "PREPAID", "3"},
                                                                       {"toll-free", "TOLL_FREE", "4"},
                                                                       {"voip", "VOIP", "5"},
                                                                       {"pager", "PAGER", "6"},
                                                                       {"payphone", "PAYPHONE", "7"},
                                                                       {"invalid", "INVALID", "8"},
                                                                       {"restricted", "RESTRICTED", "9"},
                                                                       {"personal", "PERSONAL", "10"},
                                                                       {"voicemail", "VOICEMAIL", "11"},
                                                                       {"other", "OTHER", "20"},
                                                                       {"email", "EMAIL", "30"}};
    for (const auto& [value, name, code] : cases) {
        assert_string_equal(read("phone-type", value).type.c_str(), name);
        assert_string_equal(phone_type_code(name).c_str(), code);
    }
}

void words_are_kept_as_telesign_writes_them(void**) {
    assert_string_equal(read("risk-level", "very-high").risk_level.c_str(), "very-high");
    assert_string_equal(read("risk-recommendation", "flag").risk_recommendation.c_str(), "flag");
    assert_int_equal(read("risk-score", "1000").risk_score.value_or(-1), 1000);
    assert_int_equal(read("sim-swap", "4").sim_swap.value_or(-1), 4);
    assert_string_equal(read("country", "GB").country.c_str(), "GB");
    assert_string_equal(read("forwarding", "busy").forwarding.c_str(), "BUSY");
    assert_string_equal(read("forwarding", "not-forwarded").forwarding.c_str(), "NOT_FORWARDED");
    assert_string_equal(read("live", "disconnected").live.c_str(), "DISCONNECTED");
    assert_string_equal(read("device", "unreachable").device.c_str(), "UNREACHABLE");
    assert_string_equal(read("subscriber", "suspended").subscriber.c_str(), "suspended");
    assert_string_equal(read("contact", "Anna Maria Muster").contact.c_str(), "Anna Maria Muster");
}

void roaming_is_a_country_or_none(void**) {
    assert_string_equal(read("roaming", "no").roaming.c_str(), "NO");
    assert_string_equal(read("roaming", "unavailable").roaming.c_str(), "UNAVAILABLE");
    assert_string_equal(read("roaming", "FR").roaming.c_str(), "YES");
    assert_string_equal(read("roaming", "FR").roaming_country.c_str(), "FR");
}

void moments_are_absolute_or_so_long_ago(void**) {
    using namespace std::chrono_literals;
    assert_true(read("swapped", "8 hours ago").swapped->when(test::noon) == test::noon - 8h);
    assert_true(read("deactivated", "30 days ago").deactivated->when(test::noon) == test::noon - 720h);
    assert_true(read("ported", "2026-11-21T12:00:00Z").ported->when(test::noon + 5h) == test::noon);
    assert_false(read("swapped", "never").swapped.has_value());
}

void missing_data_has_its_status(void**) {
    const phone_data data =
        read("no-data", "sim_swap, contact 2803,\n live, call_forward_detection 2806, porting_history");
    assert_int_equal(data.no_data.size(), 5);
    assert_int_equal(data.no_data.at("sim_swap"), 2805);
    assert_int_equal(data.no_data.at("contact"), 2803);
    assert_int_equal(data.no_data.at("call_forward_detection"), 2806);
    assert_int_equal(data.no_data.at("porting_history"), 2803); // 2805 says that it was not ported
    assert_int_equal(read("no-data", "porting_history 2811").no_data.at("porting_history"), 2811);
}

void bad_values_are_told_what_to_write(void**) {
    const std::tuple<const char*, const char*> cases[] = {{"phone-type", "fax"},
                                                          {"phone-type", "MOBILE"},
                                                          {"phone-type", "fixed_line"},
                                                          {"phone-type", ""},
                                                          {"country", "us"},
                                                          {"country", "ZZ"},
                                                          {"risk-level", "extreme"},
                                                          {"risk-recommendation", "deny"},
                                                          {"risk-score", "1001"},
                                                          {"risk-score", "-1"},
                                                          {"sim-swap", "0"},
                                                          {"sim-swap", "5"},
                                                          {"swapped", "yesterday"},
                                                          {"swapped", "8 hours"},
                                                          {"swapped", "-8 hours ago"},
                                                          {"swapped", "2026-02-30T12:00:00Z"},
                                                          {"forwarding", "yes"},
                                                          {"deactivated", ""},
                                                          {"live", "inactive"},
                                                          {"live", "unavailable"},
                                                          {"device", "off"},
                                                          {"roaming", ""},
                                                          {"roaming", "yes"},
                                                          {"ported", "1 week ago"},
                                                          {"subscriber", "gone"},
                                                          {"contact", "Anna"},
                                                          {"contact", ""},
                                                          {"no-data", ""},
                                                          {"no-data", "standard"},
                                                          {"no-data", "sim_swap, sim_swap"},
                                                          {"no-data", "call_forward"},
                                                          {"no-data", "sim_swap 2800"},
                                                          {"no-data", "sim_swap 2813"},
                                                          {"no-data", "sim_swap 2805 x"}};
    for (const auto& [key, value] : cases) {
        phone_data data;
        const auto problem = set_phone_key(key, value, data);
        if (!problem || !problem->starts_with("bad value '" + std::string{value} + "': write "))
            fail_msg("%s = %s", key, value);
    }
}

void a_bad_value_is_shown_harmlessly(void**) {
    phone_data data;
    assert_string_equal(set_phone_key("sim-swap", "\x1b", data)->c_str(), "bad value '\\x1b': write 1 to 4");
}

void the_help_names_every_key(void**) {
    assert_int_equal(phone_keys().size(), 16);
    for (const std::string_view key : phone_keys()) {
        assert_true(is_phone_key(key));
        assert_true(describe_phone_keys().find("  " + std::string{key} + " = ") != std::string::npos);
    }
    assert_false(is_phone_key("send"));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_phone_type_has_its_code),
        cmocka_unit_test(words_are_kept_as_telesign_writes_them),
        cmocka_unit_test(roaming_is_a_country_or_none),
        cmocka_unit_test(moments_are_absolute_or_so_long_ago),
        cmocka_unit_test(missing_data_has_its_status),
        cmocka_unit_test(bad_values_are_told_what_to_write),
        cmocka_unit_test(a_bad_value_is_shown_harmlessly),
        cmocka_unit_test(the_help_names_every_key),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
