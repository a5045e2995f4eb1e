// SPDX-License-Identifier: BSD-3-Clause
// What inih would cut off arrives whole: lines of up to 64 KiB, byte for byte, compared with what was written.
#include "config/ini.h"
#include "config/ini_line.h"
#include "support/text.h"
#include "support/unique_fd.h"

#include <algorithm>
#include <array>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cmocka_cpp.h"

namespace {

using namespace config;

constexpr std::size_t max_line = 65'536;

support::unique_fd in_memory(std::string_view text) {
    support::unique_fd file{::memfd_create("ini", MFD_CLOEXEC)};
    if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        ::lseek(file.get(), 0, SEEK_SET) != 0)
        throw std::runtime_error{"memfd"};
    return file;
}

struct outcome {
    std::vector<std::string> values;
    std::vector<ini_error> errors;
};

outcome read(std::string_view text) {
    outcome result;
    result.errors = read_ini(
        in_memory(text).get(),
        [&](const ini_entry& entry) {
            result.values.push_back(
                fmt::format("{}|{}|{}|{}", entry.line, entry.section, entry.key, entry.value));
        },
        std::uint64_t{64} << 20U);
    return result;
}

void assert_value(std::string_view text, const std::string& expected) {
    const outcome seen = read(text);
    if (!seen.errors.empty())
        fail_msg("line %u: %s", seen.errors.front().line, seen.errors.front().problem.c_str());
    assert_int_equal(seen.values.size(), 1);
    if (seen.values.front() != expected)
        fail_msg("of %zu bytes came %zu that differ", expected.size(), seen.values.front().size());
}

