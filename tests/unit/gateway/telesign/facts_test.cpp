#include "gateway/telesign/facts.h"

#include "gateway/telesign/reply.h"

#include <chrono>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cmocka_cpp.h"

namespace {

using namespace gateway::telesign;
using namespace std::chrono;
using namespace std::chrono_literals;
using gateway::phone_facts;
using gateway::phone_type;
using gateway::recommendation;
using gateway::risk_level;

// Also through read_reply(), as all who ask TeleSign do.
phone_facts read(const std::string& body) {
    const verify_reply reply = read_reply(body, "application/json");
    assert_string_equal(reply.fault.c_str(), "");
    assert_true(reply.facts == read_facts(nlohmann::json::parse(body)));
    return reply.facts;
}

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
    expected.reachable = true;
    expected.roaming = true;
    expected.roaming_country = "FR";
    expected.active = false;
    expected.ever_deactivated = true;
    expected.deactivated = sys_days{2018y / April / 6};
    expected.ever_ported = true;
    expected.ported = sys_days{2019y / January / 1};
    assert_true(read(R"({"status":{"code":300},"phone_type":{"code":5},"location":{"country":{"iso2":"us"}},
                 "call_forwarding":{"call_forward":"NOT_FORWARDED","status":{"code":2800}},
                 "live":{"subscriber_status":"ACTIVE","device_status":"REACHABLE","roaming":"ROAMING",
                         "roaming_country":"France","roaming_country_iso2":"FR"},
                 "subscriber_status":{"subscriber_status":"SUSPENDED","account_type":"PREPAID"},
                 "number_deactivation":{"last_deactivated":"2018-04-06T00:00:00Z",
                         "recycled_since_last_verification":"recycled","status":{"code":"2800"}},
                 "porting_history":{"portings":[{"porting_date":"2017-05-06T00:00:00Z"},
                         {"porting_date":"2019-01-01T00:00:00Z"},{"porting_date":"2018-01-01T00:00:00Z"}]}})") ==
                expected);
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
        {R"({"live":{"roaming_country_iso2":)", "}}"},
        {R"({"subscriber_status":)", "}"},
        {R"({"subscriber_status":{"subscriber_status":)", "}}"},
        {R"({"number_deactivation":)", "}"},
        {R"({"number_deactivation":{"recycled_since_last_verification":)", "}}"},
        {R"({"porting_history":)", "}"},
    };
    for (const auto& [before, after] : places)
        for (const std::string& value : odd)
            if (before.find("call_forward\"") == std::string::npos || value != "true")
                assert_true(read(fmt::format("{}{}{}", before, value, after)) == phone_facts{});
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
        {"neutral", std::nullopt}};
    for (const auto& [word, level] : levels)
        assert_true(read(std::string{R"({"risk":{"level":")"} + word + "\"}}").level == level);
    assert_true(read(R"({"risk":{"recommendation":"allow"}})").advice == recommendation::allow);
    assert_true(read(R"({"risk":{"recommendation":"FLAG"}})").advice == recommendation::flag);
}

void forwarding_is_known_in_all_its_shapes(void**) {
    const std::vector<std::pair<const char*, std::optional<bool>>> cases{
        {R"({"call_forward":{"call_forward":"FORWARDED"}})", true},
        {R"({"call_forwarding":{"call_forward":"forwarded","status":{"code":2800}}})", true},
        {R"({"call_forwarding":{"call_forward":"NOT_FORWARDED"}})", false},
        {R"({"call_forwarding":{"call_forward":"UNSUPPORTED"}})", std::nullopt},
        {R"({"call_forward_detection":{"call_forward_enabled":"true"}})", true},
        {R"({"call_forward_detection":{"call_forward_enabled":false}})", false},
        {R"({"call_forwarding":{"call_forward":"FORWARDED"},"call_forward":{"call_forward":"NOT_FORWARDED"}})",
         true},
    };
    for (const auto& [body, forwarded] : cases)
        assert_true(read(body).calls_forwarded == forwarded);
}

void an_add_on_without_an_answer_tells_nothing(void**) {
    for (const char* const code : {"2803", "2805", "\"2811\"", "{}", "[2800]"}) {
        const std::string status = std::string{R"(,"status":{"code":)"} + code + "}}";
        for (const char* const addon :
             {R"({"sim_swap":{"risk_indicator":1,"swap_date":"2018-09-05")",
              R"({"call_forwarding":{"call_forward":"FORWARDED")",
              R"({"number_deactivation":{"last_deactivated":null)", R"({"porting_history":{"portings":[])",
              R"({"subscriber_status":{"subscriber_status":"ACTIVE")"})
            assert_true(read(addon + status + "}") == phone_facts{});
    }
}

