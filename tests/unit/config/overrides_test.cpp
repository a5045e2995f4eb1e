// SPDX-License-Identifier: BSD-3-Clause
// What [service NAME] and [user NAME] have different.
#include "config/keys.h"

#include <algorithm>
#include <array>
#include <utility>

#include "cmocka_cpp.h"

namespace {

using namespace config;

struct sample {
    const char* key;
    const char* good;
    const char* bad;
};

constexpr std::array otp_samples{
    sample{"channels", "voice, sms", "fax"}, sample{"ucid", "CHBK", "x"},
    sample{"language", "fr", "x"},           sample{"prompt_language", "es-419", "x"},
    sample{"attempts", "10", "11"},          sample{"resends", "0", "11"},
    sample{"lifetime", "3600", "3601"},      sample{"echo", "no", "maybe"},
    sample{"verify_code", "local", "me"},    sample{"code_length", "7", "8"},
    sample{"reuse_pending", "30s", "30"},    sample{"completion", "no", "never"},
    sample{"next_channel_after", "20", "4"}};
constexpr std::array policy_samples{sample{"unmapped", "skip", "allow"}, sample{"outage", "skip", "allow"},
                                    sample{"identity", "caller", "root"},
                                    sample{"allow_unprivileged", "yes", "maybe"}};
constexpr std::array user_samples{sample{"enrolled", "2018-04-05", "2018-04-31"}};

/// Those with a dot have theirs in tests of their own.
void every_key_has_a_sample_here(void**) {
    const auto keys = all_keys();
    assert_int_equal(std::count_if(keys.begin(), keys.end(),
                                   [](const key_definition& key) {
                                       return key.scope != key_scope::general &&
                                              override_name(key) == key.name;
                                   }),
                     otp_samples.size() + policy_samples.size() + user_samples.size());
}

void every_key_is_set_once_and_checked(void**) {
    const auto check = [](const sample& one, bool of_service) {
        overrides into;
        assert_false(set_override(into, one.key, one.bad, of_service).has_value());
        assert_true(set_override(into, one.key, one.good, of_service).has_value());
        const auto twice = set_override(into, one.key, one.good, of_service);
        assert_false(twice.has_value());
        assert_string_equal(twice.error().c_str(), "given twice: remove one of them");
    };
    for (const sample& one : otp_samples) {
        check(one, false);
        check(one, true);
    }
    for (const sample& one : policy_samples)
        check(one, true);
    for (const sample& one : user_samples)
        check(one, false);
}

void a_user_has_no_policy_of_their_own(void**) {
    overrides into;
    for (const sample& one : policy_samples) {
        const auto result = set_override(into, one.key, one.good, false);
        assert_false(result.has_value());
        assert_string_equal(
            result.error().c_str(),
            "unknown key: the keys here are channels, ucid, language, prompt_language, attempts, resends, "
            "lifetime, echo, verify_code, code_length, reuse_pending, completion, next_channel_after, "
            "enrolled, voice.KEY, "
            "sms.KEY, smart.KEY, risk.KEY");
    }
}

void an_unknown_key_is_told_with_the_right_ones(void**) {
    overrides into;
    const auto result = set_override(into, "chanels", "sms", true);
    assert_false(result.has_value());
    assert_string_equal(result.error().c_str(),
                        "unknown key: the keys here are channels, ucid, language, prompt_language, attempts, "
                        "resends, lifetime, echo, verify_code, code_length, reuse_pending, completion, "
                        "next_channel_after, unmapped, outage, identity, allow_unprivileged, "
                        "voice.KEY, sms.KEY, smart.KEY, risk.KEY");
}

void a_service_is_enrolled_nowhere(void**) {
    overrides into;
    assert_false(set_override(into, "enrolled", "2018-04-05", true).has_value());
    settings general;
    assert_false(set_key(general, "otp", "enrolled", "2018-04-05").has_value());
    assert_true(set_override(into, "enrolled", "2018-04-05", false).has_value());
    using namespace std::chrono;
    risk_settings risk;
    into.apply_to(risk);
    assert_true(risk.enrolled == sys_days{2018y / April / 5});
}

void a_section_takes_its_own_keys_only(void**) {
    settings into;
    assert_true(set_key(into, "otp", "attempts", "2").has_value());
    assert_false(set_key(into, "policy", "resends", "2").has_value());
    const auto result = set_key(into, "policy", "attempts", "2");
    assert_false(result.has_value());
    assert_string_equal(result.error().c_str(),
                        "unknown key: the keys here are unmapped, outage, identity, allow_unprivileged");
}

void a_senders_key_has_the_senders_name_before_it(void**) {
    for (const bool of_service : {false, true}) {
        overrides into;
        assert_true(set_override(into, "voice.redial", "yes", of_service).has_value());
        assert_true(set_override(into, "sms.sender_id", "ACME", of_service).has_value());
        otp_settings otp;
        into.apply_to(otp);
        assert_true(find_field(otp.fields, gateway::channel::voice, "redial") == "true");
        assert_true(find_field(otp.fields, gateway::channel::sms, "sender_id") == "ACME");
        assert_false(set_override(into, "voice.redial", "no", of_service).has_value()); // given twice
        for (const char* const unknown : {"voice.sender_id", "sms.", "fax.redial", "redial", ".redial"})
            assert_false(set_override(into, unknown, "yes", of_service).has_value());
    }
}

void an_empty_senders_key_takes_away_what_was_set(void**) {
    otp_settings otp;
    overrides general;
    assert_true(set_override(general, "voice.pressx", "yes", false).has_value());
    assert_true(set_override(general, "voice.caller_id", "13105551212", false).has_value());
    assert_true(set_override(general, "sms.template", "", false).has_value());
    general.apply_to(otp);
    assert_int_equal(otp.fields.size(), 2);
    overrides of_user;
    assert_true(set_override(of_user, "voice.pressx", "no", false).has_value());
    assert_true(set_override(of_user, "voice.caller_id", "", false).has_value());
    of_user.apply_to(otp);
    assert_true(otp.fields.empty());
}

void a_risk_key_has_risk_before_it(void**) {
    for (const bool of_service : {false, true}) {
        overrides into;
        assert_true(set_override(into, "risk.max_sim_swap", "2", of_service).has_value());
        assert_true(set_override(into, "risk.check", "", of_service).has_value());
        assert_false(set_override(into, "risk.check", "live", of_service).has_value()); // given twice
        for (const char* const unknown :
             {"max_sim_swap", "risk.", "risk.cache", "risk.phoneid", "risks.check"})
            assert_false(set_override(into, unknown, "1h", of_service).has_value());
        risk_settings risk;
        risk.check = {gateway::lookup::live};
        risk.refuse_roaming = true;
        into.apply_to(risk);
        assert_int_equal(risk.max_sim_swap.value_or(0), 2);
        assert_true(risk.check.empty());
        assert_true(risk.refuse_roaming);
    }
}

void an_empty_next_channel_after_takes_it_away(void**) {
    otp_settings otp;
    otp.next_channel_after = std::chrono::seconds{20};
    overrides of_user;
    assert_true(set_override(of_user, "next_channel_after", "", false).has_value());
    of_user.apply_to(otp);
    assert_false(otp.next_channel_after.has_value());
}

void an_empty_language_takes_it_away(void**) {
    otp_settings otp;
    overrides of_user;
    assert_true(set_override(of_user, "language", "", false).has_value());
    of_user.apply_to(otp);
    assert_true(otp.language.empty());
}

void a_completion_is_told_for_own_codes_always_or_never(void**) {
    assert_true(otp_settings{}.completion == completion_policy::automatic);
    for (const auto& [text, policy] :
         {std::pair{"auto", completion_policy::automatic}, std::pair{"yes", completion_policy::always},
          std::pair{"no", completion_policy::never}})
        for (const bool of_service : {false, true}) {
            otp_settings otp;
            overrides into;
            assert_true(set_override(into, "completion", text, of_service).has_value());
            into.apply_to(otp);
            assert_true(otp.completion == policy);
        }
}

void an_empty_code_length_takes_it_away(void**) {
    otp_settings otp;
    otp.code_length = 7;
    overrides differences;
    assert_true(set_override(differences, "code_length", "", false).has_value());
    differences.apply_to(otp);
    assert_false(otp.code_length.has_value());
    for (const char* const bad : {"2", "8", "five", "-5", "5.0"}) {
        overrides into;
        assert_false(set_override(into, "code_length", bad, false).has_value());
    }
}

void an_empty_prompt_language_takes_it_away(void**) {
    otp_settings otp;
    otp.prompt_language = "en";
    overrides of_user;
    assert_true(set_override(of_user, "prompt_language", "", false).has_value());
    of_user.apply_to(otp);
    assert_true(otp.prompt_language.empty());
}

void what_is_set_replaces_and_the_rest_stays(void**) {
    overrides all;
    for (const sample& one : otp_samples)
        assert_true(set_override(all, one.key, one.good, true).has_value());
    for (const sample& one : policy_samples)
        assert_true(set_override(all, one.key, one.good, true).has_value());
    otp_settings otp;
    policy_settings policy;
    overrides{}.apply_to(otp);
    overrides{}.apply_to(policy);
    assert_true(otp == otp_settings{});
    assert_true(policy == policy_settings{});
    all.apply_to(otp);
    all.apply_to(policy);
    const otp_settings other_otp{{gateway::channel::voice, gateway::channel::sms},
                                 "CHBK",
                                 "fr",
                                 "es-419",
                                 10,
                                 0,
                                 std::chrono::seconds{3600},
                                 false,
                                 code_maker::local,
                                 7U,
                                 std::chrono::seconds{30},
                                 completion_policy::never,
                                 std::chrono::seconds{20},
                                 {}};
    assert_true(otp == other_otp);
    const policy_settings other_policy{unmapped_policy::skip, outage_policy::skip, identity::caller, true};
    assert_true(policy == other_policy);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_key_has_a_sample_here),
        cmocka_unit_test(every_key_is_set_once_and_checked),
        cmocka_unit_test(a_user_has_no_policy_of_their_own),
        cmocka_unit_test(an_unknown_key_is_told_with_the_right_ones),
        cmocka_unit_test(a_service_is_enrolled_nowhere),
        cmocka_unit_test(a_section_takes_its_own_keys_only),
        cmocka_unit_test(a_senders_key_has_the_senders_name_before_it),
        cmocka_unit_test(an_empty_senders_key_takes_away_what_was_set),
        cmocka_unit_test(a_risk_key_has_risk_before_it),
        cmocka_unit_test(an_empty_next_channel_after_takes_it_away),
        cmocka_unit_test(an_empty_language_takes_it_away),
        cmocka_unit_test(a_completion_is_told_for_own_codes_always_or_never),
        cmocka_unit_test(an_empty_code_length_takes_it_away),
        cmocka_unit_test(an_empty_prompt_language_takes_it_away),
        cmocka_unit_test(what_is_set_replaces_and_the_rest_stays),
    };
    return cmocka_run_group_tests_name("config/overrides", tests, nullptr, nullptr);
}
