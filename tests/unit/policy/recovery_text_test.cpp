// SPDX-License-Identifier: BSD-3-Clause
#include "policy/recovery_text.h"

#include <cctype>
#include <set>
#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace policy;

std::string understood(std::string_view typed) {
    const auto code = read_recovery_code(typed);
    return code ? std::string{code->view()} : "none";
}

void expect(std::string_view typed, const char* code) {
    assert_string_equal(understood(typed).c_str(), code);
}

void a_code_has_four_groups_without_look_alikes(void**) {
    std::set<char> seen;
    std::set<std::string> codes;
    for (int each = 0; each < 200; ++each) {
        const auto made = make_recovery_code();
        assert_true(made.has_value());
        const std::string text{made->view()};
        codes.insert(text);
        assert_int_equal(text.size(), 19);
        for (std::size_t at = 0; at < text.size(); ++at)
            assert_true(at % 5 == 4 ? text[at] == '-'
                                    : std::isalnum(static_cast<unsigned char>(text[at])) != 0);
        seen.insert(text.begin(), text.end());
    }
    assert_int_equal(codes.size(), 200);
    assert_int_equal(seen.size(), 32 + 1); // five bits a character: 16 of them are 80; and the hyphen
    for (const char look_alike : {'I', 'L', 'O', 'U'})
        assert_false(seen.contains(look_alike));
}

void what_is_made_is_read(void**) {
    const auto made = make_recovery_code();
    std::string without_hyphens{made->view()};
    std::erase(without_hyphens, '-');
    expect(made->view(), without_hyphens.c_str());
}

void case_hyphens_and_blanks_do_not_matter(void**) {
    expect("7Q4M-0XKD-93TB-WJ5H", "7Q4M0XKD93TBWJ5H");
    expect("7q4m0xkd93tbwj5h", "7Q4M0XKD93TBWJ5H");
    expect(" 7q4m 0xkd 93tb-wj5h- ", "7Q4M0XKD93TBWJ5H");
}

void look_alikes_are_forgiven(void**) {
    expect("7Q4M-oXKD-93TB-WJ5H", "7Q4M0XKD93TBWJ5H");
    expect("iIlL-OooO-93TB-WJ5H", "1111000093TBWJ5H");
}

void all_else_is_no_recovery_code(void**) {
    expect("", "none");
    expect("12345", "none");
    expect("7Q4M-0XKD-93TB-WJ5", "none");
    expect("7Q4M-0XKD-93TB-WJ5HH", "none");
    expect("7Q4M-0XKD-93TB-WJ5U", "none");
    expect("7Q4M_0XKD_93TB_WJ5H", "none");
    expect(std::string("7Q4M0XKD93TBWJ5\0", 16), "none");
    expect("7Q4M0XKD93TBWJ\xc3\x96", "none");
    expect(std::string(1000, 'A'), "none");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_code_has_four_groups_without_look_alikes),
        cmocka_unit_test(what_is_made_is_read),
        cmocka_unit_test(case_hyphens_and_blanks_do_not_matter),
        cmocka_unit_test(look_alikes_are_forgiven),
        cmocka_unit_test(all_else_is_no_recovery_code),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
