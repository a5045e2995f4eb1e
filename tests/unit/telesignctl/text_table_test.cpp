// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/text_table.h"

#include "cmocka_cpp.h"

namespace {

using telesignctl::format_table;

void columns_are_as_wide_as_a_terminal_shows_them(void**) {
    assert_string_equal(
        format_table({"name", "of", "left"},
                     {{"sends_total", "all", "7"}, {"\u65e5\u672c", "Zoe\u0308", "12"}, {"", "x", ""}})
            .c_str(),
        "name         of   left\n"
        "sends_total  all  7\n"
        "\u65e5\u672c         Zoe\u0308  12\n"
        "             x\n");
}

void what_would_move_the_cursor_is_escaped(void**) {
    assert_string_equal(format_table({"a\n", "b"}, {{"\x1b[1m\xff", "\\x1b"}, {"c\t", "\u009b"}}).c_str(),
                        "a\\x0a        b\n"
                        "\\x1b[1m\\xff  \\x1b\n"
                        "c\\x09        \\xc2\\x9b\n");
}

void a_long_line_stays_whole(void**) {
    const std::string cell(500, 'x');
    assert_string_equal(format_table({"a", "b"}, {{cell, cell}}).c_str(),
                        ("a" + std::string(501, ' ') + "b\n" + cell + "  " + cell + '\n').c_str());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_as_wide_as_a_terminal_shows_them),
        cmocka_unit_test(what_would_move_the_cursor_is_escaped),
        cmocka_unit_test(a_long_line_stays_whole),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
