// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/text/languages.h"

#include "captured_stderr.h"
#include "config/temporary_files.h"
#include "telesignd/catalogue_file.h"

#include <filesystem>
#include <string>

#include <sys/stat.h>

#include "cmocka_cpp.h"

namespace {

using namespace telesignd;

constexpr const char* text = "Wrong code.";

/// Catalogues in a folder, in which each language's translation of `text` is its own name.
struct shelf {
    test::temporary_files files;
    std::string log; ///< of the last reading

    shelf() {
        for (const char* const name : translated) {
            std::filesystem::create_directories(files.path(name) + "/LC_MESSAGES");
            put(name, tests::catalogue_file({{text, name}}));
        }
    }
    static std::string file_of(const std::string& name) { return name + "/LC_MESSAGES/pam-telesign.mo"; }
    void put(const std::string& name, const std::string& content, mode_t mode = 0644) const {
        static_cast<void>(files.write(file_of(name), content, mode));
    }
    languages read() {
        const tests::captured_stderr captured;
        languages result{files.path("")};
        log = captured.text();
        return result;
    }
};

int open_shelf(void** state) {
    *state = new shelf;
    return 0;
}

int close_shelf(void** state) {
    delete static_cast<shelf*>(*state);
    return 0;
}

shelf& on(void** state) {
    return *static_cast<shelf*>(*state);
}

void the_first_part_of_a_tag_counts(void** state) {
    const languages all = on(state).read();
    assert_string_equal(on(state).log.c_str(), "");
    const struct {
        const char* tag;
        const char* expected;
    } rows[] = {{"de", "de"},    {"de-AT", "de"}, {"DE", "de"},    {"es-419", "es"},       {"pt-BR", "pt"},
                {"fr-FR", "fr"}, {"It", "it"},    {"en-GB", text}, {"en", text},           {"ja", text},
                {"", text},      {"d", text},     {"deu", text},   {"zh-Hans-de-DE", text}};
    for (const auto& row : rows)
        assert_string_equal(all.find(row.tag).translate(text).c_str(), row.expected);
}

void without_any_all_are_english(void**) {
    assert_string_equal(languages{}.find("de").translate(text).c_str(), text);
}

/// `de` is English, the others are not, and one line says so.
void assert_only_german_is_missing(shelf& s, const char* why) {
    const languages all = s.read();
    assert_string_equal(all.find("de").translate(text).c_str(), text);
    assert_string_equal(all.find("fr").translate(text).c_str(), "fr");
    assert_int_equal(std::count(s.log.begin(), s.log.end(), '\n'), 1);
    for (const std::string& part : {std::string{"warning: users whose language is de get English texts: "},
                                    s.files.path("") + '/' + shelf::file_of("de") + ": ", std::string{why}})
        if (s.log.find(part) == std::string::npos)
            fail_msg("\"%s\" is not in: %s", part.c_str(), s.log.c_str());
}

void a_missing_one_is_english(void** state) {
    std::filesystem::remove(on(state).files.path(shelf::file_of("de")));
    assert_only_german_is_missing(on(state), "");
}

void a_damaged_one_is_english(void** state) {
    const std::string whole = tests::catalogue_file({{text, "de"}});
    on(state).put("de", whole.substr(0, whole.size() / 2));
    assert_only_german_is_missing(on(state), "not a complete gettext catalogue: install telesignd again");
    on(state).put("de", "");
    assert_only_german_is_missing(on(state), "not a complete gettext catalogue: install telesignd again");
}

void one_that_is_far_too_large_is_english(void** state) {
    on(state).put("de", std::string(1U << 20U, 'x'));
    assert_only_german_is_missing(on(state), "not a complete gettext catalogue: install telesignd again");
}

void one_that_others_can_write_is_english(void** state) {
    on(state).put("de", tests::catalogue_file({{text, "de"}}), 0666);
    assert_only_german_is_missing(on(state), "chmod");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_first_part_of_a_tag_counts, open_shelf, close_shelf),
        cmocka_unit_test(without_any_all_are_english),
        cmocka_unit_test_setup_teardown(a_missing_one_is_english, open_shelf, close_shelf),
        cmocka_unit_test_setup_teardown(a_damaged_one_is_english, open_shelf, close_shelf),
        cmocka_unit_test_setup_teardown(one_that_is_far_too_large_is_english, open_shelf, close_shelf),
        cmocka_unit_test_setup_teardown(one_that_others_can_write_is_english, open_shelf, close_shelf),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
