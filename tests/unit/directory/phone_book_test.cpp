// SPDX-License-Identifier: BSD-3-Clause
#include "built_files.h"
#include "config/keys.h"

#include "unit/config/sample_file.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "unit/config/overriding.h"
#include "unit/directory/phone_book_fixture.h"

namespace {

using directory::load_phone_book;
using directory::loaded_book;
using namespace test;

void users_are_found_by_their_exact_name(void** state) {
    const loaded_book loaded = load(state, "[phones]\nalice = +1 310 555 1212\ncarol=49 (30) 901-820\n");
    assert_phone(loaded, "alice", 13105551212, 2);
    assert_phone(loaded, "carol", 4930901820, 3);
    for (const char* other : {"", "Alice", "alic", "alice2", " alice", "bob"})
        assert_null(loaded.book->find(other));
    assert_int_equal(loaded.book->size(), 2);
    assert_true(loaded.book->complete());
    assert_warnings(state, loaded, "");
    assert_null(loaded.book->find("alice")->differences);
}

void names_may_hold_any_bytes_but_those_of_ini(void** state) {
    const std::string name(180, 'n');
    const loaded_book loaded = load(
        state,
        fmt::format(
            "[phones]\nj\xc3\xb6rg = 13105551201\nm\xe9\xff = 13105551202\nDOM\\first last = 13105551203\n"
            "a;b@c[d].# = 13105551204\n{} = 13105551205\n[user \xc3\xa9 x]\nphone = 13105551206\n",
            name));
    assert_phone(loaded, "j\xc3\xb6rg", 13105551201, 2);
    assert_phone(loaded, "m\xe9\xff", 13105551202, 3);
    assert_phone(loaded, "DOM\\first last", 13105551203, 4);
    assert_phone(loaded, "a;b@c[d].#", 13105551204, 5);
    assert_phone(loaded, name, 13105551205, 6);
    assert_phone(loaded, "\xc3\xa9 x", 13105551206, 7);
    assert_warnings(state, loaded, "");
}

void a_bad_number_denies_its_user_only(void** state) {
    const loaded_book loaded =
        load(state, "[phones]\nempty =\nlocal = 0310 555 1212\nshort = 123\nword = yes\n"
                    "alice = 13105551212\n[user bob]\nphone = x\n");
    const char* const no_country =
        "\"**** *** **12\" has no country code: begin with + and the country code, without any 0 "
        "before it, or set [phones] default_region";
    const char* const of_one =
        "\" is not a phone number: write digits, with blanks, dots, dashes and parentheses as you like";
    assert_denied(loaded, "empty", "empty: write a phone number that begins with + and the country code");
    assert_denied(loaded, "local", no_country);
    assert_denied(loaded, "short",
                  "\"*23\" has 3 digits, and a phone number 7 to 15: begin with + and the country code");
    assert_denied(loaded, "word", (std::string{"\"yes"} + of_one).c_str());
    assert_denied(loaded, "bob", (std::string{"\"x"} + of_one).c_str());
    assert_phone(loaded, "alice", 13105551212, 6);
    assert_true(loaded.book->complete());
    assert_warnings(
        state, loaded,
        fmt::format(
            ":2: empty: empty: write a phone number that begins with + and the country code\n"
            ":3: local: {}\n"
            ":4: short: \"*23\" has 3 digits, and a phone number 7 to 15: begin with + and the country code\n"
            ":5: word: \"yes{}\n:8: bob: \"x{}\n",
            no_country, of_one, of_one)
            .c_str());
}

void a_user_given_twice_is_denied_and_stays_so(void** state) {
    const loaded_book loaded =
        load(state, "[phones]\nalice = 13105551212\nalice = 13105551212\nalice = 13105551213\n"
                    "bob = 13105551214\n[user bob]\nphone = 13105551214\n[user zoe]\n"
                    "phone = 13105551215\n[user zoe]\nlanguage = fr\n[user kim]\nphone = 13105551216\n"
                    "[phones]\nkim = 13105551216\n");
    assert_denied(loaded, "alice", "given twice: keep this number or the one at line 2");
    assert_denied(loaded, "bob", "given twice: keep this number or the one at line 5");
    assert_denied(loaded, "zoe", "[user NAME] given twice: put its keys together below line 8");
    assert_denied(loaded, "kim", "given twice: keep this number or the one at line 12");
    assert_int_equal(loaded.book->size(), 4);
    assert_int_equal(loaded.warning_count, 4);
    assert_true(loaded.book->complete());
}

void a_good_number_does_not_mend_a_bad_one(void** state) {
    const loaded_book loaded = load(state, "[phones]\nalice = x\nalice = 13105551212\n");
    assert_denied(
        loaded, "alice",
        "\"x\" is not a phone number: write digits, with blanks, dots, dashes and parentheses as you like");
}

void a_line_that_cannot_be_read_denies_the_user_that_it_names(void** state) {
    const loaded_book loaded =
        load(state,
             fmt::format("[phones]\nalice +13105551212\nbob = {}\n[user zoe]\nphone 13105551212\n[user {}]\n"
                         "phone = 13105551212\n",
                         std::string(70'000, '1'), std::string(301 - 5, 'l')));
    assert_denied(loaded, "alice",
                  "neither `key = value` nor a section header: add the `=`, or begin a comment with `;`");
    assert_denied(
        loaded, "bob",
        "the line is longer than 64 KiB: continue it on lines that begin with a blank, or shorten it");
    assert_denied(loaded, "zoe",
                  "neither `key = value` nor a section header: add the `=`, or begin a comment with `;`");
    assert_denied(loaded, std::string(301 - 5, 'l'),
                  "the section's name is longer than 300 bytes: make it shorter; what is below it is ignored "
                  "up to the next header");
    assert_true(loaded.book->complete());
}

void a_line_above_the_first_section_denies_its_user(void** state) {
    const loaded_book loaded = load(state, "alice = 13105551212\nbob\n[phones]\n");
    assert_denied(loaded, "alice", "is above the first section: put it below [phones]");
    assert_denied(loaded, "bob",
                  "neither `key = value` nor a section header: add the `=`, or begin a comment with `;`");
}

void an_error_that_is_nobodys_makes_the_book_incomplete(void** state) {
    for (const char* wrong :
         {"[user bob\nphone = 13105551213\n", "[user]\nphone = 13105551213\n", "[phone]\nbob = 13105551213\n",
          "[Phones]\nbob = 13105551213\n", "[phones]\n= 13105551213\n",
          "[phones]\nalice2 = 13105551213\n  bob = 13105551214\n", // bob seems to continue alice2
          "[phones]\n+13105551213 = bob\n",                        // places changed
          "[wrong]\nbob\n"}) {
        const loaded_book loaded = load(state, fmt::format("[phones]\nalice = 13105551212\n{}", wrong));
        assert_false(loaded.book->complete());
        assert_null(loaded.book->find("bob"));
        assert_phone(loaded, "alice", 13105551212, 2);
        assert_true(loaded.warning_count >= 1);
    }
}

void indented_users_are_denied_each(void** state) {
    const loaded_book loaded = load(state, "[phones]\n  alice = 13105551212\n  bob = 13105551213\n");
    for (const char* user : {"alice", "bob"})
        assert_denied(loaded, user,
                      "begins with a blank but continues nothing: begin it in the first column");
}

void a_warning_shows_neither_numbers_nor_control_characters(void** state) {
    const loaded_book loaded = load(state, "[phones]\n+1 310 555 1212 = alice\nb\xc2\x9b"
                                           "31m = x\n[user z]\nphone = "
                                           "13105551212\n+1 310 555 1212 = z\n");
    assert_warnings(
        state, loaded,
        ":2: *********12: \"alice\" is not a phone number: write digits, with blanks, dots, dashes and "
        "parentheses as you like\n"
        ":3: b\\xc2\\x9b31m: \"x\" is not a phone number: write digits, with blanks, dots, dashes and "
        "parentheses as you like\n"
        ":6: z: (not shown)" UNKNOWN_KEY "\n");
}

void the_first_hundred_warnings_are_kept_and_all_are_counted(void** state) {
    std::string text = "[phones]\n";
    for (int number = 0; number < 250; ++number)
        text += fmt::format("user{} = 0\n", number);
    const loaded_book loaded = load(state, text);
    assert_int_equal(loaded.warnings.size(), 100);
    assert_int_equal(loaded.warning_count, 250);
    assert_int_equal(loaded.book->size(), 250);
}

void an_empty_file_is_an_empty_and_complete_book(void** state) {
    const loaded_book loaded = load(state, "");
    assert_int_equal(loaded.book->size(), 0);
    assert_null(loaded.book->find("alice"));
    assert_true(loaded.book->complete());
}

void a_file_that_is_not_safe_is_refused(void** state) {
    const std::string open = files_of(state).write("phones.ini", "[phones]\n", 0644);
    config::settings settings;
    settings.phones_file = open;
    const auto readable = load_phone_book(settings);
    assert_false(readable.has_value());
    assert_string_equal(readable.error().c_str(),
                        (open + ": may be read by everybody: chmod 0640 " + open).c_str());
    const std::string none = files_of(state).path("none");
    settings.phones_file = none;
    const auto missing = load_phone_book(settings);
    assert_false(missing.has_value());
    assert_string_equal(missing.error().c_str(),
                        (none + ": no such file: create it, or correct the path").c_str());
}

void a_book_outlives_what_it_was_loaded_with(void** state) {
    std::shared_ptr<const directory::phone_book> book =
        load(state, "[phones]\nalice = x\n[user bob]\nphone = 13105551212\nlanguage = fr\n").book;
    assert_true(book->find("alice")->problem.starts_with("\"x\" is not a phone number"));
    assert_string_equal(otp_with(*book->find("bob")->differences).language.c_str(), "fr");
}

bool sets(const config::overrides& all, const config::key_definition& key) {
    return std::any_of(all.changes.begin(), all.changes.end(),
                       [&](const auto& each) { return each.first == &key; });
}

void the_sample_is_read_without_a_warning_commented_or_not(void** state) {
    const std::string sample =
        test::text_of_file(built::source_dir + std::string{"/conf/examples/phones.ini"});
    const loaded_book as_it_is = load(state, sample);
    assert_int_equal(as_it_is.book->size(), 0);
    assert_warnings(state, as_it_is, "");
    const loaded_book loaded = load(state, test::uncommented(sample));
    assert_warnings(state, loaded, "");
    assert_int_equal(loaded.book->find("alice")->digits, 13105551212ULL);
    assert_int_equal(loaded.book->find("carol")->digits, 4930901820ULL);
    const directory::entry* bob = loaded.book->find("bob");
    assert_int_equal(bob->digits, 442079460000ULL);
    for (const config::key_definition& key : config::all_keys())
        if (config::is_overridable(key, false) && !sets(*bob->differences, key))
            fail_msg("conf/examples/phones.ini does not show %s", config::override_name(key).c_str());
}

void the_shipped_file_is_read_without_a_warning_commented_or_not(void** state) {
    const std::string shipped = test::text_of_file(built::source_dir + std::string{"/conf/phones.ini"});
    const loaded_book as_it_is = load(state, shipped);
    assert_int_equal(as_it_is.book->size(), 0);
    assert_warnings(state, as_it_is, "");
    const loaded_book loaded = load(state, test::uncommented(shipped));
    assert_warnings(state, loaded, "");
    assert_int_equal(loaded.book->size(), 4);
}

} // namespace

#define WITH_FILES(test_) cmocka_unit_test_setup_teardown(test_, test::make_files, test::remove_files)

int main() {
    const CMUnitTest tests[] = {
        WITH_FILES(users_are_found_by_their_exact_name),
        WITH_FILES(names_may_hold_any_bytes_but_those_of_ini),
        WITH_FILES(a_bad_number_denies_its_user_only),
        WITH_FILES(a_user_given_twice_is_denied_and_stays_so),
        WITH_FILES(a_good_number_does_not_mend_a_bad_one),
        WITH_FILES(a_line_that_cannot_be_read_denies_the_user_that_it_names),
        WITH_FILES(a_line_above_the_first_section_denies_its_user),
        WITH_FILES(an_error_that_is_nobodys_makes_the_book_incomplete),
        WITH_FILES(indented_users_are_denied_each),
        WITH_FILES(a_warning_shows_neither_numbers_nor_control_characters),
        WITH_FILES(the_first_hundred_warnings_are_kept_and_all_are_counted),
        WITH_FILES(an_empty_file_is_an_empty_and_complete_book),
        WITH_FILES(a_file_that_is_not_safe_is_refused),
        WITH_FILES(a_book_outlives_what_it_was_loaded_with),
        WITH_FILES(the_sample_is_read_without_a_warning_commented_or_not),
        WITH_FILES(the_shipped_file_is_read_without_a_warning_commented_or_not),
    };
    return cmocka_run_group_tests_name("directory/phone_book", tests, nullptr, nullptr);
}
