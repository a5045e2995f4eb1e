// SPDX-License-Identifier: BSD-3-Clause
#include "unit/policy/risk_rows.h"

namespace {

using namespace test;

/// The reason; empty when nothing refuses.
std::string reason_of(const phone_facts& facts, const risk_settings& risk,
                      std::optional<sys_days> enrolled = std::nullopt) {
    const auto refusal = policy::judge_facts(facts, risk, now, enrolled);
    return refusal ? std::string{refusal->reason} : "";
}

void assert_reason(const phone_facts& facts, const risk_settings& risk, const char* expected) {
    assert_string_equal(reason_of(facts, risk).c_str(), expected);
}

/// Everything that can be bad about a phone.
phone_facts worst() {
    phone_facts facts;
    for (const row& one : table())
        one.refused(facts);
    return facts;
}

void each_rule_refuses_its_fact_and_takes_the_next_best(void**) {
    for (const row& one : table()) {
        const auto refusal = policy::judge_facts(made_by(one.refused), set_by(one), now);
        assert_true(refusal.has_value());
        assert_string_equal(std::string{refusal->reason}.c_str(), one.reason);
        assert_string_equal(refusal->detail.c_str(), one.detail);
        assert_reason(made_by(one.taken), set_by(one), "");
    }
}

void each_rule_looks_at_its_own_fact_only(void**) {
    for (const row& one : table()) {
        phone_facts facts = worst();
        one.taken(facts);
        if (std::string{one.reason} != "sim_swap") // which has two facts, each telling of the other
            assert_reason(facts, set_by(one), "");
    }
}

void what_is_not_known_refuses_nothing(void**) {
    risk_settings all;
    for (const row& one : table())
        one.set(all);
    assert_reason({}, all, "");
}

void no_rule_refuses_nothing(void**) {
    assert_reason(worst(), {}, "");
}

void a_time_in_the_future_is_just_now(void**) {
    risk_settings risk;
    risk.refuse_swapped_within = 1s;
    risk.refuse_ported_within = 1s;
    phone_facts swapped;
    swapped.swapped = now + hours{24 * 365};
    assert_reason(swapped, risk, "sim_swap");
    phone_facts ported;
    ported.ported = now + 1h;
    assert_reason(ported, risk, "ported");
}

void a_swap_without_a_date_was_as_late_as_its_indicator_says(void**) {
    risk_settings risk;
    const auto reason = [&](unsigned indicator, seconds within) {
        phone_facts facts;
        facts.sim_swap = indicator;
        risk.refuse_swapped_within = within;
        return reason_of(facts, risk);
    };
    assert_true(reason(4, 24h) == "sim_swap");
    assert_true(reason(4, 23h).empty());
    assert_true(reason(3, 72h) == "sim_swap");
    assert_true(reason(3, 71h).empty());
    assert_true(reason(2, days{14}) == "sim_swap");
    assert_true(reason(2, days{13}).empty());
    assert_true(reason(1, days{3650}).empty());
    phone_facts dated; // the date counts where there is one
    dated.sim_swap = 4;
    dated.swapped = now - 100h;
    risk.refuse_swapped_within = 72h;
    assert_reason(dated, risk, "");
}

void a_number_counts_from_its_enrolment_on(void**) {
    risk_settings risk;
    risk.refuse_deactivated = true;
    phone_facts facts;
    facts.ever_deactivated = true;
    facts.deactivated = sys_days{2020y / May / 5} + 1h;
    assert_true(reason_of(facts, risk) == "deactivated");
    assert_true(reason_of(facts, risk, sys_days{2020y / May / 5}) == "deactivated");
    assert_true(reason_of(facts, risk, sys_days{2020y / May / 4}) == "deactivated");
    assert_true(reason_of(facts, risk, sys_days{2020y / May / 6}).empty());
    facts.deactivated = sys_days{2020y / May / 5};
    assert_true(reason_of(facts, risk, sys_days{2020y / May / 5}) == "deactivated");
    facts.deactivated.reset(); // nobody knows when
    assert_true(reason_of(facts, risk, sys_days{2020y / May / 6}) == "deactivated");
    facts.ever_deactivated = false;
    assert_true(reason_of(facts, risk, sys_days{2020y / May / 6}).empty());
}

void a_number_that_was_given_to_somebody_else_counts_whatever_its_dates(void**) {
    risk_settings risk;
    risk.refuse_deactivated = true;
    phone_facts facts;
    facts.recycled = true;
    facts.ever_deactivated = true;
    facts.deactivated = sys_days{2018y / April / 6};
    assert_true(reason_of(facts, risk, sys_days{2020y / May / 5}) == "deactivated");
    facts.recycled = false;
    assert_true(reason_of(facts, risk, sys_days{2020y / May / 5}).empty());
}

void a_number_ported_at_an_unknown_time_was_ported_within_the_days_asked_for(void**) {
    risk_settings risk;
    risk.refuse_ported_within = days{10};
    phone_facts facts;
    facts.ported_lately = true;
    assert_reason(facts, risk, "ported");
    facts.ported = now - days{11}; // the date counts where there is one
    assert_reason(facts, risk, "");
    facts.ported.reset();
    facts.ported_lately = false;
    assert_reason(facts, risk, "");
    facts.ported_lately = true;
    risk.refuse_ported_within.reset();
    assert_reason(facts, risk, "");
}

void a_line_out_of_service_has_no_active_subscription(void**) {
    risk_settings risk;
    risk.refuse_inactive = true;
    phone_facts facts;
    facts.in_service = false;
    facts.active = true; // told by another lookup
    assert_reason(facts, risk, "inactive");
    facts.in_service = true;
    facts.active = false;
    assert_reason(facts, risk, "inactive");
}

void forwarded_calls_leave_text_messages(void**) {
    phone_facts forwarded;
    forwarded.calls_forwarded = true;
    phone_facts direct;
    direct.calls_forwarded = false;
    risk_settings risk;
    assert_false(policy::needs_text_message(forwarded, risk));
    risk.call_forwarding = config::forwarding_policy::deny;
    assert_false(policy::needs_text_message(forwarded, risk)); // refused anyway
    risk.call_forwarding = config::forwarding_policy::sms_only;
    assert_true(policy::needs_text_message(forwarded, risk));
    assert_false(policy::needs_text_message(direct, risk));
    assert_false(policy::needs_text_message({}, risk));
    assert_reason(forwarded, risk, "");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_refuses_its_fact_and_takes_the_next_best),
        cmocka_unit_test(each_rule_looks_at_its_own_fact_only),
        cmocka_unit_test(what_is_not_known_refuses_nothing),
        cmocka_unit_test(no_rule_refuses_nothing),
        cmocka_unit_test(a_time_in_the_future_is_just_now),
        cmocka_unit_test(a_swap_without_a_date_was_as_late_as_its_indicator_says),
        cmocka_unit_test(a_number_counts_from_its_enrolment_on),
        cmocka_unit_test(a_number_that_was_given_to_somebody_else_counts_whatever_its_dates),
        cmocka_unit_test(a_number_ported_at_an_unknown_time_was_ported_within_the_days_asked_for),
        cmocka_unit_test(a_line_out_of_service_has_no_active_subscription),
        cmocka_unit_test(forwarded_calls_leave_text_messages),
    };
    return cmocka_run_group_tests_name("policy/risk", tests, nullptr, nullptr);
}
