// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/phone_edit.h"

#include "unit/config/temporary_files.h"

#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <pwd.h>
#include <strings.h>

#include "unit/telesignctl/failures.h"

/// In place of libc's: the system knows alice, in any case of letters, and nobody else.
extern "C" int getpwnam_r(const char* name, passwd* entry, char*, size_t, passwd** found) {
    static std::string alice = "alice";
    *found = nullptr;
    if (alice.size() != std::strlen(name) || ::strcasecmp(name, alice.c_str()) != 0)
        return 0;
    *entry = {};
    entry->pw_name = alice.data();
    *found = entry;
    return 0;
}

namespace {

using namespace telesignctl;
using protocol::result;
using tests::assert_contains;

struct phone_fixture {
    const test::temporary_files files;
    phone_paths paths{files.path("telesign.conf"), files.path("nobody.sock")};
    answer last;

    phone_fixture() {
        static_cast<void>(
            files.write("telesign.conf", "[telesign]\ncustomer_id = A\napi_key = YWJj\n[phones]\nfile = " +
                                             files.path("phones.ini") + '\n'));
        write("[phones]\nalice = +1 310 555 1212\n[user bob]\nphone = +44 20 7946 0000\n");
    }
    void default_region(const std::string& region) const {
        static_cast<void>(files.write("telesign.conf",
                                      "[telesign]\ncustomer_id = A\napi_key = YWJj\n[phones]\nfile = " +
                                          files.path("phones.ini") + "\ndefault_region = " + region + '\n'));
    }
    void write(const std::string& text) const { static_cast<void>(files.write("phones.ini", text, 0640)); }
    [[nodiscard]] std::string text() const {
        std::ifstream file{files.path("phones.ini"), std::ios::binary};
        return {std::istreambuf_iterator<char>{file}, {}};
    }
    [[nodiscard]] std::string fact(const std::string& name) const {
        for (const auto& [key, value] : last.facts)
            if (key == name)
                return value;
        return "none";
    }
};

int open_fixture(void** state) {
    *state = new phone_fixture;
    return 0;
}
int close_fixture(void** state) {
    delete static_cast<phone_fixture*>(*state);
    return 0;
}
phone_fixture& on(void** state) {
    return *static_cast<phone_fixture*>(*state);
}

void numbers_are_masked_unless_asked_for_in_full(void** state) {
    phone_fixture& s = on(state);
    s.last = show_phones(s.paths, std::nullopt, false);
    assert_true(s.last.outcome == result::granted);
    assert_string_equal(s.fact("alice").c_str(), "*********12");
    assert_string_equal(s.last.facts.at(1).first.c_str(), "bob");
    s.last = show_phones(s.paths, "bob", true);
    assert_string_equal(s.fact("phone_number").c_str(), "+442079460000");
    assert_string_equal(s.fact("region").c_str(), "GB");
    assert_string_equal(s.fact("line").c_str(), "3");
    s.last = show_phones(s.paths, "mallory", false);
    assert_true(s.last.outcome == result::denied);
}

void a_number_is_set_and_nothing_else(void** state) {
    phone_fixture& s = on(state);
    s.last = set_phone(s.paths, "bob", "+44 (20) 7946-0001");
    assert_true(s.last.outcome == result::granted);
    assert_string_equal(s.fact("phone_number").c_str(), "**********01");
    assert_contains(s.fact("note"), "telesignd did not read it: ");
    assert_string_equal(s.text().c_str(),
                        "[phones]\nalice = +1 310 555 1212\n[user bob]\nphone = +442079460001\n");
    s.last = remove_phone(s.paths, "alice");
    assert_true(s.last.outcome == result::granted);
    assert_string_equal(s.text().c_str(), "[phones]\n[user bob]\nphone = +442079460001\n");
}

void what_is_no_number_changes_nothing(void** state) {
    phone_fixture& s = on(state);
    const std::string before = s.text();
    for (const char* const number : {"0310 555 1212", "", "12", "+1 310 555", "seven"}) {
        s.last = set_phone(s.paths, "alice", number);
        assert_true(s.last.outcome == result::service_error);
    }
    assert_string_equal(s.text().c_str(), before.c_str());
}

void a_number_without_plus_is_told_with_its_country(void** state) {
    phone_fixture& s = on(state);
    s.last = set_phone(s.paths, "cn", "131 2345 6789");
    assert_true(s.last.outcome == result::granted);
    assert_string_equal(s.last.facts.back().first.c_str(), "note");
    assert_string_equal(
        s.last.facts.back().second.c_str(),
        "the number has no \"+\" and is taken for one of country code 1 (United States): write + and the "
        "country code, or set [phones] default_region");
    assert_contains(s.text(), "\ncn = +13123456789\n");
}

void a_national_number_is_stored_as_an_international_one(void** state) {
    phone_fixture& s = on(state);
    s.default_region("CN");
    s.last = set_phone(s.paths, "cn", "131 2345 6789");
    assert_true(s.last.outcome == result::granted);
    assert_true(s.last.facts.back().second.find("taken for") == std::string::npos);
    assert_contains(s.text(), "\ncn = +8613123456789\n");
    s.default_region("GB");
    s.write("[phones]\nalice = 020 7946 0000\nbob = 020\n");
    s.last = show_phones(s.paths, "alice", true);
    assert_string_equal(s.fact("phone_number").c_str(), "+442079460000");
    assert_string_equal(s.fact("region").c_str(), "GB");
    s.last = show_phones(s.paths, std::nullopt, true);
    assert_string_equal(s.fact("alice").c_str(), "+442079460000");
    s.last = set_phone(s.paths, "alice", "020 7946 0001");
    assert_contains(s.text(), "\nalice = +442079460001\n");
    s.default_region("Gb");
    s.last = set_phone(s.paths, "alice", "020 7946 0002");
    assert_true(s.last.outcome == result::service_error);
    assert_contains(s.fact("error"), "\"Gb\" is not a country");
}

void a_trunk_prefix_is_not_stored(void** state) {
    phone_fixture& s = on(state);
    s.last = set_phone(s.paths, "bob", "+44 020 7946 0001");
    assert_true(s.last.outcome == result::granted);
    assert_contains(s.text(), "\nphone = +442079460001\n");
}

void a_file_of_windows_keeps_its_line_ends(void** state) {
    phone_fixture& s = on(state);
    s.write("\xef\xbb\xbf[phones]\r\nalice = +1 310 555 1212\r\n; others\r\n[user bob]\r\nphone = +44 20 "
            "7946 0000\r\n");
    s.last = set_phone(s.paths, "bob", "+442079460001");
    assert_true(s.last.outcome == result::granted);
    s.last = set_phone(s.paths, "carol", "+442079460002");
    assert_true(s.last.outcome == result::granted);
    assert_string_equal(s.text().c_str(),
                        "\xef\xbb\xbf[phones]\r\nalice = +1 310 555 1212\r\ncarol = +442079460002\r\n"
                        "; others\r\n[user bob]\r\nphone = +442079460001\r\n");
}

void an_error_elsewhere_is_told_and_stays(void** state) {
    phone_fixture& s = on(state);
    s.write("[phones]\ncarol = seven\nalice = +1 310 555 1212\n");
    s.last = set_phone(s.paths, "dave", "+13105551299");
    assert_true(s.last.outcome == result::granted);
    assert_contains(s.fact("problem"), "/phones.ini:2: carol: ");
    s.last = set_phone(s.paths, "carol", "+13105551298"); // and fixed
    assert_true(s.last.outcome == result::granted);
    assert_string_equal(s.fact("problem").c_str(), "none");
    assert_string_equal(s.text().c_str(), "[phones]\ncarol = +13105551298\nalice = +1 310 555 1212\n"
                                          "dave = +13105551299\n");
}

void an_edit_that_would_leave_the_user_in_error_is_refused(void** state) {
    phone_fixture& s = on(state);
    const std::string before = "[phones]\nalice = +1 310 555 1212\n[user bob]\nattempts = 0\n";
    s.write(before);
    s.last = set_phone(s.paths, "bob", "+13105551299");
    assert_true(s.last.outcome == result::denied);
    assert_contains(s.last.text, "Refused: ");
    assert_contains(s.last.text, "/phones.ini:");
    assert_null(std::strstr(s.last.text.c_str(), ".new"));
    s.last = set_phone(s.paths, "al=ice", "+13105551299");
    assert_true(s.last.outcome == result::denied);
    assert_string_equal(s.text().c_str(), before.c_str());
}

void a_file_that_telesignd_would_not_read_is_left_alone(void** state) {
    phone_fixture& s = on(state);
    static_cast<void>(s.files.write("phones.ini", "[phones]\n", 0644));
    s.last = set_phone(s.paths, "alice", "+13105551299");
    assert_true(s.last.outcome == result::denied);
    assert_contains(s.last.text, "may be read by everybody");
    assert_string_equal(s.text().c_str(), "[phones]\n");
}

void a_bad_configuration_is_told_with_its_lines(void** state) {
    phone_fixture& s = on(state);
    static_cast<void>(s.files.write("telesign.conf", "[telesign]\ncolour = red\n"));
    s.last = show_phones(s.paths, std::nullopt, false);
    assert_true(s.last.outcome == result::service_error);
    assert_contains(s.fact("error"), "telesign.conf");
    assert_true(s.last.facts.size() > 2);
}

void a_name_that_the_system_does_not_know_is_noted(void** state) {
    phone_fixture& s = on(state);
    s.last = set_phone(s.paths, "mallory", "+44 20 7946 0001");
    assert_true(s.last.outcome == result::granted);
    assert_string_equal(s.last.facts.back().second.c_str(),
                        "the system knows no user \"mallory\": check the spelling");
    s.last = set_phone(s.paths, "alice", "+44 20 7946 0001");
    assert_null(std::strstr(s.last.facts.back().second.c_str(), "knows no user"));
    s.last = set_phone(s.paths, "mallory", "12");
    assert_string_equal(s.fact("note").c_str(), "none");
}

void a_user_stands_there_by_the_systems_spelling(void** state) {
    phone_fixture& s = on(state);
    s.last = set_phone(s.paths, "ALICE", "+44 20 7946 0001");
    assert_string_equal(s.fact("user").c_str(), "alice");
    s.last = show_phones(s.paths, "Alice", true);
    assert_string_equal(s.fact("user").c_str(), "alice");
    assert_string_equal(s.fact("phone_number").c_str(), "+442079460001");
    s.last = remove_phone(s.paths, "ALICE");
    assert_string_equal(s.fact("user").c_str(), "alice");
    assert_true(show_phones(s.paths, "alice", false).outcome == result::denied);
}

void entries_by_other_spellings_can_be_taken_out(void** state) {
    phone_fixture& s = on(state);
    s.write("[phones]\nalice = +1 310 555 1212\nALICE = +44 20 7946 0001\ngone = +44 20 7946 0002\n");
    s.last = show_phones(s.paths, "ALICE", false);
    assert_string_equal(s.fact("user").c_str(), "ALICE");
    const char* const note = "the system spells this user alice, and logins use that user's own entry, which "
                             "stays: telesignctl phone remove alice removes it";
    assert_string_equal(s.fact("note").c_str(), note);
    s.last = remove_phone(s.paths, "ALICE");
    assert_true(s.last.outcome == result::granted);
    assert_string_equal(s.fact("note").c_str(), note);
    s.last = remove_phone(s.paths, "gone");
    assert_true(s.last.outcome == result::granted);
    assert_string_equal(s.text().c_str(), "[phones]\nalice = +1 310 555 1212\n");
    s.write("[phones]\nALICE = +44 20 7946 0001\n");
    s.last = show_phones(s.paths, "ALICE", false);
    assert_string_equal(s.fact("note").c_str(), "the system spells this user alice, and logins use that name "
                                                "only: telesignctl phone set alice");
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
    const CMUnitTest tests[] = {
        CASE(numbers_are_masked_unless_asked_for_in_full),
        CASE(a_name_that_the_system_does_not_know_is_noted),
        CASE(a_user_stands_there_by_the_systems_spelling),
        CASE(entries_by_other_spellings_can_be_taken_out),
        CASE(a_number_is_set_and_nothing_else),
        CASE(what_is_no_number_changes_nothing),
        CASE(a_number_without_plus_is_told_with_its_country),
        CASE(a_national_number_is_stored_as_an_international_one),
        CASE(a_trunk_prefix_is_not_stored),
        CASE(a_file_of_windows_keeps_its_line_ends),
        CASE(an_error_elsewhere_is_told_and_stays),
        CASE(an_edit_that_would_leave_the_user_in_error_is_refused),
        CASE(a_file_that_telesignd_would_not_read_is_left_alone),
        CASE(a_bad_configuration_is_told_with_its_lines),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