void a_swap_without_its_time_was_as_late_as_that_day_allows(void**) {
    for (const char* const time : {"", R"(,"swap_time":null)", R"(,"swap_time":"noon")", R"(,"swap_time":7)"})
        assert_true(read(std::string{R"({"sim_swap":{"swap_date":"2018-09-05")"} + time + "}}").swapped ==
                    sys_days{2018y / September / 5} + 23h + 59min + 59s);
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
    assert_true(read(R"({"live":{"roaming":"NOT ROAMING"}})").roaming == false);
    assert_true(read(R"({"live":{"roaming":"UNAVAILABLE"}})").roaming == std::nullopt);
}

void a_number_that_was_never_deactivated_or_ported_is_known_to_be_so(void**) {
    const phone_facts never = read(R"({"number_deactivation":{"last_deactivated":null,"status":{"code":2800}},
                                       "porting_history":{"portings":[],"status":{"code":2800}}})");
    assert_true(never.ever_deactivated == false && !never.deactivated);
    assert_true(never.ever_ported == false && !never.ported);
    assert_true(read(R"({"number_deactivation":{"recycled_since_last_verification":"not_recycled"}})")
                    .ever_deactivated == false);
    assert_true(
        read(R"({"number_deactivation":{"recycled_since_last_verification":"recycled"}})").ever_deactivated ==
        true);
    assert_true(read(R"({"number_deactivation":{"carrier_name":"x"}})") == phone_facts{});
    const phone_facts odd = read(R"({"porting_history":{"portings":[7,{"porting_date":"soon"}]}})");
    assert_true(odd.ever_ported == true && !odd.ported);
}

void status_201_is_suspicious(void**) {
    assert_true(read(R"({"status":{"code":201}})").suspicious);
    assert_true(read(R"({"status":{"code":"201"}})").suspicious);
    assert_false(read(R"({"status":{"code":200}})").suspicious);
    assert_false(read(R"({"status":{"code":4711}})").suspicious);
}

void facts_add_up_and_what_is_not_known_takes_nothing_away(void**) {
    phone_facts all =
        read(R"({"phone_type":{"code":2},"location":{"country":{"iso2":"US"}},"status":{"code":201}})");
    const phone_facts more = read(R"({"phone_type":{"code":5},"risk":{"level":"low"}})");
    add_facts(all, more);
    phone_facts expected;
    expected.type = phone_type::voip;
    expected.country = "US";
    expected.level = risk_level::low;
    expected.suspicious = true;
    assert_true(all == expected);
    add_facts(all, {});
    assert_true(all == expected);
    phone_facts full;
    full.type = phone_type::pager;
    full.country = "DE";
    full.level = risk_level::low;
    full.advice = recommendation::flag;
    full.calls_forwarded = false;
    full.sim_swap = 1;
    full.swapped = full.deactivated = full.ported = sys_days{2018y / April / 6};
    full.reachable = full.roaming = full.active = full.ever_deactivated = full.ever_ported = false;
    full.roaming_country = "FR";
    full.suspicious = true;
    phone_facts into;
    add_facts(into, full);
    assert_true(into == full); // no member is forgotten
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_verify_reply_tells_its_facts),
        cmocka_unit_test(a_lookup_tells_its_facts),
        cmocka_unit_test(nothing_is_known_of_what_is_not_there),
        cmocka_unit_test(wrong_types_and_unknown_words_are_not_known_and_no_fault),
        cmocka_unit_test(odd_facts_do_not_touch_the_verdict),
        cmocka_unit_test(all_types_levels_and_recommendations_are_known),
        cmocka_unit_test(forwarding_is_known_in_all_its_shapes),
        cmocka_unit_test(an_add_on_without_an_answer_tells_nothing),
        cmocka_unit_test(a_swap_without_its_time_was_as_late_as_that_day_allows),
        cmocka_unit_test(a_line_is_reachable_when_all_says_so),
        cmocka_unit_test(a_number_that_was_never_deactivated_or_ported_is_known_to_be_so),
        cmocka_unit_test(status_201_is_suspicious),
        cmocka_unit_test(facts_add_up_and_what_is_not_known_takes_nothing_away),
    };
    return cmocka_run_group_tests_name("gateway.telesign.facts", tests, nullptr, nullptr);
}
