#include "telesign-simulator/reference.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

constexpr std::string_view upper_digits = "0123456789ABCDEF";
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
constexpr int draws = 200;

bool is_made_of(std::string_view text, std::string_view characters) {
    return text.find_first_not_of(characters) == std::string_view::npos;
}

bool has(const std::string& text, int (*kind)(int)) {
    return std::any_of(text.begin(), text.end(), [=](unsigned char c) { return kind(c) != 0; });
}

void the_usual_form_is_32_digits_in_upper_case(void**) {
    std::set<std::string> seen;
    for (int draw = 0; draw < draws; ++draw) {
        const std::string made = make_reference({});
        assert_int_equal(made.size(), 32);
        assert_true(is_made_of(made, upper_digits));
        assert_true(seen.insert(made).second);
    }
}

void other_cases_are_hexadecimal_too(void**) {
    for (int draw = 0; draw < draws; ++draw) {
        const std::string lower = make_reference("lower-case");
        assert_int_equal(lower.size(), 32);
        assert_true(is_made_of(lower, "0123456789abcdef") && has(lower, std::isalpha));
        const std::string mixed = make_reference("mixed-case");
        assert_int_equal(mixed.size(), 32);
        assert_true(is_made_of(mixed, "0123456789abcdefABCDEF"));
        assert_true(has(mixed, std::isupper) && has(mixed, std::islower));
    }
}

void opaque_ones_have_1_to_64_characters(void**) {
    std::set<std::size_t> sizes;
    for (int draw = 0; draw < draws; ++draw) {
        const std::string made = make_reference("opaque");
        assert_true(is_made_of(made, alphabet));
        assert_in_range(made.size(), 1, 64);
        sizes.insert(made.size());
    }
    assert_true(sizes.size() > 20); // of 64
    assert_int_equal(make_reference("longest").size(), 64);
    assert_true(is_made_of(make_reference("longest"), alphabet));
}

void the_others_must_not_stand_in_a_path(void**) {
    for (const char* form : {"slash", "question-mark", "hash", "percent", "blank", "control", "not-ascii",
                             "too-long", "empty"}) {
        const std::string made = make_reference(form);
        assert_false(!made.empty() && made.size() <= 64 && is_made_of(made, alphabet));
    }
    assert_true(make_reference("slash").starts_with("../"));
    assert_true(make_reference("control").find("\r\n") != std::string::npos);
    assert_int_equal(make_reference("too-long").size(), 65);
    assert_string_equal(make_reference("empty").c_str(), "");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_usual_form_is_32_digits_in_upper_case),
        cmocka_unit_test(other_cases_are_hexadecimal_too),
        cmocka_unit_test(opaque_ones_have_1_to_64_characters),
        cmocka_unit_test(the_others_must_not_stand_in_a_path),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
