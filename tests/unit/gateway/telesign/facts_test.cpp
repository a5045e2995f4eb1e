// SPDX-License-Identifier: BSD-3-Clause
#include "read_facts.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cmocka_cpp.h"

namespace {

using namespace test;
using gateway::phone_type;
using gateway::recommendation;
using gateway::risk_level;

void a_verify_reply_tells_its_facts(void**) {
    phone_facts expected;
    expected.type = phone_type::mobile;
    expected.level = risk_level::high;
    expected.advice = recommendation::block;
    expected.calls_forwarded = true;
    expected.sim_swap = 3;
    expected.swapped = sys_days{2018y / September / 5} + 22h;
    assert_true(read(R"({"phone_type":{"code":"2","description":"MOBILE"},"call_forwarding":{"action":"FLAG",
                 "call_forward":"FORWARDED"},"risk":{"score":900,"recommendation":"block","level":"high"},
                 "sim_swap":{"risk_indicator":3,"swap_date":"2018-09-05","swap_time":"22:00:00",
                 "status":{"code":2800}},"numbering":{"original":{"complete_phone_number":"13105551212"}}})") ==
                expected);
}

void a_lookup_tells_its_facts(void**) {
    phone_facts expected;
    expected.type = phone_type::voip;
    expected.country = "US";
    expected.calls_forwarded = false;
    expected.in_service = true;
    expected.reachable = true;
    expected.roaming = true;
    expected.active = false;
    expected.recycled = true;
    expected.ever_deactivated = true;
    expected.deactivated = sys_days{2018y / April / 6} + end_of_day;
    expected.ported_lately = true;
    expected.ported = sys_days{2018y / August / 26} + 16h + 33min + 19s;
    assert_true(read(R"({"status":{"code":300},"phone_type":{"code":5},"location":{"country":{"iso2":"us"}},
                 "call_forward_detection":{"call_forward_enabled":"false","call_forward_type":"None",
                         "call_forward_condition":"None","status":{"code":2800}},
                 "live":{"subscriber_status":"ACTIVE","device_status":"REACHABLE","roaming":"YES",
                         "roaming_country":"France","roaming_country_iso2":"FR"},
                 "subscriber_status":{"account_status":"suspended","account_type":"individual",
                         "status":{"code":2800}},
                 "number_deactivation":{"last_deactivated":"2018-04-06T00:00:00Z",
                         "recycled_since_last_verification":"recycled","status":{"code":"2800"}},
                 "porting_history":{"port_date":"2018-08-26T16:33:19Z","number_of_portings":"1",
                         "status":{"code":2800}}})") == expected);
}

void nothing_is_known_of_what_is_not_there(void**) {
    for (const char* const body : {"{}", R"({"phone_type":null,"risk":null,"sim_swap":null,"live":null})",
                                   R"({"phone_type":{},"risk":{},"sim_swap":{},"location":{"country":{}}})"})
        assert_true(read(body) == phone_facts{});
}

