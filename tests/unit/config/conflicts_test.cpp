// SPDX-License-Identifier: BSD-3-Clause
#include "config/conflicts.h"

#include <cstring>
#include <initializer_list>
#include <string>
#include <utility>

#include "cmocka_cpp.h"

namespace {

using namespace config;
using keys = std::initializer_list<std::pair<const char*, const char*>>;

/// The conflicts of a layer that sets `wanted`, each on its own line from 1, on top of `below`.
std::string told_of(keys wanted, const effective_settings& below = {}) {
    overrides layer;
    for (const auto& [key, value] : wanted)
        if (const auto set = set_override(layer, key, value, false); !set)
            fail_msg("%s: %s", key, set.error().c_str());
    effective_settings merged = below;
    layer.apply_to(merged.otp);
    layer.apply_to(merged.risk);
    const auto line_of = [&](std::string_view key) {
        unsigned line = 0;
        for (const auto& each : wanted)
            if (++line; each.first == key)
                return line;
        return 0U;
    };
    std::string told;
    for (const conflict& each : find_conflicts(merged, line_of))
        told += std::to_string(each.line) + " " + std::string{each.key} + ": " +
                std::string{each.problem.substr(0, each.problem.find(':'))} + "\n";
    return told;
}

void assert_told(keys wanted, const char* expected) {
    assert_string_equal(told_of(wanted).c_str(), expected);
}

void pressx_and_an_own_message_exclude_each_other(void**) {
    assert_told({{"voice.pressx", "yes"}, {"voice.tts_message", "$$CODE$$"}},
                "1 voice.pressx: pressx and tts_message exclude each other\n");
    assert_told({{"voice.pressx", "no"}, {"voice.tts_message", "$$CODE$$"}}, "");
    assert_told({{"voice.pressx", "yes"}, {"smart.tts_message", "$$CODE$$"}}, "");
}

void pressx_is_english(void**) {
    assert_told({{"language", "fr"}, {"voice.pressx", "yes"}}, "2 voice.pressx: pressx is English only\n");
    for (const char* const other : {"enm", "nn", "es-EN"})
        assert_told({{"language", other}, {"voice.pressx", "yes"}},
                    "2 voice.pressx: pressx is English only\n");
    for (const char* const english : {"en", "en-US", "en-GB", "EN-us"})
        assert_told({{"language", english}, {"voice.pressx", "yes"}}, "");
    assert_told({{"language", ""}, {"voice.pressx", "yes"}}, ""); // TeleSign's default is English
}

void a_prompt_needs_its_digit_and_names_it(void**) {
    assert_told({{"voice.prompt_digit", "1"}},
                "1 voice.prompt_digit: prompt_message and prompt_digit need each other\n");
    assert_told({{"voice.prompt_message", "Press 1"}},
                "1 voice.prompt_message: prompt_message and prompt_digit need each other\n");
    assert_told({{"voice.prompt_digit", "1"}, {"voice.prompt_message", "Press 2"}},
                "2 voice.prompt_message: prompt_message does not name prompt_digit\n");
    assert_told({{"voice.prompt_digit", "1"}, {"voice.prompt_message", "Press 1"}}, "");
}

void an_extension_needs_its_type_and_commas_need_type_1(void**) {
    assert_told({{"voice.extension_type", "1"}},
                "1 voice.extension_type: extension_type and extension_template need each other\n");
    assert_told({{"voice.extension_template", "1"}},
                "1 voice.extension_template: extension_type and extension_template need each other\n");
    assert_told(
        {{"voice.extension_type", "2"}, {"voice.extension_template", ",1"}},
        "2 voice.extension_template: extension_template has commas, which only extension_type 1 takes\n");
    assert_told({{"voice.extension_type", "2"}, {"voice.extension_template", "1"}}, "");
    assert_told({{"voice.extension_type", "1"}, {"voice.extension_template", ",1"}}, "");
}

void own_codes_cannot_go_by_smart(void**) {
    const char* const told = "1 verify_code: TeleSign makes the codes of channel smart\n";
    assert_told({{"verify_code", "local"}}, told); // smart is the default
    assert_told({{"verify_code", "local"}, {"channels", "sms, smart"}}, told);
    assert_told({{"verify_code", "local"}, {"channels", "sms, voice"}}, "");
    assert_told({{"verify_code", "telesign"}, {"channels", "smart"}}, "");
    effective_settings below;
    below.otp.verify_code = code_maker::local;
    below.otp.channels = {gateway::channel::sms};
    assert_string_equal(told_of({{"channels", "smart"}}, below).c_str(),
                        "1 channels: TeleSign makes the codes of channel smart\n");
}

void a_code_length_is_for_codes_of_ours(void**) {
    const char* const told = "1 code_length: TeleSign makes the codes and chooses their length\n";
    assert_told({{"code_length", "5"}}, told);
    assert_told({{"code_length", "5"}, {"verify_code", "telesign"}}, told);
    assert_told({{"code_length", "5"}, {"verify_code", "local"}, {"channels", "voice"}}, "");
    assert_told({{"code_length", ""}}, "");
    effective_settings below;
    below.otp.verify_code = code_maker::local;
    below.otp.channels = {gateway::channel::sms};
    below.otp.code_length = 7;
    assert_string_equal(told_of({{"verify_code", "telesign"}}, below).c_str(), "");
    assert_string_equal(told_of({{"code_length", "6"}}, below).c_str(), "");
}

void a_call_says_five_digits_at_most(void**) {
    const char* const problem = ": a local code has 3 to 5 digits in a call\n";
    for (const char* const length : {"3", "4", "5"})
        assert_told({{"code_length", length}, {"verify_code", "local"}, {"channels", "sms, voice"}}, "");
    for (const char* const length : {"6", "7"}) {
        assert_told({{"channels", "sms, voice"}, {"verify_code", "local"}, {"code_length", length}},
                    (std::string{"3 code_length"} + problem).c_str());
        assert_told({{"channels", "sms"}, {"verify_code", "local"}, {"code_length", length}}, "");
    }
    effective_settings below;
    below.otp.verify_code = code_maker::local;
    below.otp.channels = {gateway::channel::sms};
    below.otp.code_length = 6;
    assert_string_equal(told_of({{"channels", "voice"}}, below).c_str(),
                        (std::string{"1 channels"} + problem).c_str());
}

void a_layer_is_blamed_for_what_it_changes_only(void**) {
    effective_settings below;
    overrides general;
    assert_true(set_override(general, "voice.pressx", "yes", false).has_value());
    general.apply_to(below.otp);
    assert_string_equal(told_of({{"language", "fr"}}, below).c_str(), "1 language: pressx is English only\n");
    below.otp.language = "fr"; // wrong below: told there
    assert_string_equal(told_of({{"attempts", "2"}}, below).c_str(), "");
    assert_string_equal(told_of({{"voice.pressx", "no"}}, below).c_str(), "");
}

void the_legacy_lookups_have_no_addons(void**) {
    effective_settings below;
    below.phoneid = phoneid_style::legacy;
    for (const char* const addon : {"sim_swap", "standard, call_forward_detection", "number_deactivation",
                                    "porting_history, live", "subscriber_status"}) {
        assert_string_equal(told_of({{"risk.check", addon}}, below).c_str(),
                            "1 risk.check: `phoneid = legacy` has no sim_swap, call_forward_detection, "
                            "number_deactivation, porting_history "
                            "and subscriber_status\n");
        assert_told({{"risk.consent", "1"}, {"risk.check", addon}}, "");
    }
    assert_string_equal(told_of({{"risk.check", "standard, score, contact, live"}}, below).c_str(), "");
}

void what_no_lookup_can_tell_protects_nothing(void**) {
    const struct {
        const char* key;
        const char* value;
        const char* useless_check; ///< lookups that do not help
        const char* check;
        const char* told;
    } rows[] = {
        {"risk.refuse_unreachable", "yes", "subscriber_status", "live", "without live"},
        {"risk.refuse_roaming", "yes", "standard", "live", "without live"},
        {"risk.refuse_inactive", "yes", "standard", "live", "without subscriber_status and live"},
        {"risk.refuse_inactive", "yes", "score", "subscriber_status", "without subscriber_status and live"},
        {"risk.refuse_deactivated", "yes", "porting_history", "number_deactivation",
         "without number_deactivation"},
        {"risk.refuse_ported_within", "3d", "sim_swap", "porting_history", "without porting_history"},
        {"risk.allow_countries", "US", "", "contact", "without a lookup"},
        {"risk.refuse_countries", "US", "", "standard", "without a lookup"},
        {"risk.call_forwarding", "deny", "live", "call_forward_detection", ""},
        {"risk.call_forwarding", "sms-only", "", "standard, call_forward_detection", ""},
    };
    for (const auto& row : rows) {
        const std::string key{row.key + std::strlen("risk.")};
        const std::string told = std::string{row.key} + ": " + key + " has no effect" +
                                 (*row.told == 0 ? "" : " ") + row.told + "\n";
        assert_told({{row.key, row.value}}, ("1 " + told).c_str());
        assert_told({{"risk.check", row.useless_check}, {row.key, row.value}}, ("2 " + told).c_str());
        assert_told({{"risk.consent", "4"}, {"risk.check", row.check}, {row.key, row.value}}, "");
    }
}

void a_rule_that_is_off_needs_no_lookup(void**) {
    assert_told({{"risk.refuse_unreachable", "no"},
                 {"risk.refuse_roaming", "no"},
                 {"risk.refuse_inactive", "no"},
                 {"risk.refuse_deactivated", "no"},
                 {"risk.call_forwarding", "allow"},
                 {"risk.refuse_ported_within", ""},
                 {"risk.allow_countries", ""},
                 {"risk.refuse_countries", ""},
                 {"risk.on_unknown", "allow"}},
                "");
}

void a_rule_that_the_senders_replies_feed_needs_no_lookup(void**) {
    assert_told({{"risk.max_level", "high"},
                 {"risk.refuse_recommendation", "block"},
                 {"risk.max_sim_swap", "2"},
                 {"risk.refuse_swapped_within", "72h"},
                 {"risk.suspicious", "deny"},
                 {"risk.refuse_phone_types", "voip"},
                 {"risk.call_forwarding", "deny"},
                 {"voice.call_forward_action", "flag"}},
                "");
}

void a_layer_that_takes_the_lookup_away_is_blamed(void**) {
    effective_settings below;
    below.risk.refuse_roaming = true;
    below.risk.check = {gateway::lookup::live};
    assert_string_equal(told_of({{"attempts", "2"}, {"risk.check", ""}}, below).c_str(),
                        "2 risk.check: refuse_roaming has no effect without live\n");
    assert_string_equal(told_of({{"risk.check", ""}, {"risk.refuse_roaming", ""}}, below).c_str(), "");
    below.risk.check = {}; // wrong below: told there
    assert_string_equal(told_of({{"attempts", "2"}}, below).c_str(), "");
}

void everything_by_default_fits(void**) {
    assert_told({}, "");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(pressx_and_an_own_message_exclude_each_other),
        cmocka_unit_test(pressx_is_english),
        cmocka_unit_test(a_prompt_needs_its_digit_and_names_it),
        cmocka_unit_test(an_extension_needs_its_type_and_commas_need_type_1),
        cmocka_unit_test(own_codes_cannot_go_by_smart),
        cmocka_unit_test(a_code_length_is_for_codes_of_ours),
        cmocka_unit_test(a_call_says_five_digits_at_most),
        cmocka_unit_test(a_layer_is_blamed_for_what_it_changes_only),
        cmocka_unit_test(the_legacy_lookups_have_no_addons),
        cmocka_unit_test(what_no_lookup_can_tell_protects_nothing),
        cmocka_unit_test(a_rule_that_is_off_needs_no_lookup),
        cmocka_unit_test(a_rule_that_the_senders_replies_feed_needs_no_lookup),
        cmocka_unit_test(a_layer_that_takes_the_lookup_away_is_blamed),
        cmocka_unit_test(everything_by_default_fits),
    };
    return cmocka_run_group_tests_name("config/conflicts", tests, nullptr, nullptr);
}
