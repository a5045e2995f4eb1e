// SPDX-License-Identifier: BSD-3-Clause
// Every message of every catalogue, as its translator wrote it and as telesignd reads it.

#include "built_files.h"
#include "columns.h"
#include "gateway/telesign/error_codes.h"
#include "gateway/telesign/status_codes.h"
#include "own_catalogues.h"
#include "support/text.h"
#include "telesignd/text/languages.h"
#include "telesignd/text/prompts.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <fmt/args.h>
#include <gettext-po.h>
#include <security/_pam_types.h>

#include "cmocka_cpp.h"

namespace {

using namespace telesignd;
using namespace std::chrono_literals;
using gateway::channel;

/// One entry of a .po file.
struct entry {
    std::string english;
    std::string plural; ///< empty: it has none
    std::vector<std::string> translations;
    bool fuzzy = false;
    bool obsolete = false;
};

void complain(int, po_message_t, const char* file, size_t, size_t, int, const char* text) {
    fail_msg("%s: %s", file, text);
}
void complain_of_two(int, po_message_t, const char* file, size_t, size_t, int, const char* text, po_message_t,
                     const char*, size_t, size_t, int, const char*) {
    fail_msg("%s: %s", file, text);
}

entry entry_of(po_message_t message) {
    entry result{po_message_msgid(message),
                 "",
                 {},
                 po_message_is_fuzzy(message) != 0,
                 po_message_is_obsolete(message) != 0};
    if (const char* const plural = po_message_msgid_plural(message)) {
        result.plural = plural;
        for (int form = 0; po_message_msgstr_plural(message, form) != nullptr; ++form)
            result.translations.emplace_back(po_message_msgstr_plural(message, form));
    } else {
        result.translations.emplace_back(po_message_msgstr(message));
    }
    return result;
}

std::vector<entry> entries_of(const std::string& language) {
    const po_xerror_handler handler{complain, complain_of_two};
    const std::unique_ptr<struct po_file, decltype(&po_file_free)> file{
        po_file_read((built::source_dir + ("/src/telesignd/text/languages/" + language) + ".po").c_str(),
                     &handler),
        po_file_free};
    const std::unique_ptr<struct po_message_iterator, decltype(&po_message_iterator_free)> each{
        po_message_iterator(file.get(), nullptr), po_message_iterator_free};
    std::vector<entry> result;
    while (po_message_t message = po_next_message(each.get()))
        if (*po_message_msgid(message) != '\0') // the header
            result.push_back(entry_of(message));
    return result;
}

/// Calls `check` for each translation and the English that it stands for.
void for_each_translation(
    const std::function<void(const std::string& english, const std::string& translation)>& check) {
    for (const char* const language : translated)
        for (const entry& each : entries_of(language))
            for (std::size_t form = 0; form < each.translations.size(); ++form)
                check(form == 0 ? each.english : each.plural, each.translations[form]);
}

/// The words in lower case between two marks: "'resend'" or "{ending}".
std::multiset<std::string> words_between(const std::string& text, char begin, char end) {
    std::multiset<std::string> result;
    for (auto at = text.find(begin); at != text.npos; at = text.find(begin, at + 1)) {
        const auto last = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz", at + 1);
        if (last != text.npos && last > at + 1 && text[last] == end)
            result.insert(text.substr(at, last + 1 - at));
    }
    return result;
}

std::string blanks_around(const std::string& text) {
    const auto first = text.find_first_not_of(' ');
    return text.substr(0, first) + '|' + text.substr(text.find_last_not_of(' ') + 1);
}

void nothing_is_missing_doubtful_or_left_over(void**) {
    for (const char* const language : translated) {
        const auto all = entries_of(language);
        assert_true(all.size() >= gateway::telesign::status_table().size());
        for (const entry& each : all) {
            if (each.fuzzy || each.obsolete)
                fail_msg("%s: fuzzy or obsolete: %s", language, each.english.c_str());
            assert_int_equal(each.translations.size(), each.plural.empty() ? 1 : 2);
            for (const std::string& one : each.translations)
                if (one.empty())
                    fail_msg("%s: not translated: %s", language, each.english.c_str());
        }
    }
}

void placeholders_and_keywords_are_those_of_the_english(void**) {
    for_each_translation([](const std::string& english, const std::string& translation) {
        const auto braces = [](const std::string& text) {
            return std::count_if(text.begin(), text.end(),
                                 [](char each) { return each == '{' || each == '}'; });
        };
        if (words_between(english, '{', '}') != words_between(translation, '{', '}') ||
            words_between(english, '\'', '\'') != words_between(translation, '\'', '\'') ||
            braces(english) != braces(translation))
            fail_msg("\"%s\" has other placeholders or keywords than \"%s\"", translation.c_str(),
                     english.c_str());
    });
}

void what_is_shown_is_plain_text_with_the_same_blanks_around_it(void**) {
    for_each_translation([](const std::string& english, const std::string& translation) {
        if (!support::is_plain_text(translation) || blanks_around(english) != blanks_around(translation))
            fail_msg("\"%s\" for \"%s\"", translation.c_str(), english.c_str());
    });
}

/// The longest of what stands for a placeholder in one language: of the translations of `texts`, filled with `count`.
std::string longest_of(const std::vector<entry>& all, const std::vector<std::string>& texts, unsigned count) {
    std::string longest;
    for (const entry& each : all)
        for (const std::string& one : each.translations)
            if (std::find(texts.begin(), texts.end(), each.english) != texts.end())
                if (auto filled = fmt::format(fmt::runtime(one), fmt::arg("count", count));
                    filled.size() > longest.size())
                    longest = filled;
    return longest;
}

using filled_values = fmt::dynamic_format_arg_store<fmt::format_context>;

filled_values longest_values(const std::string& time) {
    filled_values values;
    values.push_back(fmt::arg("ending", "99"));
    values.push_back(fmt::arg("digits", "99"));
    values.push_back(fmt::arg("count", 10));
    values.push_back(fmt::arg("time", time));
    values.push_back(fmt::arg("reference", std::string(32, 'F')));
    return values;
}

void assert_fits(const std::string& text, const filled_values& values, unsigned max_columns) {
    if (text.find("{destination}") != text.npos) // a question: see questions_test
        return;
    const std::string filled = fmt::vformat(text, values);
    if (filled.size() > language::longest || tests::columns_of("(alice@host1) " + filled) > max_columns)
        fail_msg("too long: \"%s\"", filled.c_str());
}

/// Each text is a line of its own (prompts.h), any may be the first, and ssh writes "(user@host) " before that.
void each_is_a_line_that_fits_with_the_longest_values(void**) {
    for (const char* const language : translated) {
        const auto all = entries_of(language);
        const std::string time = longest_of(all, {"{count} second", "{count} minute", "{count} hour"}, 999);
        for (const entry& each : all) {
            assert_fits(each.english, longest_values("999 seconds"), 78);
            if (!each.plural.empty())
                assert_fits(each.plural, longest_values("999 seconds"), 78);
            for (const std::string& one : each.translations)
                assert_fits(one, longest_values(time), 80);
        }
    }
}

int copy_catalogues(void** state) {
    *state = new test::own_catalogues;
    return 0;
}

int remove_catalogues(void** state) {
    delete static_cast<test::own_catalogues*>(*state);
    return 0;
}

std::string folder_of(void** state) {
    return static_cast<const test::own_catalogues*>(*state)->folder();
}

void telesignd_reads_what_the_translator_wrote(void** state) {
    const languages all{folder_of(state)};
    for (const char* const language : translated)
        for (const entry& each : entries_of(language)) {
            const std::string read = all.find(language).translate(each.english);
            if (each.plural.empty() && read != each.translations.front())
                fail_msg("%s: \"%s\" instead of \"%s\"", language, read.c_str(),
                         each.translations.front().c_str());
        }
}

void counts_are_spelt_right(void** state) {
    const languages all{folder_of(state)};
    const struct {
        const char* language;
        std::vector<const char*> spelt; ///< 1, 2 and 5 tries; seconds, minutes and hours
    } rows[] = {
        {"en", {"1 try", "2 tries", "5 tries", "1 second", "5 seconds", "2 minutes", "5 minutes", "2 hours"}},
        {"de",
         {"1 Versuch.", "2 Versuche.", "5 Versuche.", "1 Sekunde,", "5 Sekunden", "2 Minuten", "5 Minuten",
          "2 Stunden"}},
        {"es",
         {"queda 1 intento.", "quedan 2 intentos.", "quedan 5 intentos.", "1 segundo ", "5 segundos",
          "2 minutos", "5 minutos", "2 horas"}},
        {"fr",
         {"1 essai.", "2 essais.", "5 essais.", "1 seconde ", "5 secondes", "2 minutes", "5 minutes",
          "2 heures"}},
        {"it",
         {"resta 1 tentativo.", "restano 2 tentativi.", "restano 5 tentativi.", "1 secondo ", "5 secondi",
          "2 minuti", "5 minuti", "2 ore"}},
        {"pt",
         {"resta 1 tentativa.", "restam 2 tentativas.", "restam 5 tentativas.", "1 segundo ", "5 segundos",
          "2 minutos", "5 minutos", "2 horas"}},
    };
    for (const auto& row : rows) {
        const prompts words{all.find(row.language)};
        const std::vector<std::string> said = {words.wrong_code(1),      words.wrong_code(2),
                                               words.wrong_code(5),      words.cooling_down(1s),
                                               words.cooling_down(5s),   words.cooling_down(2min),
                                               words.cooling_down(5min), words.cooling_down(2h)};
        assert_int_equal(said.size(), row.spelt.size());
        for (std::size_t at = 0; at < said.size(); ++at)
            if (said[at].find(row.spelt[at]) == std::string::npos)
                fail_msg("\"%s\" is not in \"%s\"", row.spelt[at], said[at].c_str());
    }
}

std::size_t longest_size(const std::vector<std::string>& texts) {
    std::size_t result = 0;
    for (const std::string& each : texts)
        result = std::max(result, each.size());
    return result;
}

/// The most that telesignd says in one prompt (login.cpp), each text at its longest.
void the_longest_prompts_fit(void** state) {
    const languages all{folder_of(state)};
    for (const char* const language : {"en", "de", "es", "fr", "it", "pt"}) {
        const prompts words{all.find(language)};
        std::vector<std::string> failed = {words.undeliverable(channel::smart),
                                           words.undeliverable(channel::voice),
                                           words.undeliverable(channel::sms)};
        for (const auto& row : gateway::telesign::status_table())
            failed.push_back(words.told(row.user_message));
        const std::size_t not_arrived = longest_size(failed) + 1;
        const std::size_t calls = longest_size({words.calls_forwarded(), words.calls_not_allowed()}) + 1;
        const std::size_t news =
            longest_size({words.sent_again(channel::voice), words.sent_again(channel::sms), words.joined(2),
                          words.resend_limited(89s), words.resend_failed()}) +
            1;
        const std::size_t question =
            words.question({.last_digits = "12", .resends_left = 10, .has_resent = true}).size();
        assert_true(3 * not_arrived + news + question < PAM_MAX_MSG_SIZE);         // all channels, one by one
        assert_true(2 * not_arrived + calls + news + question < PAM_MAX_MSG_SIZE); // a resend
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_missing_doubtful_or_left_over),
        cmocka_unit_test(placeholders_and_keywords_are_those_of_the_english),
        cmocka_unit_test(what_is_shown_is_plain_text_with_the_same_blanks_around_it),
        cmocka_unit_test(each_is_a_line_that_fits_with_the_longest_values),
        cmocka_unit_test(telesignd_reads_what_the_translator_wrote),
        cmocka_unit_test(counts_are_spelt_right),
        cmocka_unit_test(the_longest_prompts_fit),
    };
    return cmocka_run_group_tests(tests, copy_catalogues, remove_catalogues);
}