void wrong_types_and_unknown_words_are_not_known_and_no_fault(void**) {
    const std::vector<std::string> odd{"null",
                                       "true",
                                       "7.5",
                                       "-1",
                                       "99",
                                       "\"\"",
                                       "\"x\"",
                                       "[]",
                                       "{}",
                                       "[{\"code\":2}]",
                                       "\"UNAVAILABLE\"",
                                       "\"\\u0000\"",
                                       "99999999999999999999"};
    const std::vector<std::pair<std::string, std::string>> places{
        {R"({"phone_type":)", "}"},
        {R"({"phone_type":{"code":)", "}}"},
        {R"({"location":)", "}"},
        {R"({"location":{"country":{"iso2":)", "}}}"},
        {R"({"risk":)", "}"},
        {R"({"risk":{"level":)", "}}"},
        {R"({"risk":{"recommendation":)", "}}"},
        {R"({"call_forwarding":)", "}"},
        {R"({"call_forwarding":{"call_forward":)", "}}"},
        {R"({"sim_swap":)", "}"},
        {R"({"sim_swap":{"risk_indicator":)", "}}"},
        {R"({"sim_swap":{"swap_date":)", "}}"},
        {R"({"live":)", "}"},
        {R"({"live":{"subscriber_status":)", "}}"},
        {R"({"live":{"device_status":)", "}}"},
        {R"({"live":{"roaming":)", "}}"},
        {R"({"call_forward_detection":)", "}"},
        {R"({"call_forward_detection":{"call_forward_type":)", "}}"},
        {R"({"subscriber_status":)", "}"},
        {R"({"subscriber_status":{"account_status":)", "}}"},
        {R"({"number_deactivation":)", "}"},
        {R"({"number_deactivation":{"recycled_since_last_verification":)", "}}"},
        {R"({"number_deactivation":{"tracking_since":)", "}}"},
        {R"({"porting_history":)", "}"},
        {R"({"porting_history":{"port_date":)", "}}"},
    };
    for (const auto& [before, after] : places)
        for (const std::string& value : odd)
            assert_true(read(fmt::format("{}{}{}", before, value, after)) == phone_facts{});
}

void what_no_page_of_telesigns_has_tells_nothing(void**) {
    for (
        const char* const body :
        {R"({"call_forward":{"call_forward":"FORWARDED","call_forward_enabled":"true","status":{"code":2800}}})",
         R"({"call_forward_detection":{"call_forward":"FORWARDED","call_forward_enabled":"FORWARDED"}})",
         R"({"call_forwarding":{"call_forward":"true","call_forward_enabled":"true"}})",
         R"({"live":{"roaming":"ROAMING"}})", R"({"live":{"roaming":"NOT ROAMING"}})",
         R"({"live":{"roaming":"NOT_ROAMING"}})", R"({"live":{"roaming":true}})",
         R"({"subscriber_status":{"subscriber_status":"ACTIVE","status":{"code":2800}}})",
         R"({"subscriber_status":{"account_status":"inactive","status":{"code":2800}}})",
         R"({"porting_history":{"portings":[],"status":{"code":2800}}})",
         R"({"porting_history":{"portings":[{"porting_date":"2018-01-01T00:00:00Z"}],"status":{"code":2800}}})"})
        assert_true(read(body) == phone_facts{});
}

void odd_facts_do_not_touch_the_verdict(void**) {
    const verify_reply reply = read_reply(
        R"({"reference_id":"0123456789abcdef0123456789abcdef","verify":{"code_state":"VALID"},"risk":[7],
            "sim_swap":{"swap_date":"9999-99-99"}})",
        "application/json");
    assert_true(reply.fault.empty());
    assert_true(reply.state == code_state::valid);
    assert_string_equal(read_reply(R"({"risk":1,"verify":["VALID"]})", "").fault.c_str(),
                        "verify is not an object");
}

void all_types_levels_and_recommendations_are_known(void**) {
    for (int code = -1; code < 30; ++code) {
        const bool is_known = (code >= 1 && code <= 11) || code == 20;
        const auto type = read(R"({"phone_type":{"code":")" + std::to_string(code) + "\"}}").type;
        assert_true(type.has_value() == is_known);
        assert_true(!is_known || static_cast<int>(*type) == code);
    }
    const std::vector<std::pair<const char*, std::optional<risk_level>>> levels{
        {"very-low", risk_level::very_low},
        {"low", risk_level::low},
        {"Medium-Low", risk_level::medium_low},
        {"medium", risk_level::medium},
        {"HIGH", risk_level::high},
        {"very-high", risk_level::very_high},
        {"very low", risk_level::very_low},
        {"VERY_LOW", risk_level::very_low},
        {"Very Low", risk_level::very_low},
        {"medium_low", risk_level::medium_low},
        {"medium low", risk_level::medium_low},
        {"mediumlow", risk_level::medium_low},
        {" very_-high ", risk_level::very_high},
        {"neutral", std::nullopt},
        {"medium-high", std::nullopt},
        {"", std::nullopt},
        {" ", std::nullopt}};
    for (const auto& [word, level] : levels)
        assert_true(read(std::string{R"({"risk":{"level":")"} + word + "\"}}").level == level);
    assert_true(read(R"({"risk":{"recommendation":"allow"}})").advice == recommendation::allow);
    assert_true(read(R"({"risk":{"recommendation":"FLAG"}})").advice == recommendation::flag);
    const phone_facts neutral =
        read(R"({"risk":{"level":"neutral","recommendation":"block","score":"959"}})");
    assert_true(!neutral.level && neutral.advice == recommendation::block);
}

