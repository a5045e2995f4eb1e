// SPDX-License-Identifier: BSD-3-Clause
// What phones.ini's numbers are taken for, and files as Windows writes them.
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "unit/config/overriding.h"
#include "unit/directory/phone_book_fixture.h"

namespace {

using directory::load_phone_book;
using directory::loaded_book;
using namespace test;

void numbers_without_plus_are_counted_and_the_first_few_told_with_their_country(void** state) {
    std::string text =
        "[phones]\nintl = +44 20 7946 0000\ncn = 131 2345 6789\nbad = 11105551212\ntwice = 13105551212\n"
        "twice = 13105551212\n";
    for (int number = 0; number < 100; ++number)
        text += fmt::format("user{} = 493090182{}\n", number, number % 10);
    const loaded_book loaded = load(state, text);
    assert_true(loaded.book->find("cn")->form == directory::number_form::bare);
    const std::string path = files_of(state).path("phones.ini");
    const std::vector<std::string> expected{
        path + ": 102 numbers have no \"+\", and the country code is taken to come first: write + and the "
               "country code, or "
               "set [phones] default_region",
        path + ":3: cn: the number ending in 89 is taken for one of country code 1 (United States)",
        path + ":7: user0: the number ending in 20 is taken for one of country code 49 (Germany)",
        path + ":8: user1: the number ending in 21 is taken for one of country code 49 (Germany)"};
    assert_int_equal(loaded.notes.size(), expected.size());
    for (std::size_t at = 0; at < expected.size(); ++at)
        assert_string_equal(loaded.notes[at].c_str(), expected[at].c_str());
    assert_int_equal(load(state, "[phones]\nalice = +44 20 7946 0000\n").notes.size(), 0);
    config::settings settings;
    settings.default_region = "CN";
    const loaded_book national = load(state, text, std::move(settings));
    assert_int_equal(national.notes.size(), 0);
}

void with_a_default_region_numbers_are_national(void** state) {
    config::settings settings;
    settings.default_region = "GB";
    const loaded_book loaded =
        load(state,
             "[phones]\nalice = 020 7946 0000\nbob = +1 310 555 1212\ncarol = 00 1 310 555 1213\n"
             "dave = 020\n[user erin]\nphone = (020) 7946-0001\n",
             std::move(settings));
    const auto digits = [&](std::string_view user) {
        const auto number = loaded.book->number_of(*loaded.book->find(user));
        return number ? number->digits : number.error();
    };
    assert_string_equal(digits("alice").c_str(), "442079460000");
    assert_string_equal(digits("bob").c_str(), "13105551212");
    assert_string_equal(digits("carol").c_str(), "13105551213");
    assert_string_equal(digits("erin").c_str(), "442079460001");
    assert_denied(loaded, "dave",
                  "\"*20\" has 3 digits: write the whole number, or begin it with + and the country code");
    assert_string_equal(digits("dave").c_str(), std::string{loaded.book->find("dave")->problem}.c_str());
}

void what_was_pasted_with_a_number_is_named(void** state) {
    const loaded_book loaded = load(state, "[phones]\nalice = \xe2\x80\xaa+1 310 555 1212\n");
    assert_denied(loaded, "alice",
                  "\"<U+202A>+* *** *** **12\" holds U+202A, which cannot be seen: type the number by hand");
}

void a_file_of_windows_is_read_as_any_other(void** state) {
    const loaded_book loaded = load(
        state, "\xef\xbb\xbf[phones]\r\nalice = +1 310 555 1212\r\n[user bob]\r\nphone = +442079460000\r\n"
               "sms.template = $$CODE$$ is your code ; keep it\r\n");
    assert_phone(loaded, "alice", 13105551212, 2);
    assert_warnings(state, loaded, "");
    assert_true(config::find_field(otp_with(*loaded.book->find("bob")->differences).fields,
                                   gateway::channel::sms, "template") == "$$CODE$$ is your code ; keep it");
    config::settings settings;
    settings.phones_file = files_of(state).write("phones.ini", std::string{"\xff\xfe[\0p\0h\0", 8});
    const auto wide = load_phone_book(settings);
    assert_false(wide.has_value());
    assert_string_equal(wide.error().c_str(),
                        (settings.phones_file + ": is UTF-16: save it as UTF-8").c_str());
}

} // namespace

#define WITH_FILES(test_) cmocka_unit_test_setup_teardown(test_, test::make_files, test::remove_files)

int main() {
    const CMUnitTest tests[] = {
        WITH_FILES(numbers_without_plus_are_counted_and_the_first_few_told_with_their_country),
        WITH_FILES(with_a_default_region_numbers_are_national),
        WITH_FILES(what_was_pasted_with_a_number_is_named),
        WITH_FILES(a_file_of_windows_is_read_as_any_other),
    };
    return cmocka_run_group_tests_name("directory/phone_book_numbers", tests, nullptr, nullptr);
}
