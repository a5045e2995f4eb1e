// SPDX-License-Identifier: BSD-3-Clause
#include "config/sender_fields.h"

#include "config/keys.h"

#include <array>
#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace config;
using gateway::channel;

/// For each key: a value, what it becomes in the form, and one that is refused.
struct sample {
    channel way;
    const char* key;
    const char* good;
    const char* sent;
    const char* bad;
};

constexpr std::array samples{
    sample{channel::voice, "caller_id", "13105551212", "13105551212", "+13105551212"},
    sample{channel::voice, "tts_message", "Code:\n$$CODE$$;", "Code: $$CODE$$;", "no code"},
    sample{channel::voice, "pressx", "yes", "1", "1"},
    sample{channel::voice, "prompt_message", "Press 5", "Press 5", "Press \\5"},
    sample{channel::voice, "prompt_digit", "5", "5", "12"},
    sample{channel::voice, "extension_type", "1", "1", "3"},
    sample{channel::voice, "extension_template", ",,123", ",,123", "x123"},
    sample{channel::voice, "call_forward_action", "block", "block", "deny"},
    sample{channel::voice, "redial", "no", "false", "false"},
    sample{channel::voice, "callback_url", "https://a.example/b?c=d", "https://a.example/b?c=d",
           "http://a.example/"},
    sample{channel::sms, "template", "Your code: $$CODE$$", "Your code: $$CODE$$", "$$code$$"},
    sample{channel::sms, "sender_id", "ACME 24", "ACME 24", "a sender of 21 letters"},
    sample{channel::sms, "is_primary", "no", "false", "false"},
    sample{channel::sms, "sim_swap_check", "yes", "true", "1"},
    sample{channel::sms, "dlt_template_id", "1107161234567890123", "1107161234567890123", "a b"},
    sample{channel::sms, "dlt_entity_id", "1101456570000012345", "1101456570000012345", "a;b"},
    sample{channel::sms, "callback_url", "https://a.example", "https://a.example", "a.example"},
    sample{channel::smart, "tts_message", "$$CODE$$", "$$CODE$$", "$CODE$"},
    sample{channel::smart, "sms_message", "$$CODE$$", "$$CODE$$", "code"},
    sample{channel::smart, "preference", "Voice Verify", "Voice Verify", "voice"},
    sample{channel::smart, "ignore_risk", "yes", "true", "true"},
};

parsed<void> set_field(overrides& into, channel way, std::string_view key, std::string_view text) {
    return set_override(into, fmt::format("{}.{}", gateway::name_of(way), key), text, true);
}

std::string sent(const overrides& all, channel way, std::string_view key) {
    otp_settings otp;
    all.apply_to(otp);
    return std::string{find_field(otp.fields, way, key)};
}

void every_field_has_a_sample_here(void**) {
    auto sample = samples.begin();
    for (const key_definition& key : all_keys())
        if (sender_of(key.section)) {
            assert_true(sample != samples.end());
            assert_true(key.section == gateway::name_of(sample->way));
            assert_true(key.name == sample->key);
            ++sample;
        }
    assert_true(sample == samples.end());
}

void every_key_becomes_its_form_field(void**) {
    for (const sample& one : samples) {
        overrides into;
        const auto refused = set_field(into, one.way, one.key, one.bad);
        assert_false(refused.has_value());
        assert_true(refused.error().find(": ") != std::string::npos); // the remedy
        assert_true(into.changes.empty());
        assert_true(set_field(into, one.way, one.key, one.good).has_value());
        assert_int_equal(into.changes.size(), 1);
        assert_true(sent(into, one.way, one.key) == one.sent);
    }
}

void a_key_is_set_once(void**) {
    for (const sample& one : samples) {
        overrides into;
        assert_true(set_field(into, one.way, one.key, one.good).has_value());
        const auto twice = set_field(into, one.way, one.key, one.good);
        assert_string_equal(twice.error().c_str(), "given twice: remove one of them");
    }
}

void an_empty_value_is_nothing_to_send(void**) {
    overrides into;
    for (const sample& one : samples) {
        assert_true(set_field(into, one.way, one.key, "").has_value());
        assert_true(sent(into, one.way, one.key).empty());
    }
    assert_int_equal(into.changes.size(), samples.size());
    overrides other;
    assert_true(set_field(other, channel::voice, "pressx", "no").has_value());
    assert_true(sent(other, channel::voice, "pressx").empty());
}

void a_senders_keys_are_its_own(void**) {
    overrides into;
    const auto result = set_field(into, channel::smart, "sender_id", "ACME");
    assert_false(result.has_value());
    assert_string_equal(
        result.error().c_str(),
        "unknown key: the keys of smart are tts_message, sms_message, preference, ignore_risk");
}

void senders_are_known_by_their_sections(void**) {
    assert_true(sender_of("voice") == channel::voice);
    assert_true(sender_of("sms") == channel::sms);
    assert_true(sender_of("smart") == channel::smart);
    for (const char* const other : {"", "call", "Voice", "voice ", "otp"})
        assert_false(sender_of(other).has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_field_has_a_sample_here),
        cmocka_unit_test(every_key_becomes_its_form_field),
        cmocka_unit_test(a_key_is_set_once),
        cmocka_unit_test(an_empty_value_is_nothing_to_send),
        cmocka_unit_test(a_senders_keys_are_its_own),
        cmocka_unit_test(senders_are_known_by_their_sections),
    };
    return cmocka_run_group_tests_name("config/sender_fields", tests, nullptr, nullptr);
}