void a_line_is_reachable_when_all_says_so(void**) {
    const std::vector<std::pair<const char*, std::optional<bool>>> cases{
        {R"("subscriber_status":"ACTIVE","device_status":"REACHABLE")", true},
        {R"("subscriber_status":"ACTIVE","device_status":"UNREACHABLE")", false},
        {R"("subscriber_status":"DISCONNECTED","device_status":"REACHABLE")", false},
        {R"("subscriber_status":"DISCONNECTED")", false},
        {R"("subscriber_status":"ACTIVE","device_status":"UNAVAILABLE")", std::nullopt},
        {R"("device_status":"REACHABLE")", std::nullopt},
    };
    for (const auto& [members, reachable] : cases)
        assert_true(read(std::string{R"({"live":{)"} + members + "}}").reachable == reachable);
}

void roaming_is_yes_no_or_not_known(void**) {
    const std::vector<std::pair<const char*, std::optional<bool>>> cases{
        {R"("YES")", true},          {R"("NO")", false},
        {R"("yes")", true},          {R"("UNAVAILABLE")", std::nullopt},
        {"null", std::nullopt},      {R"("null")", std::nullopt},
        {R"("None")", std::nullopt}, {"false", std::nullopt},
    };
    for (const auto& [word, roaming] : cases)
        assert_true(
            read(std::string{R"({"live":{"roaming":)"} + word + R"(,"roaming_country":"null"}})").roaming ==
            roaming);
}

void a_line_is_in_service_by_its_own_word(void**) {
    assert_true(read(R"({"live":{"subscriber_status":"ACTIVE"}})").in_service == true);
    assert_true(read(R"({"live":{"subscriber_status":"DISCONNECTED"}})").in_service == false);
    for (const char* const odd : {R"("UNAVAILABLE")", R"("null")", "null", R"("active.")"})
        assert_false(
            read(std::string{R"({"live":{"subscriber_status":)"} + odd + "}}").in_service.has_value());
}

void status_201_is_suspicious(void**) {
    assert_true(read(R"({"status":{"code":201}})").suspicious);
    assert_true(read(R"({"status":{"code":"201"}})").suspicious);
    assert_false(read(R"({"status":{"code":200}})").suspicious);
    assert_false(read(R"({"status":{"code":4711}})").suspicious);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_verify_reply_tells_its_facts),
        cmocka_unit_test(a_lookup_tells_its_facts),
        cmocka_unit_test(nothing_is_known_of_what_is_not_there),
        cmocka_unit_test(wrong_types_and_unknown_words_are_not_known_and_no_fault),
        cmocka_unit_test(what_no_page_of_telesigns_has_tells_nothing),
        cmocka_unit_test(odd_facts_do_not_touch_the_verdict),
        cmocka_unit_test(all_types_levels_and_recommendations_are_known),
        cmocka_unit_test(a_line_is_reachable_when_all_says_so),
        cmocka_unit_test(roaming_is_yes_no_or_not_known),
        cmocka_unit_test(a_line_is_in_service_by_its_own_word),
        cmocka_unit_test(status_201_is_suspicious),
    };
    return cmocka_run_group_tests_name("gateway.telesign.facts", tests, nullptr, nullptr);
}
