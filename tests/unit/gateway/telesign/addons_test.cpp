// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/addons.h"

#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "cmocka_cpp.h"

namespace {

using gateway::lookup;
using namespace gateway::telesign;
using nlohmann::json;

/// What find_gap() says of sim_swap in a reply; empty when there is no gap.
std::string gap_of(const char* reply) {
    const auto gap = find_gap(json::parse(reply), lookup::sim_swap);
    return gap ? gap->reason + (gap->may_change ? " (for now)" : "") : "";
}

void every_status_of_an_add_on_but_2800_is_a_gap(void**) {
    for (int code = 2801; code <= 2812; ++code) {
        const status_row* const row = find_addon_status(code);
        assert_non_null(row);
        assert_int_equal(row->code, code);
        const json reply{{"sim_swap", {{"risk_indicator", 1}, {"status", {{"code", code}}}}}};
        const auto gap = find_gap(reply, lookup::sim_swap);
        assert_true(gap.has_value());
        assert_string_equal(gap->reason.c_str(),
                            ("status " + std::to_string(code) + ", " + std::string{row->log}).c_str());
        assert_true(gap->may_change == (code == 2802 || code >= 2810));
        assert_null(find_addon(reply, "sim_swap"));
    }
    for (const int other : {0, 300, 2799, 2800, 2813})
        assert_null(find_addon_status(other));
}

void an_add_on_with_data_has_no_gap(void**) {
    for (const char* const reply :
         {R"({"sim_swap":{"status":{"code":2800}}})", R"({"sim_swap":{"status":{"code":"2800"}}})",
          R"({"sim_swap":{"risk_indicator":"1"}})", R"({"sim_swap":{"status":null}})"}) {
        assert_string_equal(gap_of(reply).c_str(), "");
        assert_non_null(find_addon(json::parse(reply), "sim_swap"));
    }
}

void a_gap_has_its_reason_in_words(void**) {
    const std::pair<const char*, const char*> cases[] = {
        {R"({})", "not in the reply (for now)"},
        {R"({"sim_swap":null})", "not in the reply (for now)"},
        {R"({"sim_swap":"none"})", "not in the reply (for now)"},
        {R"({"sim_swap":{"status":{"code":"2806"}}})",
         "status 2806, not enabled for the account: ask TeleSign to enable it"},
        {R"({"sim_swap":{"status":{"code":2801,"description":"+13105551212"}}})",
         "status 2801, not an add-on of the account"},
        {R"({"sim_swap":{"status":{"code":2899}}})", "status 2899, unknown to this program (for now)"},
        {R"({"sim_swap":{"status":{"code":"x"}}})", "its status is not a number (for now)"},
    };
    for (const auto& [reply, expected] : cases)
        assert_string_equal(gap_of(reply).c_str(), expected);
}

void what_has_a_request_of_its_own_is_no_add_on(void**) {
    for (const lookup each : {lookup::standard, lookup::score, lookup::live})
        assert_false(is_addon(each));
    for (const lookup each :
         {lookup::contact, lookup::sim_swap, lookup::call_forward_detection, lookup::number_deactivation,
          lookup::porting_history, lookup::subscriber_status})
        assert_true(is_addon(each));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_status_of_an_add_on_but_2800_is_a_gap),
        cmocka_unit_test(an_add_on_with_data_has_no_gap),
        cmocka_unit_test(a_gap_has_its_reason_in_words),
        cmocka_unit_test(what_has_a_request_of_its_own_is_no_add_on),
    };
    return cmocka_run_group_tests_name("gateway.telesign.addons", tests, nullptr, nullptr);
}
