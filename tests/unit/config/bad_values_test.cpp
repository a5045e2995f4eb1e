// SPDX-License-Identifier: BSD-3-Clause
// Every key of telesign.conf and of [user NAME] refuses a bad value with a message that names the line, the value (but
// never a secret) and what to write.
#include "config/keys.h"

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "unit/config/settings_fixture.h"

namespace {

using namespace config;
using namespace test;

/// No key takes it. No phone number, and not like an API key.
constexpr std::string_view bad = "pigeon \x1b[1m\xe2\x80\xaapost\xff";
constexpr std::string_view shown_bad = "\"pigeon \\x1b[1m<U+202A>post\\xff\"";
/// The same without what is refused before any key is looked at.
constexpr std::string_view bad_in_file = "pigeon \xe2\x80\xaapost\xff";
constexpr std::string_view shown_in_file = "\"pigeon <U+202A>post\\xff\"";

bool is_secret(std::string_view key) {
    return key == "api_key";
}

void assert_names_value(const std::string& message, const std::string& section, const std::string& key,
                        std::string_view shown) {
    if (!message.starts_with(fmt::format(":5: [{}] {}: ", section, key)))
        fail_msg("[%s] %s: no place: %s", section.c_str(), key.c_str(), message.c_str());
    const bool names = message.find(shown) != std::string::npos;
    const bool has_remedy =
        message.find(": ", message.find(key + ": ") + key.size() + 2) != std::string::npos;
    if (is_secret(key) ? message.find("pigeon") != std::string::npos : !names)
        fail_msg("[%s] %s: %s", section.c_str(), key.c_str(), message.c_str());
    if (!has_remedy)
        fail_msg("[%s] %s: no remedy: %s", section.c_str(), key.c_str(), message.c_str());
    if (message.find("stands there") != std::string::npos || message.find("in range:") != std::string::npos)
        fail_msg("[%s] %s: not plain English: %s", section.c_str(), key.c_str(), message.c_str());
}

void every_key_names_its_bad_value_but_a_secret_one(void** state) {
    assert_true(all_keys().size() > 80);
    for (const key_definition& key : all_keys()) {
        if (key.scope == key_scope::user_only)
            continue;
        const std::string before = key.section == "telesign"
                                       ? "[otp]\n[policy]\n\n"
                                       : "[telesign]\ncustomer_id = I\napi_key = YWJj\n";
        const std::string text = fmt::format("{}[{}]\n{} = {}\n", before, key.section, key.name, bad_in_file);
        const std::string all = errors_of(state, text);
        const std::size_t at = all.find(":5: ");
        assert_true(at != std::string::npos);
        assert_names_value(all.substr(at, all.find('\n', at) - at), std::string{key.section},
                           std::string{key.name}, shown_in_file);
    }
}

void a_service_names_it_too(void** state) {
    for (const key_definition& key : all_keys()) {
        if (!is_overridable(key, true))
            continue;
        const std::string name = override_name(key);
        const std::string all =
            errors_of(state, fmt::format("{}[service sudo]\n{} = {}\n", required, name, bad_in_file));
        assert_names_value(all, "service sudo", name, shown_in_file);
    }
}

void a_user_names_it_too(void**) {
    overrides into;
    for (const key_definition& key : all_keys()) {
        if (!is_overridable(key, false))
            continue;
        const auto result = set_override(into, override_name(key), bad, false);
        assert_false(result.has_value());
        assert_true(result.error().find(shown_bad) != std::string::npos);
    }
}

void a_secret_is_never_named_whatever_is_wrong_with_it(void** state) {
    const std::string file = files_of(state).write("key", "pigeon", 0640);
    for (const std::string& line : {std::string{"api_key = pigeon"}, std::string{"api_key = pigeons=="},
                                    std::string{"api_key = \"cGlnZW9u\" pigeon"}, "api_key_file = " + file}) {
        const std::string all = errors_of(state, fmt::format("[telesign]\ncustomer_id = I\n{}\n", line));
        assert_true(all.starts_with(":3: [telesign] api_key"));
        assert_true(all.find("pigeon") == std::string::npos);
    }
}

void a_proxy_password_is_never_named(void** state) {
    for (const char* const proxy :
         {"http://user:pigeon@host/", "user:pigeon@host:1", "http://user:pig@eon pigeon@host:1",
          "user:my pigeon@host", "http://user:pigeon", "user:pigeon", "http://user:pigeon@"}) {
        const std::string all = errors_of(state, fmt::format("{}proxy = {}\n", required, proxy));
        assert_true(all.starts_with(":4: [telesign] proxy: \""));
        assert_true(all.find("pigeon") == std::string::npos);
    }
}

void what_is_named_is_the_word_that_is_wrong(void** state) {
    assert_errors(state,
                  fmt::format("{}[otp]\nchannels = sms, pigeon\nresends = 11\nattempts = many\n", required),
                  ":5: [otp] channels: unknown channel \"pigeon\": write smart, voice or sms\n"
                  ":6: [otp] resends: \"11\" is out of range: write a number from 0 to 10\n"
                  ":7: [otp] attempts: \"many\" is not a number in digits: write a number from 1 to 10\n");
    assert_errors(state,
                  fmt::format("{}[policy]\noutage = allow\n[limits]\nsends_total = 5/10m, 6/x\n", required),
                  ":5: [policy] outage: unknown value \"allow\": write deny, recovery or skip\n"
                  ":7: [limits] sends_total: after the slash: \"x\" is not a span of time: write a number "
                  "and its unit, "
                  "as in 30s, 90m, 72h or 14d\n");
    assert_errors(state, fmt::format("{}[phones]\ndefault_region = gb\n", required),
                  ":5: [phones] default_region: \"gb\" is not a country: write the two capital letters of "
                  "ISO 3166-1, as "
                  "in US or DE\n");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        WITH_FILES(every_key_names_its_bad_value_but_a_secret_one),
        WITH_FILES(a_service_names_it_too),
        cmocka_unit_test(a_user_names_it_too),
        WITH_FILES(a_secret_is_never_named_whatever_is_wrong_with_it),
        WITH_FILES(a_proxy_password_is_never_named),
        WITH_FILES(what_is_named_is_the_word_that_is_wrong),
    };
    return cmocka_run_group_tests_name("config/bad_values", tests, nullptr, nullptr);
}
