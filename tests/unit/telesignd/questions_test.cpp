// SPDX-License-Identifier: BSD-3-Clause
// Every question for a code, in every language: what it begins with, and how wide it is behind ssh's "(user@host) ".

#include "columns.h"
#include "own_catalogues.h"
#include "telesignd/text/languages.h"
#include "telesignd/text/prompts.h"

#include <functional>
#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace telesignd;
using gateway::channel;

constexpr const char* host_prefix = "(alice@host1) ";

/// As telesignd(8) lists them.
constexpr struct {
    const char* tag;
    const char* code;
    const char* recovery_code;
    unsigned max_columns;
} rows[] = {{"en", "Code", "Recovery code", 78},
            {"de", "Code", "Wiederherstellungscode", 80},
            {"es", "Código", "Código de recuperación", 80},
            {"fr", "Code", "Code de secours", 80},
            {"it", "Codice", "Codice di recupero", 80},
            {"pt", "Código", "Código de recuperação", 80}};

void for_each_question(const std::function<void(const code_question&)>& check) {
    for (const channel used : {channel::smart, channel::voice, channel::sms})
        for (const bool may_call : {true, false})
            for (const bool has_resent : {false, true})
                for (const unsigned resends_left : {0U, 1U, 10U})
                    check({.used = used,
                           .last_digits = "99",
                           .resends_left = resends_left,
                           .has_resent = has_resent,
                           .may_call = may_call});
}

void assert_question(const std::string& text, const std::string& word, unsigned max_columns) {
    if (!text.starts_with(word + " ("))
        fail_msg("\"%s\" does not begin with \"%s\"", text.c_str(), word.c_str());
    if (!text.ends_with(": "))
        fail_msg("\"%s\" does not end as a question", text.c_str());
    if (tests::columns_of(host_prefix + text) > max_columns)
        fail_msg("\"%s\" is too wide", text.c_str());
}

void each_begins_with_the_documented_word_and_fits(void**) {
    const test::own_catalogues catalogues;
    const languages all{catalogues.folder()};
    for (const auto& row : rows) {
        const prompts words{all.find(row.tag)};
        for_each_question([&](const code_question& about) {
            assert_question(words.question(about), row.code, row.max_columns);
        });
        assert_question(words.recovery_question({}), row.recovery_code, row.max_columns);
        const std::string news = words.service_unreachable();
        const std::string text = words.recovery_question(news);
        assert_true(text.starts_with(news + '\n'));
        assert_question(text.substr(news.size() + 1), row.recovery_code, row.max_columns);
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {cmocka_unit_test(each_begins_with_the_documented_word_and_fits)};
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
