// SPDX-License-Identifier: BSD-3-Clause
#include "config/settings.h"

#include <string>

#include <fmt/format.h>
#include <sys/stat.h>

#include "unit/config/settings_fixture.h"

namespace {

using namespace config;
using namespace test;

void the_required_keys_alone_give_the_defaults(void** state) {
    const auto result = load(state, required);
    assert_true(result.has_value());
    assert_true(result->telesign.customer_id == "ID-1");
    assert_true(result->telesign.api_key.view() == "YWJj");
    assert_true(result->otp == otp_settings{});
    assert_true(result->policy == policy_settings{});
    assert_true(result->services.empty());
    assert_true(result->telesign.endpoints == std::vector<std::string>{"https://rest-ww.telesign.com"});
    assert_true(result->phones_file == "/etc/telesign/phones.ini");
    assert_int_equal(result->daemon.max_logins, 1024);
    assert_int_equal(result->daemon.max_logins_per_user, 8);
}

void what_the_file_says_replaces_the_defaults(void** state) {
    const auto result =
        load(state, fmt::format("{}auth = basic\n[otp]\nchannels = voice,\n  sms\nattempts = 1\n"
                                "[policy]\nidentity = caller\n[daemon]\nmax_logins = 7\n",
                                required));
    assert_true(result.has_value());
    assert_true(result->telesign.auth == auth_scheme::basic);
    assert_int_equal(result->otp.channels.size(), 2);
    assert_int_equal(result->otp.attempts, 1);
    assert_int_equal(result->otp.resends, 2);
    assert_true(result->policy.identity == identity::caller);
    assert_int_equal(result->daemon.max_logins, 7);
}

void a_service_has_its_differences_on_top(void** state) {
    const auto result = load(
        state, fmt::format("{}[service sudo]\nattempts = 2\noutage = skip\n[otp]\nattempts = 5\nresends = 0\n"
                           "[service  su-l]\nresends = 1\n",
                           required));
    assert_true(result.has_value());
    assert_int_equal(result->otp_for("sudo").attempts, 2);
    assert_int_equal(result->otp_for("sudo").resends, 0);
    assert_int_equal(result->otp_for("su-l").resends, 1);
    assert_int_equal(result->otp_for("sshd").attempts, 5);
    assert_true(result->policy_for("sudo").outage == outage_policy::skip);
    assert_true(result->policy_for("sshd").outage == outage_policy::deny);
}

void an_api_key_over_several_lines_and_from_a_file_is_whole(void** state) {
    const std::string half(150, 'A');
    const auto folded =
        load(state, fmt::format("[telesign]\ncustomer_id = I\napi_key = {}\n  {}\n", half, half));
    assert_true(folded.has_value());
    assert_true(folded->telesign.api_key.view() == half + half);
    const std::string file = files_of(state).write("key", "YWJj\n", 0640);
    const auto named = load(state, fmt::format("[telesign]\ncustomer_id = I\napi_key_file = {}\n", file));
    assert_true(named.has_value());
    assert_true(named->telesign.api_key.view() == "YWJj");
}

void what_is_required_must_be_there(void** state) {
    const char* expected = ": [telesign] customer_id: missing: add `customer_id = …` from TeleSign's portal\n"
                           ": [telesign] api_key: missing: add `api_key = …` or `api_key_file = PATH`\n";
    assert_errors(state, "", expected);
    assert_errors(state, "[otp]\nattempts = 3\n", expected);
    assert_errors(state, "[telesign]\ncustomer_id =\napi_key =\n",
                  ":2: [telesign] customer_id: empty: write the customer id from TeleSign's portal\n"
                  ":3: [telesign] api_key: empty: write the API key from TeleSign's portal\n");
}

void a_key_and_a_key_file_exclude_each_other(void** state) {
    const std::string file = files_of(state).write("key", "YWJj\n", 0640);
    assert_errors(
        state, fmt::format("{}api_key_file = {}\n", required, file),
        ":4: [telesign] api_key and api_key_file: both given, the other on line 3: keep one of them\n");
}

void an_endpoint_and_endpoints_exclude_each_other(void** state) {
    assert_errors(
        state, fmt::format("{}endpoints = https://a, https://b\nendpoint = https://c\n", required),
        ":5: [telesign] endpoint and endpoints: both given, the other on line 4: keep one of them\n");
}

void all_errors_are_told_with_their_lines_in_order(void** state) {
    assert_errors(
        state,
        fmt::format("{}colour = red\n[otp]\nno equals sign\nattempts = 0\nechos = yes\n[telesing]\nx = 1\n"
                    "[policy]\nunmapped = allow\nattempts = 3\n",
                    required),
        ":4: [telesign] colour: unknown key: the keys here are customer_id, api_key, api_key_file, auth, "
        "endpoint, endpoints, ca_file, proxy, connect_timeout, request_timeout\n"
        ":6: neither `key = value` nor a section header: add the `=`, or begin a comment with `;`\n"
        ":7: [otp] attempts: \"0\" is out of range: write a number from 1 to 10\n"
        ":8: [otp] echos: unknown key: the keys here are channels, ucid, language, prompt_language, "
        "attempts, resends, "
        "lifetime, echo, verify_code, code_length, reuse_pending, completion, next_channel_after\n"
        ":9: [telesing]" UNKNOWN_SECTION "\n"
        ":12: [policy] unmapped: unknown value \"allow\": write deny or skip\n"
        ":13: [policy] attempts: unknown key: the keys here are unmapped, outage, identity, "
        "allow_unprivileged\n");
}

void what_is_given_twice_is_an_error(void** state) {
    assert_errors(state, fmt::format("{}customer_id = ID-2\n", required),
                  ":4: [telesign] customer_id: given twice: keep this one or that on line 2\n");
    assert_errors(state, fmt::format("{}[otp]\nattempts = 3\n[otp]\nresends = 3\n", required),
                  ":6: [otp]: given twice: put its keys together on line 4\n");
    assert_errors(state, fmt::format("{}[service sudo]\n[service sudo]\n[service  sudo]\n", required),
                  ":5: [service sudo]: given twice: put its keys together on line 4\n"
                  ":6: [service  sudo]: given twice: put its keys together on line 4\n");
    assert_errors(state, fmt::format("{}[service sudo]\nattempts = 1\nattempts = 2\n", required),
                  ":6: [service sudo] attempts: given twice: keep this one or that on line 5\n");
}

void a_section_without_keys_must_be_known_too(void** state) {
    assert_errors(state, fmt::format("{}[service]\n[services sudo]\n", required),
                  ":4: [service]" UNKNOWN_SECTION "\n:5: [services sudo]" UNKNOWN_SECTION "\n");
}

void a_service_must_be_one_that_pam_can_ask_for(void** state) {
    for (const char* name : {"Sudo", "/etc/pam.d/sudo", "su do"}) {
        const std::string all =
            errors_of(state, fmt::format("{}[service {}]\nattempts = 1\n", required, name));
        assert_string_equal(
            all.c_str(),
            fmt::format(":4: [service NAME]: \"{}\" is not the name of a PAM service: write it as in "
                        "/etc/pam.d, in lower case\n",
                        name)
                .c_str());
    }
}

void a_key_above_all_sections_and_a_broken_header_are_errors(void** state) {
    assert_errors(state, fmt::format("attempts = 3\n{}[otp\nattempts = 99\n", required),
                  ":1: attempts: is above the first section: put it below its [section]\n"
                  ":5: not a section header: write [NAME] alone on a line, from its first column; what is "
                  "below it is ignored up to the next header\n");
}

void a_line_too_long_is_an_error_and_never_a_shorter_value(void** state) {
    assert_errors(
        state, fmt::format("[telesign]\ncustomer_id = I\napi_key = {}\n", std::string(70'000, 'A')),
        ": [telesign] api_key: missing: add `api_key = …` or `api_key_file = PATH`\n"
        ":3: the line is longer than 64 KiB: continue it on lines that begin with a blank, or shorten it\n");
}

void every_sender_has_its_section(void** state) {
    const auto result =
        load(state, fmt::format("{}[voice]\ncaller_id = 13105551212\npressx = yes\n[sms]\nsender_id = A\n"
                                "[smart]\nignore_risk = no\n[service sudo]\nvoice.pressx = no\n",
                                required));
    assert_true(result.has_value());
    const auto sent = [&](std::string_view service, gateway::channel way, std::string_view key) {
        return std::string{find_field(result->otp_for(service).fields, way, key)};
    };
    assert_string_equal(sent("sshd", gateway::channel::voice, "caller_id").c_str(), "13105551212");
    assert_string_equal(sent("sshd", gateway::channel::voice, "pressx").c_str(), "1");
    assert_string_equal(sent("sudo", gateway::channel::voice, "pressx").c_str(), "");
    assert_string_equal(sent("sudo", gateway::channel::sms, "sender_id").c_str(), "A");
    assert_string_equal(sent("sudo", gateway::channel::smart, "ignore_risk").c_str(), "false");
    assert_int_equal(result->otp_for("sudo").fields.size(), 3);
}

void a_long_message_on_continuation_lines_arrives_whole(void** state) {
    std::string line;
    for (int count = 0; count < 60; ++count)
        line += "\xe2\x82\xac"; // 180 bytes
    std::string text = fmt::format("{}[voice]\ntts_message = $$CODE$$\n", required);
    std::string expected = "$$CODE$$";
    for (int count = 0; count < 32; ++count) {
        text += fmt::format("  {}\n", line);
        expected += " " + line;
    }
    const auto result = load(state, text);
    assert_true(result.has_value());
    assert_true(find_field(result->otp.fields, gateway::channel::voice, "tts_message") == expected);
    assert_errors(state, text + "  " + line + "\n",
                  ":5: [voice] tts_message: \"$$CODE$$ "
                  "€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€…\" is too long to be spoken: "
                  "shorten it to 2000 characters\n");
}

void what_does_not_fit_together_is_told_where_it_is_set(void** state) {
    assert_errors(
        state,
        fmt::format("{}[voice]\npressx = yes\n[service sudo]\nlanguage = fr\n[service su]\n"
                    "voice.prompt_digit = 1\n[otp]\nlanguage = de\n",
                    required),
        ":5: [voice] pressx: pressx is English only: write `pressx = no`, or an English language\n"
        ":7: [service sudo] language: pressx is English only: write `pressx = no`, or an English "
        "language\n"
        ":9: [service su] voice.prompt_digit: prompt_message and prompt_digit need each other: set both or "
        "none\n");
    assert_errors(
        state,
        fmt::format("{}[sms]\ntemplate = no code\npressx = yes\n[service sudo]\nvoice.redial = maybe\n",
                    required),
        ":5: [sms] template: \"no code\" does not hold the code: write $$CODE$$ where the code belongs\n"
        ":6: [sms] pressx: unknown key: the keys of sms are template, sender_id, is_primary, sim_swap_check, "
        "dlt_template_id, "
        "dlt_entity_id, callback_url\n"
        ":8: [service sudo] voice.redial: unknown value \"maybe\": write yes or no\n");
}

void no_error_holds_the_key(void** state) {
    // As TeleSign's are: 64 random bytes. It must not show in part either.
    const std::string key = "kG5v8Qw3ZtB1nYxR0cLpUe7JfHsD4aMiOu2TqVh9WzNl6XgKbEoPjSrCdFyAm1I3B5"
                            "G7H9J0K2L4Z6X8C1V3Bg";
    for (const char* text : {
             "api_key = {0}",                    // padding lost
             "api_key = {0}==\napi_key = {0}==", // twice
             "api_key = AAAA\n{0}==",            // a continuation that is not indented
             "api_key {0}==",                    // no `=`
             "{0}",                              // no key
             "  {0}==",                          // continues nothing
             "customer_id = {0}==",              // behind other keys
             "auth = {0}==", "api_key_file = {0}==", "ca_file = {0}", "connect_timeout = {0}",
             "[otp]\nlanguage = {0}",
             "endpoint = https://u:{0}@h", // in a URL
             "proxy = http://u:{0}@h/",
             "[{0}]", // as a section
             "[{0}", "[service {0}==]\nx = 1",
             "api_key = {0}{1}", // too long
         }) {
        const std::string all = errors_of(
            state, "[telesign]\n" + fmt::format(fmt::runtime(text), key, std::string(70'000, 'A')) + "\n");
        assert_true(!all.empty());
        for (std::size_t at = 0; at + 8 <= key.size(); ++at)
            assert_true(all.find(key.substr(at, 8)) == std::string::npos);
    }
}

void the_file_itself_must_be_safe_and_of_sane_size(void** state) {
    assert_errors(state, fmt::format("{};{}\n", required, std::string(1U << 20U, 'x')),
                  ": is larger than the limit for such a file: make it smaller\n");
    const std::string open = files_of(state).write("open.conf", required, 0644);
    const auto refused = load_settings(open);
    assert_false(refused.has_value());
    assert_int_equal(refused.error().size(), 1);
    assert_string_equal(refused.error().front().c_str(),
                        (open + ": may be read by everybody: chmod 0640 " + open).c_str());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        WITH_FILES(the_required_keys_alone_give_the_defaults),
        WITH_FILES(what_the_file_says_replaces_the_defaults),
        WITH_FILES(a_service_has_its_differences_on_top),
        WITH_FILES(an_api_key_over_several_lines_and_from_a_file_is_whole),
        WITH_FILES(what_is_required_must_be_there),
        WITH_FILES(a_key_and_a_key_file_exclude_each_other),
        WITH_FILES(an_endpoint_and_endpoints_exclude_each_other),
        WITH_FILES(all_errors_are_told_with_their_lines_in_order),
        WITH_FILES(what_is_given_twice_is_an_error),
        WITH_FILES(a_section_without_keys_must_be_known_too),
        WITH_FILES(a_service_must_be_one_that_pam_can_ask_for),
        WITH_FILES(a_key_above_all_sections_and_a_broken_header_are_errors),
        WITH_FILES(a_line_too_long_is_an_error_and_never_a_shorter_value),
        WITH_FILES(every_sender_has_its_section),
        WITH_FILES(a_long_message_on_continuation_lines_arrives_whole),
        WITH_FILES(what_does_not_fit_together_is_told_where_it_is_set),
        WITH_FILES(no_error_holds_the_key),
        WITH_FILES(the_file_itself_must_be_safe_and_of_sane_size),
    };
    return cmocka_run_group_tests_name("config/settings", tests, nullptr, nullptr);
}
