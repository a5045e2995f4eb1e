// SPDX-License-Identifier: BSD-3-Clause
// missing_facts: what lookups were to tell and did not.
#include <utility>

#include "unit/policy/risk_rows.h"

namespace {

using namespace test;

/// What is missing of `facts` when `check` is made.
std::string missing(const row& one, const gateway::lookup_set& check, const phone_facts& facts = {}) {
    risk_settings risk = set_by(one);
    risk.check = check;
    return policy::missing_facts(facts, risk);
}

void a_fact_is_missing_when_its_lookup_was_to_tell(void**) {
    const gateway::lookup_set all{lookup::standard,
                                  lookup::score,
                                  lookup::contact,
                                  lookup::live,
                                  lookup::sim_swap,
                                  lookup::call_forward_detection,
                                  lookup::number_deactivation,
                                  lookup::porting_history,
                                  lookup::subscriber_status};
    for (const row& one : table()) {
        assert_string_equal(missing(one, {}).c_str(), "");
        if (std::string{one.reason} == "suspicious") // told by the code's own reply only
            assert_string_equal(missing(one, all).c_str(), "");
        else
            assert_string_equal(missing(one, all).c_str(), one.reason);
        assert_string_equal(missing(one, all, made_by(one.refused)).c_str(), "");
        assert_string_equal(missing(one, all, made_by(one.taken)).c_str(), "");
    }
    risk_settings nothing_asked;
    nothing_asked.check = all;
    assert_string_equal(policy::missing_facts({}, nothing_asked).c_str(), "");
}

void each_fact_is_awaited_of_its_own_lookups(void**) {
    const std::vector<std::pair<lookup, const char*>> told{
        {lookup::standard, "phone_type, country"},
        {lookup::score, "risk_level, risk_recommendation, phone_type, country"},
        {lookup::contact, "phone_type, country"},
        {lookup::live, "phone_type, country, unreachable, roaming, inactive"},
        {lookup::sim_swap, "sim_swap, phone_type, country"},
        {lookup::call_forward_detection, "call_forwarding, phone_type, country"},
        {lookup::number_deactivation, "phone_type, country, deactivated"},
        {lookup::porting_history, "phone_type, country, ported"},
        {lookup::subscriber_status, "phone_type, country, inactive"},
    };
    risk_settings risk;
    for (const row& one : table())
        one.set(risk);
    for (const auto& [kind, expected] : told) {
        risk.check = {kind};
        assert_string_equal(policy::missing_facts({}, risk).c_str(), expected);
    }
}

void where_nothing_happened_no_date_is_missing(void**) {
    risk_settings risk;
    risk.check = {lookup::sim_swap, lookup::porting_history};
    risk.refuse_swapped_within = 72h;
    risk.refuse_ported_within = 72h;
    phone_facts facts;
    facts.sim_swap = 1;
    facts.ported_lately = false;
    assert_string_equal(policy::missing_facts(facts, risk).c_str(), "");
    facts.sim_swap = 3;
    facts.ported_lately.reset();
    assert_string_equal(policy::missing_facts(facts, risk).c_str(), "sim_swap, ported");
    facts.swapped = now;
    facts.ported = now;
    assert_string_equal(policy::missing_facts(facts, risk).c_str(), "");
}

void each_lookup_that_was_to_tell_of_the_subscription_must_tell(void**) {
    risk_settings risk;
    risk.refuse_inactive = true;
    risk.check = {lookup::live, lookup::subscriber_status};
    phone_facts facts;
    facts.in_service = true;
    assert_string_equal(policy::missing_facts(facts, risk).c_str(), "inactive");
    facts.active = true;
    assert_string_equal(policy::missing_facts(facts, risk).c_str(), "");
    facts.in_service.reset();
    assert_string_equal(policy::missing_facts(facts, risk).c_str(), "inactive");
}

void a_number_is_known_not_to_be_recycled_without_its_last_day(void**) {
    risk_settings risk;
    risk.refuse_deactivated = true;
    risk.check = {lookup::number_deactivation};
    phone_facts facts;
    assert_string_equal(policy::missing_facts(facts, risk).c_str(), "deactivated");
    facts.recycled = false;
    assert_string_equal(policy::missing_facts(facts, risk).c_str(), "");
}

void a_swaps_date_is_no_indicator(void**) {
    risk_settings risk;
    risk.check = {lookup::sim_swap};
    risk.max_sim_swap = 2;
    phone_facts facts;
    facts.swapped = now;
    assert_string_equal(policy::missing_facts(facts, risk).c_str(), "sim_swap");
}

void sms_only_needs_to_know_of_forwarding_too(void**) {
    risk_settings risk;
    risk.check = {lookup::call_forward_detection};
    risk.call_forwarding = config::forwarding_policy::sms_only;
    assert_string_equal(policy::missing_facts({}, risk).c_str(), "call_forwarding");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_fact_is_missing_when_its_lookup_was_to_tell),
        cmocka_unit_test(each_fact_is_awaited_of_its_own_lookups),
        cmocka_unit_test(where_nothing_happened_no_date_is_missing),
        cmocka_unit_test(each_lookup_that_was_to_tell_of_the_subscription_must_tell),
        cmocka_unit_test(a_number_is_known_not_to_be_recycled_without_its_last_day),
        cmocka_unit_test(a_swaps_date_is_no_indicator),
        cmocka_unit_test(sms_only_needs_to_know_of_forwarding_too),
    };
    return cmocka_run_group_tests_name("policy/risk_missing_facts", tests, nullptr, nullptr);
}
