// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/text/language.h"

#include "telesignd/catalogue_file.h"

#include <string>
#include <thread>
#include <vector>

#include "cmocka_cpp.h"

namespace {

using namespace telesignd;
using namespace fmt::literals;
using namespace std::string_literals;

language german(std::map<std::string, std::string> texts) {
    auto read = language::read(tests::catalogue_file(std::move(texts)));
    if (!read)
        fail_msg("%s", read.error().c_str());
    return *read;
}

language small() {
    return german({{"Wrong code.", "Falscher Code."},
                   {"Sent to {ending}.", "An {ending} gesendet – fertig."},
                   {"{count} try\0{count} tries"s, "{count} Versuch\0{count} Versuche"s}});
}

void english_is_what_stands_in_the_source(void**) {
    const language english;
    assert_string_equal(english.translate("Wrong code.").c_str(), "Wrong code.");
    assert_string_equal(english.fill("Sent to {ending}.", "ending"_a = "12").c_str(), "Sent to 12.");
    for (const auto& [count, expected] :
         {std::pair{0, "0 tries"}, std::pair{1, "1 try"}, std::pair{2, "2 tries"}})
        assert_string_equal(
            english.fill_counted("{count} try", "{count} tries", count, "count"_a = count).c_str(), expected);
}

void a_catalogue_translates_and_fills(void**) {
    const language in = small();
    assert_string_equal(in.translate("Wrong code.").c_str(), "Falscher Code.");
    assert_string_equal(in.fill("Sent to {ending}.", "ending"_a = "12").c_str(), "An 12 gesendet – fertig.");
    for (const auto& [count, expected] :
         {std::pair{0U, "0 Versuche"}, std::pair{1U, "1 Versuch"}, std::pair{2U, "2 Versuche"},
          std::pair{5U, "5 Versuche"}, std::pair{4'294'967'295U, "4294967295 Versuche"}})
        assert_string_equal(in.fill_counted("{count} try", "{count} tries", count, "count"_a = count).c_str(),
                            expected);
}

void what_the_catalogue_lacks_is_english(void**) {
    const language in = small();
    assert_string_equal(in.translate("Right code.").c_str(), "Right code.");
    assert_string_equal(in.translate("").c_str(), ""); // not the catalogue's header
    assert_string_equal(in.fill("At {time}.", "time"_a = 5).c_str(), "At 5.");
    assert_string_equal(in.fill_counted("{count} day", "{count} days", 3, "count"_a = 3).c_str(), "3 days");
}

void a_translation_that_cannot_be_shown_is_english(void**) {
    for (const std::string& bad :
         {"Zu {other}"s, "Zu {"s, "Zu }"s, "Zu {ending:d}"s, "\x1b[31m{ending}"s, "{ending}\n"s,
          "\xc2\x9b{ending}"s, std::string(201, 'x'), "{ending:4000}"s}) {
        const language in = german({{"To {ending}", bad}});
        const std::string filled = in.fill("To {ending}", "ending"_a = "12");
        if (filled != "To 12")
            fail_msg("\"%s\" was shown as \"%s\"", bad.c_str(), filled.c_str());
    }
    assert_string_equal(german({{"Plain", "a\nb"}}).translate("Plain").c_str(), "Plain");
    assert_string_equal(german({{"Plain", std::string(201, 'x')}}).translate("Plain").c_str(), "Plain");
}

void a_plural_rule_that_makes_no_sense_does_no_harm(void**) {
    for (const char* const rule : {"nplurals=2; plural=n/0;", "nplurals=2; plural=n%0;",
                                   "nplurals=2; plural=n+7;", "nplurals=2; plural=(n", "nplurals=2; plural=;",
                                   "nplurals=2; plural=-1;", "plural=", "nplurals=2; plural=n/(n-1);"}) {
        const auto in = language::read(tests::catalogue_file(
            {{"{count} try\0{count} tries"s, "{count} Versuch\0{count} Versuche"s}}, rule));
        if (!in)
            continue;
        for (const unsigned count : {0U, 1U, 2U, 5U}) {
            const auto text = in->fill_counted("{count} try", "{count} tries", count, "count"_a = count);
            if (!text.starts_with(std::to_string(count)))
                fail_msg("%s: %u is \"%s\"", rule, count, text.c_str());
        }
    }
}

void use(const language& in) {
    static_cast<void>(in.translate("Wrong code."));
    static_cast<void>(in.translate("Right code."));
    static_cast<void>(in.fill("Sent to {ending}.", "ending"_a = "12"));
    static_cast<void>(in.fill_counted("{count} try", "{count} tries", 2, "count"_a = 2));
}

void a_damaged_catalogue_does_no_harm(void**) {
    const std::string whole =
        tests::catalogue_file({{"Wrong code.", "Falscher Code."},
                               {"{count} try\0{count} tries"s, "{count} Versuch\0{count} Versuche"s}});
    unsigned refused = 0;
    for (std::size_t size = 0; size < whole.size(); ++size)
        refused += language::read(whole.substr(0, size)).has_value() ? 0 : 1;
    assert_int_equal(refused, whole.size()); // the file ends with the last string
    for (std::size_t at = 0; at < whole.size(); ++at)
        for (const int change : {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
            std::string damaged = whole;
            damaged[at] = static_cast<char>(damaged[at] ^ change);
            if (const auto in = language::read(std::move(damaged)))
                use(*in);
            else
                ++refused;
        }
    assert_true(refused > whole.size() + 100);
    assert_false(language::read(tests::catalogue_file({{"Wrong code.", "\xff"}})).has_value()); // no UTF-8
    for (const char* const foreign : {"", "msgid \"\"\n",
                                      "\x7f"
                                      "ELF"})
        assert_false(language::read(foreign).has_value());
}

void copies_serve_many_threads(void**) {
    const language in = small();
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int each = 0; each < 4; ++each)
        threads.emplace_back([mine = in] {
            for (int time = 0; time < 1000; ++time)
                use(mine);
        });
    for (std::thread& each : threads)
        each.join();
    assert_string_equal(in.translate("Wrong code.").c_str(), "Falscher Code.");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(english_is_what_stands_in_the_source),
        cmocka_unit_test(a_catalogue_translates_and_fills),
        cmocka_unit_test(what_the_catalogue_lacks_is_english),
        cmocka_unit_test(a_translation_that_cannot_be_shown_is_english),
        cmocka_unit_test(a_plural_rule_that_makes_no_sense_does_no_harm),
        cmocka_unit_test(a_damaged_catalogue_does_no_harm),
        cmocka_unit_test(copies_serve_many_threads),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
