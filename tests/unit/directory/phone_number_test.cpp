// SPDX-License-Identifier: BSD-3-Clause
#include "directory/phone_number.h"

#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "support/unique_fd.h"

#include "cmocka_cpp.h"

namespace {

using directory::parse_e164;
using directory::read_number;
using directory::validate_number;

void people_write_numbers_in_many_ways(void**) {
    for (const char* text : {"13105551212", "+13105551212", "+1 310 555 1212", "1-310-555-1212",
                             "+1 (310) 555.1212", "+1\t310 5551212", "+ 1 310 555 1212"})
        assert_int_equal(parse_e164(text).value_or(0), 13105551212ULL);
    assert_int_equal(parse_e164("1234567").value_or(0), 1234567);
    assert_int_equal(parse_e164("+999999999999999").value_or(0), 999999999999999ULL);
}

void assert_refused(const char* text, const char* expected) {
    const auto result = parse_e164(text);
    assert_false(result.has_value());
    if (result.error().find(expected) == std::string::npos)
        fail_msg("%s", result.error().c_str());
}

void a_number_needs_its_country_code(void**) {
    assert_refused("0310 555 1212",
                   "\"**** *** **12\" has no country code: begin with + and the country code, without any "
                   "0 before it, or set [phones] default_region");
    for (const char* text : {"001 310 555 1212", "+0 310 555 1212", "(0310) 5551212", "0"})
        assert_refused(text, "has no country code: begin with + and the country code");
    assert_refused("+44 (0)20 7946 0000",
                   "\"+** (*)** **** **00\" holds a (0), which is not dialled from abroad: leave it out");
}

void other_text_is_no_number(void**) {
    for (const char* text : {"+1 310 CALL NOW", "+1 310 555 1212 x7", "tel:+13105551212", "+1310555;1212",
                             "++13105551212", "1+3105551212"})
        assert_refused(
            text,
            "which is no part of a phone number: write digits, with blanks, dots, dashes and parentheses "
            "as you like");
    assert_refused("+1 310 CALL NOW", "\"+* *10 **** ***\" holds \"C\", which is no part");
    assert_refused("seven", "\"seven\" is not a phone number: write digits");
    for (const char* text : {"", "+", " ", "()"})
        assert_refused(text, "empty: write a phone number that begins with + and the country code");
}

void what_cannot_be_seen_is_named_by_its_code_point(void**) {
    const struct {
        const char* text;
        const char* problem;
    } pasted[] = {
        {"\xe2\x80\xaa+1 310 555 1212\xe2\x80\xac",
         "\"<U+202A>+* *** *** **12<U+202C>\" holds U+202A, which cannot be seen: type the number by hand"},
        {"+1\xc2\xa0"
         "3105551212",
         "holds U+00A0, which cannot be seen"},
        {"+1310\xe2\x80\x8b"
         "5551212",
         "holds U+200B, which cannot be seen"},
        {"\xef\xbb\xbf+13105551212", "holds U+FEFF, which cannot be seen"},
        {"+1310555\n1212", "holds U+000A, which cannot be seen"},
        {"+1310\xff", "holds the byte \\xff, which cannot be seen"},
        {"\xe2\x80\xaa", "\"<U+202A>\" holds U+202A, which cannot be seen"},
    };
    for (const auto& each : pasted) {
        assert_refused(each.text, each.problem);
        for (const char* const region : {"", "US"})
            if (const auto result = read_number(each.text, region);
                result || result.error().find(each.problem) == std::string::npos)
                fail_msg("%s: %s", each.problem, result ? "taken" : result.error().c_str());
    }
    assert_refused("\xef\xbc\x91\xef\xbc\x93\xef\xbc\x91\xef\xbc\x90"
                   "5551212",
                   "\"*********12\" holds \"\xef\xbc\x91\", which is no part"); // fullwidth digits
}

void a_number_has_7_to_15_digits(void**) {
    assert_refused(
        "+1 310 55",
        "\"+* *** 55\" has 6 digits, and a phone number 7 to 15: begin with + and the country code");
    assert_refused("+1234567890123456",
                   "has 16 digits, and a phone number 7 to 15: begin with + and the country code");
    const auto endless = parse_e164(std::string(1000, '9'));
    assert_false(endless.has_value());
}

void assert_is(std::string_view text, const std::string& region, const char* digits, const char* country) {
    const auto written = read_number(text, region);
    if (!written)
        fail_msg("%s", written.error().c_str());
    const auto valid = validate_number(*written, region);
    if (!valid)
        fail_msg("%s", valid.error().c_str());
    assert_string_equal(valid->digits.c_str(), digits);
    assert_string_equal(directory::country_of(*valid).c_str(), country);
}

void without_a_region_the_country_code_comes_first(void**) {
    assert_is("131 2345 6789", "", "13123456789", "country code 1 (United States)"); // of China, it was meant
    assert_is("+86 131 2345 6789", "", "8613123456789", "country code 86 (China)");
    assert_is("+800 1234 5678", "", "80012345678", "country code 800");
    assert_true(read_number("131 2345 6789", "")->form == directory::number_form::bare);
    assert_true(read_number("+131 2345 6789", "")->form == directory::number_form::international);
}

void with_a_region_a_number_without_plus_is_national(void**) {
    const char* const uk = "country code 44 (United Kingdom)";
    assert_is("020 7946 0000", "GB", "442079460000", uk);
    assert_is("(020) 7946-0000", "GB", "442079460000", uk);
    assert_is("00 44 20 7946 0000", "GB", "442079460000", uk);
    assert_is("00 1 310 555 1212", "GB", "13105551212", "country code 1 (United States)");
    assert_is("+1 310 555 1212", "GB", "13105551212", "country code 1 (United States)");
    assert_is("131 2345 6789", "CN", "8613123456789", "country code 86 (China)");
    assert_is("011 44 20 7946 0000", "US", "442079460000", uk);
    assert_is("(310) 555-1212", "US", "13105551212", "country code 1 (United States)");
    assert_is("06 1234 5678", "IT", "390612345678", "country code 39 (Italy)"); // the 0 stays
    assert_true(read_number("020 7946 0000", "GB")->form == directory::number_form::national);
    assert_true(read_number("+44 20 7946 0000", "GB")->form == directory::number_form::international);
}

void a_national_number_must_be_one_too(void**) {
    const auto refused = [](std::string_view text, const std::string& region) {
        const auto written = read_number(text, region);
        const auto valid = written ? validate_number(*written, region) : tl::unexpected{written.error()};
        return valid ? "taken" : valid.error();
    };
    assert_string_equal(refused("020 7946", "GB").c_str(),
                        "not in a range that its country has assigned: correct the number");
    assert_string_equal(
        refused("13", "GB").c_str(),
        "\"13\" has 2 digits: write the whole number, or begin it with + and the country code");
    assert_string_equal(refused("0000", "GB").c_str(),
                        "\"**00\" is not a phone number: write the whole number");
    assert_string_equal(refused("", "GB").c_str(), "empty: write a phone number");
    assert_true(refused("+020 7946 0000", "GB").starts_with("\"+*** **** **00\" has no country code"));
    assert_true(refused("020 7946 0000 x2", "GB").find("holds \"x\"") != std::string::npos);
    assert_true(refused("12345678901234567890", "GB").find("has 20 digits") != std::string::npos);
}

void valid_numbers_come_with_their_region(void**) {
    const struct {
        std::uint64_t digits;
        const char* region;
    } numbers[] = {{13105551212, "US"},  {442079460000, "GB"}, {14165551234, "CA"},
                   {390612345678, "IT"}, {4930901820, "DE"},   {80012345678, "001"}};
    for (const auto& one : numbers) {
        const auto result = validate_number(one.digits);
        assert_true(result.has_value());
        assert_string_equal(result->digits.c_str(), std::to_string(one.digits).c_str());
        assert_string_equal(result->region.c_str(), one.region);
    }
}

void a_trunk_prefix_is_taken_out(void**) {
    const auto result = validate_number(4402079460000);
    assert_true(result.has_value());
    assert_string_equal(result->digits.c_str(), "442079460000");
}

void invalid_numbers_are_refused_without_repeating_them(void**) {
    const struct {
        std::uint64_t digits;
        const char* problem;
    } numbers[] = {{9991234567, "no such country code: begin with the country code"},
                   {1310555121, "too short for its country: write the whole number"},
                   {131055512123, "too long for its country: correct the number"},
                   {11105551212, "not in a range that its country has assigned: correct the number"},
                   {15551212, "without its area code: write the whole number"},
                   {0, "not a phone number: correct it"}};
    for (const auto& one : numbers) {
        const auto result = validate_number(one.digits);
        assert_false(result.has_value());
        assert_string_equal(result.error().c_str(), one.problem);
    }
}

/// While it lives, standard output and standard error go to a temporary file.
class captured_output {
public:
    captured_output() {
        static_cast<void>(std::fflush(nullptr));
        ::dup2(::fileno(m_file), STDOUT_FILENO);
        ::dup2(::fileno(m_file), STDERR_FILENO);
    }
    captured_output(const captured_output&) = delete;
    captured_output& operator=(const captured_output&) = delete;
    captured_output(captured_output&&) = delete;
    captured_output& operator=(captured_output&&) = delete;
    ~captured_output() { static_cast<void>(std::fclose(m_file)); }

