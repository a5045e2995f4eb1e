// SPDX-License-Identifier: BSD-3-Clause
// What the add-ons of PhoneID tell of a phone, and what Verify replies tell in the same words.
#include "read_facts.h"

#include <string>
#include <utility>
#include <vector>

namespace {

using namespace test;

void forwarding_is_known_in_all_its_shapes(void**) {
    const std::vector<std::pair<const char*, std::optional<bool>>> cases{
        {R"({"call_forwarding":{"call_forward":"forwarded","status":{"code":2800}}})", true},
        {R"({"call_forwarding":{"call_forward":"NOT_FORWARDED"}})", false},
        {R"({"call_forwarding":{"call_forward":"UNSUPPORTED"}})", std::nullopt},
        {R"({"call_forward_detection":{"call_forward_enabled":"true"}})", true},
        {R"({"call_forward_detection":{"call_forward_enabled":false}})", false},
        {R"({"call_forward_detection":{"call_forward_enabled":"False","status":{"code":"2800"}}})", false},
        {R"({"call_forward_detection":{"call_forward_enabled":null,"status":{"code":2800}}})", std::nullopt},
        {R"({"call_forward_detection":{"call_forward_enabled":"None","status":{"code":2800}}})",
         std::nullopt},
        {R"({"call_forward_detection":{"call_forward_enabled":"true","call_forward_type":"conditional",
             "call_forward_condition":"busy","more":[1],"status":{"code":2800}}})",
         true},
        {R"({"call_forwarding":{"call_forward":"FORWARDED"},
             "call_forward_detection":{"call_forward_enabled":"false"}})",
         true},
    };
    for (const auto& [body, forwarded] : cases)
        assert_true(read(body).calls_forwarded == forwarded);
}

void an_add_on_without_an_answer_tells_nothing(void**) {
    for (const char* const code :
         {"2801", "2802", "2803", "2804", "2805", "2806", "2807", "2808", "2809", "2810", "\"2811\"", "2812",
          "2813", "300", "{}", "[2800]", "\"\"", "\"x\""}) {
        const std::string status = std::string{R"(,"status":{"code":)"} + code + "}}";
        for (const char* const addon : {R"({"sim_swap":{"risk_indicator":1,"swap_date":"2018-09-05")",
                                        R"({"call_forward_detection":{"call_forward_enabled":"false")",
                                        R"({"number_deactivation":{"last_deactivated":null)",
                                        R"({"porting_history":{"port_date":null,"number_of_portings":"0")",
                                        R"({"subscriber_status":{"account_status":"active")"})
            assert_true(read(addon + status + "}") == phone_facts{});
    }
}

void a_swap_without_its_time_was_as_late_as_that_day_allows(void**) {
    for (const char* const time : {"", R"(,"swap_time":null)", R"(,"swap_time":"noon")", R"(,"swap_time":7)"})
        assert_true(read(std::string{R"({"sim_swap":{"swap_date":"2018-09-05")"} + time + "}}").swapped ==
                    sys_days{2018y / September / 5} + end_of_day);
}

void a_swap_is_dated_by_a_day_or_a_timestamp(void**) {
    const sys_days day = 2018y / September / 5;
    const std::vector<std::pair<const char*, sys_seconds>> cases{
        {R"("swap_date":"2018-09-05","swap_time":"22:00:00")", day + 22h},
        {R"("swap_date":"2018-09-05T00:00:00Z","swap_time":"22:00:00")", day + 22h},
        {R"("swap_date":"2018-09-05T22:00:00Z","swap_time":"22:00:00")", day + 22h},
        {R"("swap_date":"2018-09-05T22:00:00Z","swap_time":null)", day + 22h},
        {R"("swap_date":"2018-09-05T22:00:00Z")", day + 22h},
        {R"("swap_date":"2018-09-05T21:00:00Z","swap_time":"22:00:00")", day + 22h}, // the later
        {R"("swap_date":"2018-09-05T22:00:00Z","swap_time":"00:00:00")", day + 22h},
        {R"("swap_date":"2018-09-05T00:00:00Z","swap_time":"00:00:00")", day + end_of_day}, // no time at all
        {R"("swap_date":"2018-09-05","swap_time":"00:00:00")", day + end_of_day},
        {R"("swap_date":"2018-09-05T23:30:00+01:00")", day + 22h + 30min},
    };
    for (const auto& [members, swapped] : cases)
        assert_true(read(std::string{R"({"sim_swap":{)"} + members + "}}").swapped == swapped);
}

