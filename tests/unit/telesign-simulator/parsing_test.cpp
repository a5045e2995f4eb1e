// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/parsing.h"

#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

std::string joined(const std::vector<std::string_view>& items) {
    std::string text;
    for (const std::string_view item : items)
        text += "<" + std::string{item} + ">";
    return text;
}

void lists_are_separated_by_commas_and_line_ends(void**) {
    const std::pair<const char*, const char*> cases[] = {
        {"a", "<a>"},       {" a b , c ", "<a b><c>"}, {"a,\n b", "<a><b>"},
        {"a\nb", "<a><b>"}, {"a , \n b", "<a><b>"},    {"a,\tb\n c,d", "<a><b><c><d>"}};
    for (const auto& [text, items] : cases)
        assert_string_equal(joined(split_list(text)).c_str(), items);
}

void an_empty_place_is_an_empty_item(void**) {
    const std::pair<const char*, const char*> cases[] = {
        {"", "<>"},           {",", "<><>"},          {"a,", "<a><>"},       {",a", "<><a>"},
        {"a,,b", "<a><><b>"}, {"a,,\nb", "<a><><b>"}, {"a\n\nb", "<a><><b>"}};
    for (const auto& [text, items] : cases)
        assert_string_equal(joined(split_list(text)).c_str(), items);
}

void json_in_an_item_separates_nothing(void**) {
    const std::pair<const char*, const char*> cases[] = {
        {R"(a {"b":[1,2],"c":"}],"}, d)", R"(<a {"b":[1,2],"c":"}],"}><d>)"},
        {"a {\"b\":\n1,\n2},\nc", "<a {\"b\":\n1,\n2}><c>"},
        {R"(["\",[",1], b)", R"(<["\",[",1]><b>)"},
        {R"(a "b, c")", R"(<a "b><c">)"}};
    for (const auto& [text, items] : cases)
        assert_string_equal(joined(split_list(text)).c_str(), items);
}

void words_stand_between_blanks(void**) {
    assert_string_equal(joined(split_words("  107  after\t5 ")).c_str(), "<107><after><5>");
    assert_int_equal(split_words(" ").size(), 0);
}

void numbers_are_the_whole_text_and_within_their_limits(void**) {
    assert_int_equal(parse_within("7", 7, 9).value_or(0), 7);
    assert_int_equal(parse_within("9", 7, 9).value_or(0), 9);
    for (const char* text : {"", "6", "10", "7x", " 7", "+7", "7.0", "99999999999"})
        assert_false(parse_within(text, 7, 9).has_value());
    assert_true(parse_number<double>("0.5") == 0.5);
    assert_false(parse_number<unsigned>("-1").has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_separated_by_commas_and_line_ends),
        cmocka_unit_test(an_empty_place_is_an_empty_item),
        cmocka_unit_test(json_in_an_item_separates_nothing),
        cmocka_unit_test(words_stand_between_blanks),
        cmocka_unit_test(numbers_are_the_whole_text_and_within_their_limits),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
