// SPDX-License-Identifier: BSD-3-Clause
// What users read, in their languages, through the real module and daemon.

#include "built_files.h"
#include "pam/login_fixture.h"

#include "own_catalogues.h"
#include "telesignd/text/languages.h"
#include "telesignd/text/prompts.h"

#include <algorithm>
#include <filesystem>

namespace {

using namespace pam_test;
using gateway::channel;

tests::environment_options options_with(const std::string& otp = "", const std::string& more = "") {
    tests::environment_options options;
    options.otp = "channels = sms\nreuse_pending = 0s\n" + otp;
    options.phones = "alice = +1 310 555 1212\n"
                     "[user hans]\nphone = +49 30 901820\nlanguage = de-AT\n"
                     "[user juan]\nphone = +34 912 34 56 78\nlanguage = es-419\n"
                     "[user yuki]\nphone = +81 3 1234 5678\nlanguage = ja\n";
    options.more = more;
    return options;
}

telesignd::prompts words_in(const char* tag) {
    static const test::own_catalogues catalogues;
    return telesignd::prompts{telesignd::languages{catalogues.folder()}.find(tag)};
}

std::string first_question(const telesignd::prompts& words, const char* last_digits) {
    return words.question({.used = channel::sms, .last_digits = last_digits, .resends_left = 2});
}

/// Exactly these messages were shown, in this order.
void assert_all_shown(const outcome& result, const std::vector<std::string>& expected) {
    for (std::size_t at = 0; at < expected.size() && at < result.messages.size(); ++at)
        assert_string_equal(result.messages[at].text.c_str(), expected[at].c_str());
    assert_int_equal(result.messages.size(), expected.size());
}

void a_german_reads_german_to_the_last_word(void** state) {
    login_fixture& s = start_login(state, options_with());
    s.run_as("hans", {"hallo", "", "000", "resend", "001", "002"});
    s.assert_code(PAM_MAXTRIES);
    const auto words = words_in("de");
    const std::string first = first_question(words, "20");
    const std::string later =
        words.question({.used = channel::sms, .last_digits = "20", .resends_left = 1, .has_resent = true});
    assert_all_shown(s.result,
                     {first, words.not_a_code(), first, words.told("The text message is being sent."), first,
                      words.wrong_code(2), first, words.sent_again(channel::sms), later, words.wrong_code(1),
                      later, words.end_tries_used_up()});
    // And that these are German:
    s.assert_shown("Code (SMS an ...20; 'resend' oder 'call' für einen neuen): ");
    s.assert_shown("Falscher Code, noch 1 Versuch.");
}

void the_log_is_english(void** state) {
    login_fixture& s = start_login(state, options_with());
    s.run_as("hans", {"000", "001", "002"});
    s.assert_logged("outcome=attempts_used_up reason=code_wrong");
    const std::string log = s.environment->daemon_log();
    for (const char* const german : {"Falscher", "Versuch", "Endziffern"})
        if (log.find(german) != std::string::npos)
            fail_msg("\"%s\" is in the log: %s", german, log.c_str());
}

void two_languages_are_spoken_at_the_same_time(void** state) {
    login_fixture& s = start_login(state, options_with());
    s.user = "hans";
    s.wanted.user = "hans";
    outcome juans;
    s.wanted.at_prompt = [&] {
        login other; // begins and ends while Hans is at each of his prompts
        other.arguments = s.wanted.arguments;
        other.user = "juan";
        other.answers = {"000", "001", "002"};
        juans = authenticate(other);
        s.wanted.answers.push_back("00" + std::to_string(s.wanted.answers.size()));
    };
    s.result = authenticate(s.wanted);
    const auto check = [](const outcome& result, const telesignd::prompts& words, const char* ending) {
        const std::string question = first_question(words, ending);
        assert_all_shown(result, {question, words.wrong_code(2), question, words.wrong_code(1), question,
                                  words.end_tries_used_up()});
    };
    check(s.result, words_in("de"), "20");
    check(juans, words_in("es"), "78");
}

void an_unknown_language_is_english(void** state) {
    login_fixture& s = start_login(state, options_with());
    s.run_as("yuki", {the_code});
    s.assert_code(PAM_SUCCESS);
    s.assert_shown("Code (text message to ...78; 'resend' or 'call' for another): ");
}

void the_language_of_all_holds_for_those_without_their_own(void** state) {
    login_fixture& s = start_login(state, options_with("language = fr-CA\n"));
    for (const char* const user : {"alice", "nobody-here"}) { // a decoy's login, too
        s.run_as(user, {"000"});
        s.assert_shown("Code (SMS au ...");
    }
    s.run_as("hans", {"000"});
    s.assert_shown("Falscher Code");
}

void prompt_language_pins_it(void** state) {
    login_fixture& s = start_login(state, options_with("prompt_language = en\n"));
    s.run_as("hans", {the_code});
    s.assert_code(PAM_SUCCESS);
    s.assert_shown("Code (text message to ...20; ");
    const std::string outbox = tests::read_file(s.environment->path("outbox"));
    assert_true(outbox.find("\"language\":\"de-AT\"") != outbox.npos); // the message is German all the same
}

void prompt_language_pins_it_for_a_service(void** state) {
    login_fixture& s = start_login(state, options_with("", "[service backup]\nprompt_language = en\n"));
    s.run_as("hans", {"000"});
    s.assert_shown("Falscher Code");
    s.wanted.service = "backup";
    s.run_as("hans", {"000"});
    s.assert_shown("Wrong code, 2 tries left.");
}

void one_who_is_turned_away_reads_it_in_their_language(void** state) {
    login_fixture& s = start_login(state, options_with("", "[daemon]\nmax_logins = 1\n"));
    outcome hans;
    s.wanted.at_prompt = [&] {
        login other;
        other.arguments = s.wanted.arguments;
        other.user = "hans";
        hans = authenticate(other);
    };
    s.result = authenticate(s.wanted); // alice waits meanwhile
    assert_int_equal(hans.code, PAM_AUTHINFO_UNAVAIL);
    assert_all_shown(hans, {words_in("de").end_busy()});
}

/// Logs in with the catalogues of a folder that has `content` for German, or none.
void log_in_without_german(void** state, const char* content) {
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("pam_telesign.locale." + std::to_string(::getpid()));
    std::filesystem::copy(built::locale_dir, folder, std::filesystem::copy_options::recursive);
    const std::filesystem::path file = folder / "de/LC_MESSAGES/pam-telesign.mo";
    std::filesystem::remove(file);
    if (content != nullptr)
        tests::write_file(file, content);
    tests::environment_options options = options_with();
    options.locale_dir = folder;
    login_fixture& s = start_login(state, options);
    std::filesystem::remove_all(folder); // was copied
    s.run_as("hans", {the_code});
}

void assert_in_english_and_logged_once(const login_fixture& s) {
    s.assert_code(PAM_SUCCESS);
    s.assert_shown("Code (text message to ...20; ");
    const std::string log = s.environment->daemon_log();
    const std::string line = "users whose language is de get English texts: ";
    const auto first = log.find(line);
    assert_true(first != std::string::npos && log.find("get English texts", first + line.size()) == log.npos);
}

void a_missing_catalogue_is_english(void** state) {
    log_in_without_german(state, nullptr);
    assert_in_english_and_logged_once(login_of(state));
}

void a_damaged_catalogue_is_english(void** state) {
    log_in_without_german(state, "\xde\x12\x04\x95 is how a catalogue begins, but this is none at all");
    assert_in_english_and_logged_once(login_of(state));
}

} // namespace

#define CASE(test) cmocka_unit_test_teardown(test, close_login)

int main() {
    const CMUnitTest tests[] = {
        CASE(a_german_reads_german_to_the_last_word),
        CASE(the_log_is_english),
        CASE(two_languages_are_spoken_at_the_same_time),
        CASE(an_unknown_language_is_english),
        CASE(the_language_of_all_holds_for_those_without_their_own),
        CASE(prompt_language_pins_it),
        CASE(prompt_language_pins_it_for_a_service),
        CASE(one_who_is_turned_away_reads_it_in_their_language),
        CASE(a_missing_catalogue_is_english),
        CASE(a_damaged_catalogue_is_english),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
