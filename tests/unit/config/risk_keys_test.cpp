// SPDX-License-Identifier: BSD-3-Clause
// What the keys of [risk] change.
#include "config/keys.h"

#include <algorithm>
#include <array>
#include <functional>

#include "unit/config/value_errors.h"

namespace {

using namespace config;
using namespace std::chrono_literals;
using gateway::lookup;
using gateway::phone_type;
using gateway::recommendation;
using test::assert_error;

/// What one key is to do with the text `good`.
struct sample {
    const char* key;
    const char* good;
    const char* bad;
    void (*expected)(risk_settings& risk);
};

constexpr std::array samples{
    sample{"max_level", "medium-low", "none",
           [](risk_settings& risk) { risk.max_level = gateway::risk_level::medium_low; }},
    sample{"refuse_recommendation", "block", "allow",
           [](risk_settings& risk) { risk.refuse_recommendation = {recommendation::block}; }},
    sample{"call_forwarding", "sms-only", "sms_only",
           [](risk_settings& risk) { risk.call_forwarding = forwarding_policy::sms_only; }},
    sample{"max_sim_swap", "4", "5", [](risk_settings& risk) { risk.max_sim_swap = 4; }},
    sample{"refuse_swapped_within", "72h", "72",
           [](risk_settings& risk) { risk.refuse_swapped_within = 72h; }},
    sample{"suspicious", "deny", "allow",
           [](risk_settings& risk) { risk.suspicious = suspicious_policy::deny; }},
    sample{"refuse_phone_types", "voip, pager", "voip pager",
           [](risk_settings& risk) {
               risk.refuse_phone_types = {phone_type::voip, phone_type::pager};
           }},
    sample{"allow_countries", "US, DE", "us",
           [](risk_settings& risk) {
               risk.allow_countries = {"US", "DE"};
           }},
    sample{"refuse_countries", "KP", "KP,", [](risk_settings& risk) { risk.refuse_countries = {"KP"}; }},
    sample{"refuse_unreachable", "yes", "true", [](risk_settings& risk) { risk.refuse_unreachable = true; }},
    sample{"refuse_roaming", "yes", "1", [](risk_settings& risk) { risk.refuse_roaming = true; }},
    sample{"refuse_inactive", "yes", "on", [](risk_settings& risk) { risk.refuse_inactive = true; }},
    sample{"refuse_deactivated", "yes", "ever", [](risk_settings& risk) { risk.refuse_deactivated = true; }},
    sample{"refuse_ported_within", "90d", "91d",
           [](risk_settings& risk) { risk.refuse_ported_within = std::chrono::days{90}; }},
    sample{"check", "live, sim_swap", "sim",
           [](risk_settings& risk) {
               risk.check = {lookup::live, lookup::sim_swap};
           }},
    sample{"consent", "4", "5", [](risk_settings& risk) { risk.consent = 4; }},
    sample{"on_unknown", "allow", "skip",
           [](risk_settings& risk) { risk.on_unknown = unknown_policy::allow; }},
};

risk_settings applied(const overrides& changes, risk_settings to = {}) {
    changes.apply_to(to);
    return to;
}

parsed<void> set_risk(overrides& into, std::string_view key, std::string_view text) {
    return set_override(into, fmt::format("risk.{}", key), text, true);
}

void every_key_has_a_sample_here(void**) {
    const auto keys = all_keys();
    assert_int_equal(std::count_if(keys.begin(), keys.end(),
                                   [](const key_definition& key) {
                                       return key.section == "risk" && key.scope != key_scope::general;
                                   }),
                     samples.size());
}

void every_key_changes_what_it_names_and_nothing_else(void**) {
    for (const sample& one : samples) {
        overrides changes;
        assert_false(set_risk(changes, one.key, one.bad).has_value());
        assert_true(changes.changes.empty());
        assert_true(set_risk(changes, one.key, one.good).has_value());
        risk_settings expected;
        one.expected(expected);
        if (applied(changes) != expected || expected == risk_settings{})
            fail_msg("%s", one.key);
    }
}

void an_empty_value_gives_back_the_default(void**) {
    risk_settings all;
    for (const sample& one : samples)
        one.expected(all);
    overrides changes;
    for (const sample& one : samples) {
        const risk_settings before = applied(changes, all);
        assert_true(set_risk(changes, one.key, "").has_value());
        assert_false(applied(changes, all) == before);
    }
    assert_true(applied(changes, all) == risk_settings{});
}

void a_key_given_twice_is_an_error(void**) {
    overrides changes;
    for (const sample& one : samples) {
        assert_true(set_risk(changes, one.key, "").has_value());
        const auto twice = set_risk(changes, one.key, one.good);
        assert_false(twice.has_value());
        assert_string_equal(twice.error().c_str(), "given twice: remove one of them");
    }
}

void nothing_within_no_time_is_no_rule(void**) {
    overrides changes;
    assert_false(set_risk(changes, "refuse_swapped_within", "0s").has_value());
    assert_false(set_risk(changes, "refuse_ported_within", "0d").has_value());
    assert_false(set_risk(changes, "max_sim_swap", "0").has_value());
}

void telesign_knows_portings_of_90_days_only(void**) {
    overrides changes;
    for (const char* const longer : {"91d", "2161h", "3650d"})
        assert_error(set_risk(changes, "refuse_ported_within", longer), longer, "{} is out of range",
                     "write a span from 1s to 90d: TeleSign knows the portings of the last 90 days");
    assert_true(set_risk(changes, "refuse_ported_within", "2160h").has_value());
}

void consent_is_given_in_one_of_telesigns_four_ways(void**) {
    for (const char* const wrong : {"0", "5", "terms", "01 ", "-1", "1,2"}) {
        overrides changes;
        assert_error(
            set_risk(changes, "consent", wrong), wrong, "{} is not a method of consent",
            "write how users agreed, as TeleSign numbers it: 1 terms and conditions, 2 mobile app, 3 SMS, "
            "4 other");
    }
}

void an_unknown_key_is_told_with_the_right_ones(void**) {
    overrides changes;
    for (const char* const wrong : {"", "level", "phoneid", "cache"}) {
        const auto result = set_risk(changes, wrong, "");
        assert_false(result.has_value());
        assert_string_equal(
            result.error().c_str(),
            "unknown key: the keys of risk are max_level, refuse_recommendation, call_forwarding, "
            "max_sim_swap, "
            "refuse_swapped_within, suspicious, refuse_phone_types, allow_countries, refuse_countries, "
            "refuse_unreachable, refuse_roaming, refuse_inactive, refuse_deactivated, refuse_ported_within, "
            "check, consent, "
            "on_unknown; phoneid and cache stand in [risk] only");
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_key_has_a_sample_here),
        cmocka_unit_test(every_key_changes_what_it_names_and_nothing_else),
        cmocka_unit_test(an_empty_value_gives_back_the_default),
        cmocka_unit_test(a_key_given_twice_is_an_error),
        cmocka_unit_test(nothing_within_no_time_is_no_rule),
        cmocka_unit_test(telesign_knows_portings_of_90_days_only),
        cmocka_unit_test(consent_is_given_in_one_of_telesigns_four_ways),
        cmocka_unit_test(an_unknown_key_is_told_with_the_right_ones),
    };
    return cmocka_run_group_tests_name("config/risk_keys", tests, nullptr, nullptr);
}