void a_number_that_was_never_deactivated_is_known_to_be_so(void**) {
    const auto read_members = [](const std::string& members) {
        return read(R"({"number_deactivation":{)" + members + R"(,"status":{"code":2800}}})");
    };
    const phone_facts never = read_members(R"("carrier_name":"Verizon","last_deactivated":null)");
    assert_true(never.ever_deactivated == false && !never.deactivated && !never.recycled);
    assert_true(read_members(R"("last_carrier_name":"Verizon","last_deact_date":null)").ever_deactivated ==
                false);
    assert_true(read_members(R"("carrier_name":"Verizon")") == phone_facts{}); // missing is not null
    assert_true(read_members(R"("last_deactivated":"soon")") == phone_facts{});
    assert_true(read_members(R"("last_deactivated":"null")") == phone_facts{});
    const phone_facts in_2022 =
        read_members(R"("last_carrier_name":"x","last_deact_date":"2018-04-06T10:00:00Z")");
    assert_true(in_2022.ever_deactivated == true && in_2022.deactivated == sys_days{2018y / April / 6} + 10h);
    phone_facts expected;
    expected.recycled = false;
    assert_true(read_members(R"("recycled_since_last_verification":"not_recycled")") == expected);
    expected.recycled = true;
    assert_true(read_members(R"("recycled_since_last_verification":"recycled")") == expected);
    assert_true(read_members(R"("recycled_since_last_verification":"cannot_be_determined")") ==
                phone_facts{});
}

void only_of_us_numbers_is_it_known_that_they_were_not_ported(void**) {
    const auto read_history = [](const std::string& country, const std::string& history) {
        return read(R"({"location":{"country":{"iso2":)" + country + R"(}},"porting_history":{)" + history +
                    "}}");
    };
    const std::string none = R"("status":{"code":2805,"description":"No porting_history information"})";
    assert_true(read_history(R"("US")", none).ported_lately == false);
    assert_true(read_history(R"("US")", R"("status":{"code":"2805"})").ported_lately == false);
    for (const char* const other : {R"("CA")", R"("DE")", "null", R"("")"})
        assert_false(read_history(other, none).ported_lately.has_value());
    for (const char* const code : {"2803", "2811", "2801", "2806", "null"})
        assert_false(read_history(R"("US")", std::string{R"("status":{"code":)"} + code + "}")
                         .ported_lately.has_value());
    const std::string data = R"(,"status":{"code":2800})";
    assert_true(
        read_history(R"("US")", R"("number_of_portings":"0","port_date":null)" + data).ported_lately ==
        false);
    assert_false(read_history(R"("CA")", R"("number_of_portings":"0")" + data).ported_lately.has_value());
    assert_false(read_history(R"("US")", R"("number_of_portings":null)" + data).ported_lately.has_value());
    const phone_facts undated = read_history(R"("CA")", R"("number_of_portings":2)" + data);
    assert_true(undated.ported_lately == true && !undated.ported);
    assert_true(read_history(R"("US")", R"("port_date":"2018-08-26")" + data).ported ==
                sys_days{2018y / August / 26} + end_of_day);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(forwarding_is_known_in_all_its_shapes),
        cmocka_unit_test(an_add_on_without_an_answer_tells_nothing),
        cmocka_unit_test(a_swap_without_its_time_was_as_late_as_that_day_allows),
        cmocka_unit_test(a_swap_is_dated_by_a_day_or_a_timestamp),
        cmocka_unit_test(a_number_that_was_never_deactivated_is_known_to_be_so),
        cmocka_unit_test(only_of_us_numbers_is_it_known_that_they_were_not_ported),
    };
    return cmocka_run_group_tests_name("gateway.telesign.addon_facts", tests, nullptr, nullptr);
}
