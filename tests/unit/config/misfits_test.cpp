#include "config/misfits.h"

#include <initializer_list>
#include <string>
#include <utility>

#include "cmocka_cpp.h"

namespace {

using namespace config;
using keys = std::initializer_list<std::pair<const char*, const char*>>;

/// The misfits of a layer that sets `wanted`, each on its own line from 1, on top of `below`.
std::string told_of(keys wanted, const otp_settings& below = {}) {
    overrides layer;
    for (const auto& [key, value] : wanted)
        if (const auto set = set_override(layer, key, value, false); !set)
            fail_msg("%s: %s", key, set.error().c_str());
    otp_settings merged = below;
    layer.apply_to(merged);
    const auto line_of = [&](std::string_view key) {
        unsigned line = 0;
        for (const auto& each : wanted)
            if (++line; each.first == key)
                return line;
        return 0U;
    };
    std::string told;
    for (const misfit& each : misfits_in(merged, line_of))
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
    assert_told({{"language", "fr"}, {"voice.pressx", "yes"}},
                "2 voice.pressx: pressx speaks English only\n");
    for (const char* const other : {"enm", "nn", "es-EN"})
        assert_told({{"language", other}, {"voice.pressx", "yes"}},
                    "2 voice.pressx: pressx speaks English only\n");
    for (const char* const english : {"en", "en-US", "en-GB", "EN-us"})
        assert_told({{"language", english}, {"voice.pressx", "yes"}}, "");
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
    const char* const told = "1 verify_code: the codes of channel smart are TeleSign's own\n";
    assert_told({{"verify_code", "local"}}, told); // smart is the default
    assert_told({{"verify_code", "local"}, {"channels", "sms, smart"}}, told);
    assert_told({{"verify_code", "local"}, {"channels", "sms, voice"}}, "");
    assert_told({{"verify_code", "telesign"}, {"channels", "smart"}}, "");
    otp_settings below;
    below.verify_code = code_maker::local;
    below.channels = {gateway::channel::sms};
    assert_string_equal(told_of({{"channels", "smart"}}, below).c_str(),
                        "1 channels: the codes of channel smart are TeleSign's own\n");
}

void a_layer_is_blamed_for_what_it_changes_only(void**) {
    otp_settings below;
    overrides general;
    assert_true(set_override(general, "voice.pressx", "yes", false).has_value());
    general.apply_to(below);
    assert_string_equal(told_of({{"language", "fr"}}, below).c_str(),
                        "1 language: pressx speaks English only\n");
    below.language = "fr"; // wrong below: told there
    assert_string_equal(told_of({{"attempts", "2"}}, below).c_str(), "");
    assert_string_equal(told_of({{"voice.pressx", "no"}}, below).c_str(), "");
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
        cmocka_unit_test(a_layer_is_blamed_for_what_it_changes_only),
        cmocka_unit_test(everything_by_default_fits),
    };
    return cmocka_run_group_tests_name("config/misfits", tests, nullptr, nullptr);
}