/// Text of so many bytes from what inih and a cut could damage, without blanks around it.
std::string random_text(std::mt19937& random, std::size_t size) {
    constexpr std::array<std::string_view, 16> parts{
        "a", "b", " ", " ", "\t", ";",        " ;",           "=",
        ":", "[", "]", "#", "\\", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"};
    std::string text;
    while (text.size() < size)
        text += parts[random() % parts.size()];
    text.resize(size, 'x');
    if (size > 0) {
        text.front() = 'x';
        text.back() = 'x';
    }
    return text;
}

void check_one(std::mt19937& random, std::size_t size) {
    const std::string value = random_text(random, size);
    const std::string name(1 + random() % 300, 'k');
    const std::string end = random() % 2 == 0 ? "\n" : "\r\n";
    const std::string_view mark = random() % 2 == 0 ? "" : "\xef\xbb\xbf";
    const std::string_view gap = random() % 2 == 0 ? " = " : ":";
    assert_value(fmt::format("{}[sms]{}template{}{}{}", mark, end, gap, value, end),
                 "2|sms|template|" + value);
    const std::string_view read_of_it = support::trim(without_comment(value));
    assert_value(fmt::format("{}[a]{}{}{}{}{}", mark, end, name, gap, value, end),
                 fmt::format("2|a|{}|{}", name, read_of_it));
    assert_value(fmt::format("{}[a]{}{}{}x{}   {}  {}", mark, end, name, gap, end, value, end),
                 fmt::format("2|a|{}|x\n{}", name, read_of_it));
}

void random_values_arrive_as_they_were_written(void**) {
    const auto seed = std::random_device{}();
    print_message("seed %u\n", seed);
    std::mt19937 random{seed};
    for (std::size_t size = 150; size < 450; ++size) // inih's lines: 199, its names: 50
        check_one(random, size);
    for (int round = 0; round < 60; ++round)
        check_one(random, 450 + random() % (max_line - 1000));
    for (int round = 0; round < 20; ++round) { // no longer than the limit, with whatever is before it
        const std::string value = random_text(random, 64'000 + random() % (70'000 - 64'000));
        const std::string line = "tts_message=" + value;
        const outcome seen = read("[voice]\n" + line + "\n[voice]\nredial=yes\n");
        assert_int_equal(seen.errors.size(), line.size() <= max_line ? 0 : 1);
        assert_true(seen.values.back() == "4|voice|redial|yes");
        if (seen.errors.empty())
            assert_true(seen.values.front() == "2|voice|tts_message|" + value);
    }
}

void blanks_at_every_cut_stay(void**) {
    for (const std::size_t blanks : {100U, 196U, 197U, 198U, 199U, 200U, 400U, 5000U}) {
        const std::string value = "x" + std::string(blanks, ' ') + "\t" + std::string(blanks, ' ') + "y";
        assert_value("[a]\nk = " + value + "  \n", "2|a|k|" + value);
    }
}

void a_line_of_64_kib_is_the_longest(void**) {
    const std::string value(max_line - 4, 'x');
    for (const char* const end : {"\n", "\r\n", ""})
        assert_value("\xef\xbb\xbfk = " + value + end, "1||k|" + value);
    const outcome seen = read("[a]\nk = 1\nl = " + value + "x\n  more\nm = 2\n");
    assert_int_equal(seen.values.size(), 2);
    assert_string_equal(seen.values.back().c_str(), "5|a|m|2");
    assert_int_equal(seen.errors.front().line, 3);
    assert_string_equal(
        seen.errors.front().problem.c_str(),
        "the line is longer than 64 KiB: continue it on lines that begin with a blank, or shorten it");
    assert_string_equal(seen.errors.front().first_word.c_str(), "l");
}

void a_comment_goes_from_a_long_line_too(void**) {
    const std::string value(300, 'x');
    assert_value("[a]\nk = " + value + " ; no" + std::string(300, '-') + "\n", "2|a|k|" + value);
    assert_value("[a]\nk = 1 ; no" + std::string(300, '-') + "\n", "2|a|k|1");
    assert_value("[a]\nk = ; no" + std::string(300, '-') + "\n", "2|a|k|");
    assert_value("[a]\nk = 1\n  " + value + " ; no\n", "2|a|k|1\n" + value);
}

void long_names_are_whole_up_to_a_limit_of_their_own(void**) {
    const std::string name(300, 'n');
    assert_value("[" + name + "]\n" + name + " = 1\n  2\n", "2|" + name + "|" + name + "|1\n2");
    const outcome of_key = read(name + "n = 1\nk = 2\n");
    assert_string_equal(of_key.errors.front().problem.c_str(),
                        "the name before the `=` is longer than 300 bytes: make it shorter");
    assert_string_equal(of_key.values.front().c_str(), "2||k|2");
    const outcome of_section = read("[" + name + "n]\nk = 1\n");
    assert_int_equal(of_section.values.size(), 0);
    assert_string_equal(of_section.errors.front().problem.c_str(),
                        "the section's name is longer than 300 bytes: make it shorter; what is below it is "
                        "ignored up to the next header");
}

void a_long_line_that_is_no_entry_is_an_error(void**) {
    const std::string words = "no equals sign" + std::string(400, ' ') + "here";
    const outcome none = read("k = 1\n" + words + "\nl = 2\n");
    assert_int_equal(none.values.size(), 2);
    assert_int_equal(none.errors.size(), 1);
    assert_true(none.errors.front().problem.starts_with("neither `key = value` nor"));
    const outcome no_key =
        read("k = 1\n = " + std::string(400, 'x') + "\n= " + std::string(400, 'x') + "\nl = 2\n");
    assert_int_equal(no_key.values.size(), 2);
    assert_int_equal(no_key.errors.back().line, 3);
    assert_true(no_key.errors.back().problem.starts_with("no key before the `=`"));
}

void a_semicolon_stays_in_a_text_for_a_phone(void**) {
    const char* const text = "$$CODE$$ is your code ; keep it ;; $$CODE$$ ;";
    for (const auto& [section, key] : {std::pair{"sms", "template"},
                                       {"voice", "tts_message"},
                                       {"voice", "prompt_message"},
                                       {"smart", "tts_message"},
                                       {"smart", "sms_message"},
                                       {"service sudo", "sms.template"},
                                       {"user bob", "voice.tts_message"}})
        assert_value(fmt::format("[{}]\n{} = {}\n  and ; more ;\n", section, key, text),
                     fmt::format("2|{}|{}|{}\nand ; more ;", section, key, text));
    for (const auto& [section, key] : {std::pair{"sms", "sender_id"},
                                       {"otp", "template"},
                                       {"service sudo", "template"},
                                       {"voice", "redial"},
                                       {"phones", "voice.tts_message"}})
        assert_value(fmt::format("[{}]\n{} = a ; b\n  c ; d\n", section, key),
                     fmt::format("2|{}|{}|a\nc", section, key));
}

void an_indented_semicolon_below_a_text_must_say_what_it_is(void**) {
    const outcome seen = read("[sms]\ntemplate = a\n  ; b\nsender_id = c\n  ; d\n[otp]\n");
    assert_int_equal(seen.values.size(), 1);
    assert_string_equal(seen.values.front().c_str(), "4|sms|sender_id|c");
    assert_int_equal(seen.errors.front().line, 3);
    assert_string_equal(
        seen.errors.front().problem.c_str(),
        "begins with a blank and `;` in a text: put the `;` at the end of the line above, or begin a "
        "comment in the first column");
    assert_value("[sms]\ntemplate = a\n; b\n  # c\n\n  d\n", "2|sms|template|a\nd");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(random_values_arrive_as_they_were_written),
        cmocka_unit_test(blanks_at_every_cut_stay),
        cmocka_unit_test(a_line_of_64_kib_is_the_longest),
        cmocka_unit_test(a_comment_goes_from_a_long_line_too),
        cmocka_unit_test(long_names_are_whole_up_to_a_limit_of_their_own),
        cmocka_unit_test(a_long_line_that_is_no_entry_is_an_error),
        cmocka_unit_test(a_semicolon_stays_in_a_text_for_a_phone),
        cmocka_unit_test(an_indented_semicolon_below_a_text_must_say_what_it_is),
    };
    return cmocka_run_group_tests_name("config/ini_long_lines", tests, nullptr, nullptr);
}
