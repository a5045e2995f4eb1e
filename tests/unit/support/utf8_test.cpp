// SPDX-License-Identifier: BSD-3-Clause
#include "support/utf8.h"

#include "cmocka_cpp.h"

namespace {

using support::count_characters;
using support::first_character;

void the_first_character_has_its_size(void**) {
    const struct {
        const char* text;
        std::int32_t code_point;
        std::size_t size;
    } rows[] = {
        {"az", 'a', 1},
        {"\xc2\x80z", 0x80, 2},
        {"\xdf\xbfz", 0x7ff, 2},
        {"\xe0\xa0\x80z", 0x800, 3},
        {"\xef\xbf\xbf", 0xffff, 3},
        {"\xf0\x90\x80\x80z", 0x10000, 4},
        {"\xf4\x8f\xbf\xbf", 0x10ffff, 4},
    };
    for (const auto& row : rows) {
        const auto first = first_character(row.text);
        assert_int_equal(first.code_point, row.code_point);
        assert_int_equal(first.size, row.size);
    }
}

void no_text_has_no_character_but_a_nul_is_one(void**) {
    assert_int_equal(first_character("").size, 0);
    const auto nul = first_character({"\0", 1});
    assert_int_equal(nul.code_point, 0);
    assert_int_equal(nul.size, 1);
}

void characters_are_counted_and_malformed_ones_refused(void**) {
    assert_int_equal(count_characters("").value(), 0);
    assert_int_equal(count_characters("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80").value(), 4);
    for (const char* const text :
         {"\x80", "\xc0\xaf", "\xc1\xbf", "\xc3", "\xe0\x80\x80", "\xe2\x28\xa1", "\xed\xa0\x80",
          "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"}) {
        assert_false(count_characters(text).has_value());
        assert_true(first_character(text).code_point < 0);
        assert_int_equal(first_character(text).size, 1);
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_first_character_has_its_size),
        cmocka_unit_test(no_text_has_no_character_but_a_nul_is_one),
        cmocka_unit_test(characters_are_counted_and_malformed_ones_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