    long end() {
        static_cast<void>(std::fflush(nullptr));
        ::dup2(m_output.get(), STDOUT_FILENO);
        ::dup2(m_error.get(), STDERR_FILENO);
        return ::lseek(::fileno(m_file), 0, SEEK_END);
    }

private:
    std::FILE* m_file = std::tmpfile();
    support::unique_fd m_output{::dup(STDOUT_FILENO)};
    support::unique_fd m_error{::dup(STDERR_FILENO)};
};

void the_library_writes_nothing_anywhere(void**) {
    captured_output captured;
    for (std::uint64_t digits = 1; digits < 10'000'000'000'000'000; digits = digits * 7 + 3)
        static_cast<void>(validate_number(digits));
    assert_int_equal(captured.end(), 0);
}

void threads_may_ask_at_the_same_time(void**) {
    std::vector<int> valid(4);
    {
        std::vector<std::jthread> threads;
        threads.reserve(valid.size());
        for (int& count : valid)
            threads.emplace_back([&count] {
                for (std::uint64_t number = 13105550000; number < 13105550200; ++number)
                    count += validate_number(number).has_value() ? 1 : 0;
            });
    }
    for (const int count : valid)
        assert_int_equal(count, 200);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(people_write_numbers_in_many_ways),
        cmocka_unit_test(a_number_needs_its_country_code),
        cmocka_unit_test(other_text_is_no_number),
        cmocka_unit_test(what_cannot_be_seen_is_named_by_its_code_point),
        cmocka_unit_test(a_number_has_7_to_15_digits),
        cmocka_unit_test(without_a_region_the_country_code_comes_first),
        cmocka_unit_test(with_a_region_a_number_without_plus_is_national),
        cmocka_unit_test(a_national_number_must_be_one_too),
        cmocka_unit_test(valid_numbers_come_with_their_region),
        cmocka_unit_test(a_trunk_prefix_is_taken_out),
        cmocka_unit_test(invalid_numbers_are_refused_without_repeating_them),
        cmocka_unit_test(the_library_writes_nothing_anywhere),
        cmocka_unit_test(threads_may_ask_at_the_same_time),
    };
    return cmocka_run_group_tests_name("directory/phone_number", tests, nullptr, nullptr);
}
