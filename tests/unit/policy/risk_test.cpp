#include "policy/risk.h"

#include <functional>
#include <string>
#include <vector>

#include "cmocka_cpp.h"

namespace {

using namespace std::chrono;
using config::risk_settings;
using gateway::lookup;
using gateway::phone_facts;
using gateway::phone_type;
using gateway::recommendation;
using gateway::risk_level;

const sys_seconds now = sys_days{2026y / June / 15} + 12h;

struct row {
    const char* reason;
    const char* detail;
    void (*set)(risk_settings& risk);
    void (*refused)(phone_facts& facts);
    void (*taken)(phone_facts& facts); ///< the worst that is taken
};

const std::vector<row>& table() {
    static const std::vector<row> rows{
        {"risk_level", "risk high is above max_level = medium",
         [](auto& risk) { risk.max_level = risk_level::medium; },
         [](auto& facts) { facts.level = risk_level::high; },
         [](auto& facts) { facts.level = risk_level::medium; }},
        {"risk_recommendation", "recommendation block is in refuse_recommendation",
         [](auto& risk) { risk.refuse_recommendation = {recommendation::block}; },
         [](auto& facts) { facts.advice = recommendation::block; },
         [](auto& facts) { facts.advice = recommendation::flag; }},
        {"call_forwarding", "calls are forwarded, and call_forwarding = deny",
         [](auto& risk) { risk.call_forwarding = config::forwarding_policy::deny; },
         [](auto& facts) { facts.calls_forwarded = true; },
         [](auto& facts) { facts.calls_forwarded = false; }},
        {"sim_swap", "indicator 3 is above max_sim_swap = 2", [](auto& risk) { risk.max_sim_swap = 2; },
         [](auto& facts) { facts.sim_swap = 3; }, [](auto& facts) { facts.sim_swap = 2; }},
        {"sim_swap", "SIM swapped 4320 minutes ago, within refuse_swapped_within",
         [](auto& risk) { risk.refuse_swapped_within = 72h; }, [](auto& facts) { facts.swapped = now - 72h; },
         [](auto& facts) { facts.swapped = now - 72h - 1s; }},
        {"suspicious", "suspicious activity, and suspicious = deny",
         [](auto& risk) { risk.suspicious = config::suspicious_policy::deny; },
         [](auto& facts) { facts.suspicious = true; }, [](auto& facts) { facts.suspicious = false; }},
        {"phone_type", "toll-free is in refuse_phone_types",
         [](auto& risk) {
             risk.refuse_phone_types = {phone_type::voip, phone_type::toll_free};
         },
         [](auto& facts) { facts.type = phone_type::toll_free; },
         [](auto& facts) { facts.type = phone_type::mobile; }},
        {"country", "KP is in refuse_countries", [](auto& risk) { risk.refuse_countries = {"KP"}; },
         [](auto& facts) { facts.country = "KP"; }, [](auto& facts) { facts.country = "KR"; }},
        {"country", "KR is not in allow_countries",
         [](auto& risk) {
             risk.allow_countries = {"US", "DE"};
         },
         [](auto& facts) { facts.country = "KR"; }, [](auto& facts) { facts.country = "DE"; }},
        {"unreachable", "cannot be reached, and refuse_unreachable = yes",
         [](auto& risk) { risk.refuse_unreachable = true; }, [](auto& facts) { facts.reachable = false; },
         [](auto& facts) { facts.reachable = true; }},
        {"roaming", "roams, and refuse_roaming = yes", [](auto& risk) { risk.refuse_roaming = true; },
         [](auto& facts) { facts.roaming = true; }, [](auto& facts) { facts.roaming = false; }},
        {"inactive", "has no active subscription, and refuse_inactive = yes",
         [](auto& risk) { risk.refuse_inactive = true; }, [](auto& facts) { facts.active = false; },
         [](auto& facts) { facts.active = true; }},
        {"deactivated", "was deactivated once, and refuse_deactivated = yes",
         [](auto& risk) { risk.refuse_deactivated = true; },
         [](auto& facts) { facts.ever_deactivated = true; },
         [](auto& facts) { facts.ever_deactivated = false; }},
        {"ported", "ported 240 hours ago, within refuse_ported_within",
         [](auto& risk) { risk.refuse_ported_within = days{10}; },
         [](auto& facts) { facts.ported = now - days{10}; },
         [](auto& facts) { facts.ported = now - days{10} - 1s; }},
    };
    return rows;
}

risk_settings set_by(const row& one) {
    risk_settings risk;
    one.set(risk);
    return risk;
}

phone_facts made_by(void (*known)(phone_facts&)) {
    phone_facts facts;
    known(facts);
    return facts;
}

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
                                  lookup::call_forward,
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
        {lookup::call_forward, "call_forwarding, phone_type, country"},
        {lookup::number_deactivation, "phone_type, country, deactivated"},
        {lookup::porting_history, "phone_type, country, ported"},
        {lookup::subscriber_status, "phone_type, country, inactive"},
    };
    risk_settings risk;
    for (const row& one : table())
        one.set(risk);
    for (const auto& [what, expected] : told) {
        risk.check = {what};
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
    facts.ever_ported = false;
    assert_string_equal(policy::missing_facts(facts, risk).c_str(), "");
    facts.sim_swap = 3;
    facts.ever_ported = true;
    assert_string_equal(policy::missing_facts(facts, risk).c_str(), "sim_swap, ported");
    facts.swapped = now;
    facts.ported = now;
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
    risk.check = {lookup::call_forward};
    risk.call_forwarding = config::forwarding_policy::sms_only;
    assert_string_equal(policy::missing_facts({}, risk).c_str(), "call_forwarding");
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
        cmocka_unit_test(forwarded_calls_leave_text_messages),
        cmocka_unit_test(a_fact_is_missing_when_its_lookup_was_to_tell),
        cmocka_unit_test(each_fact_is_awaited_of_its_own_lookups),
        cmocka_unit_test(where_nothing_happened_no_date_is_missing),
        cmocka_unit_test(a_swaps_date_is_no_indicator),
        cmocka_unit_test(sms_only_needs_to_know_of_forwarding_too),
    };
    return cmocka_run_group_tests_name("policy/risk", tests, nullptr, nullptr);
}
