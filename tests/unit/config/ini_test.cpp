// SPDX-License-Identifier: BSD-3-Clause
#include "config/ini.h"
#include "support/unique_fd.h"

#include <stdexcept>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cmocka_cpp.h"

namespace {

support::unique_fd in_memory(std::string_view text) {
    support::unique_fd file{::memfd_create("ini", MFD_CLOEXEC)};
    if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        ::lseek(file.get(), 0, SEEK_SET) != 0)
        throw std::runtime_error{"memfd"};
    return file;
}

/// What was read, one line each: "LINE [section] key=value" for entries, then "LINE [section] !first_word!"
/// for errors.
std::string dump(int descriptor, std::uint64_t max_bytes = 1U << 20U) {
    std::string seen;
    const auto errors = config::read_ini(
        descriptor,
        [&](const config::ini_entry& entry) {
            seen += fmt::format("{} [{}] {}={}\n", entry.line, entry.section, entry.key, entry.value);
        },
        max_bytes);
    for (const auto& error : errors)
        seen += fmt::format("{} [{}] !{}!\n", error.line, error.section, error.first_word);
    return seen;
}

std::string dump_text(std::string_view text) {
    return dump(in_memory(text).get());
}

std::string first_problem(std::string_view text) {
    const auto errors = config::read_ini(in_memory(text).get(), [](const config::ini_entry&) {});
    return errors.empty() ? "none" : errors.front().problem;
}

void assert_dump(std::string_view text, const char* expected) {
    const std::string seen = dump_text(text);
    assert_string_equal(seen.c_str(), expected);
}

void entries_come_with_section_key_value_and_line(void**) {
    assert_dump("top = 1\n\n[a]\nk = v\n# no\n; no\nl:w\n[ b c ] ; no\nm=\n",
                "1 [] top=1\n4 [a] k=v\n7 [a] l=w\n9 [b c] m=\n");
}

void comments_go_from_values_and_continuation_lines(void**) {
    assert_dump("[a]\nk = v ; no\n  w ; no\n\t; no\n  x;y\n", "2 [a] k=v\nw\nx;y\n");
}

void a_byte_order_mark_and_crlf_are_no_part_of_anything(void**) {
    assert_dump("\xef\xbb\xbf[a]\r\nk = v\r\n  w\r\n", "2 [a] k=v\nw\n");
}

void a_last_line_without_newline_is_read(void**) {
    assert_dump("[a]\nk = v", "2 [a] k=v\n");
}

void an_empty_file_has_no_entries_and_no_errors(void**) {
    assert_dump("", "");
    assert_dump("\n\n", "");
}

void a_key_given_twice_comes_twice(void**) {
    assert_dump("[a]\nk = 1\nk = 2\n", "2 [a] k=1\n3 [a] k=2\n");
}

void a_long_key_keeps_its_name_over_continuation_lines(void**) {
    const std::string key(80, 'k');
    const std::string seen = dump_text("[a]\n" + key + " = 1\n  2\n");
    assert_string_equal(seen.c_str(), fmt::format("2 [a] {}=1\n2\n", key).c_str());
}

void a_line_longer_than_every_buffer_is_one_error(void**) {
    assert_dump("k = " + std::string(300'000, 'x') + "\nl = 2\n", "2 [] l=2\n1 [] !k!\n");
    assert_dump("l = 2\nk = " + std::string(300'000, 'x'), "1 [] l=2\n2 [] !k!\n");
}

void lines_across_the_read_buffers_edge_arrive_whole(void**) {
    std::string text;
    std::string expected;
    for (unsigned number = 1; text.size() < 200'000; ++number) {
        text += fmt::format("key{} = {}\n", number, std::string(number % 150, 'v'));
        expected += fmt::format("{} [] key{}={}\n", number, number, std::string(number % 150, 'v'));
    }
    const std::string seen = dump_text(text);
    assert_true(seen == expected);
}

void a_long_comment_is_no_error(void**) {
    assert_dump("# " + std::string(500, '=') + "\n  ; " + std::string(500, '=') + "\nk = v\n", "3 [] k=v\n");
}

void a_value_with_a_continuation_line_too_long_is_left_out(void**) {
    assert_dump("k = 1\n  " + std::string(70'000, 'x') + "\n  more\nl = 2\n",
                ("4 [] l=2\n2 [] !" + std::string(65'542, 'x') + "!\n1 [] !k!\n3 [] !more!\n").c_str());
}

void a_line_without_equals_is_an_error_and_so_is_what_continues_it(void**) {
    assert_dump("[a]\nk = 1\nbob +44\n  zoe = 2\nl = 3\n",
                "2 [a] k=1\n5 [a] l=3\n3 [a] !bob!\n4 [a] !zoe!\n");
    assert_dump("bob ; = 1\n", "1 [] !bob!\n");
    assert_dump("k = 1\nbob", "1 [] k=1\n2 [] !bob!\n");
}

void a_line_without_key_is_an_error(void**) {
    assert_dump("[a]\nk = 1\n= 2\n  3\nl = 4\n", "2 [a] k=1\n5 [a] l=4\n3 [a] !!\n4 [a] !3!\n");
}

void indented_keys_below_a_header_continue_nothing(void**) {
    assert_dump("[a]\n  k = 1\n\tl = 2\nm = 3\n", "4 [a] m=3\n2 [a] !k!\n3 [a] !l!\n");
}

void control_characters_are_errors(void**) {
    using namespace std::string_view_literals;
    assert_dump("k = 1\0 2\nl = 3\n"sv, "2 [] l=3\n1 [] !k!\n");
    assert_dump("k\0 = 1\nl = 3\n"sv, "2 [] l=3\n1 [] !!\n");
    assert_dump("k = 1\rl = 2\n", "1 [] !k!\n");
    assert_dump("k = \x1b[31m\n", "1 [] !k!\n");
    assert_dump("k = 1\n \x7f\n", "2 [] !!\n1 [] !k!\n");
}

void what_stands_below_a_broken_header_is_left_out(void**) {
    for (const char* header : {"[b", "[]", "[ ]", "[b] c = d", "[b;c", "[b ;c]", "[[b]", " [b]", "[b\x01]"}) {
        const std::string seen =
            dump_text(fmt::format("[a]\nk = 1\n{}\nl = 2\n  3\nbad\n[c]\nm = 4\n", header));
        assert_string_equal(seen.c_str(), "2 [a] k=1\n8 [c] m=4\n3 [] !!\n");
    }
}

void a_section_name_too_long_is_an_error_with_the_whole_name(void**) {
    const std::string name(301, 's');
    const std::string seen = dump_text("[" + name + "]\nk = 1\n[" + name.substr(1) + "]\nk = 2\n");
    assert_string_equal(seen.c_str(), fmt::format("4 [{}] k=2\n1 [{}] !!\n", name.substr(1), name).c_str());
}

void a_file_in_utf16_is_told_to_be_one(void**) {
    using namespace std::string_view_literals;
    for (const std::string_view text : {"\xff\xfe[\0a\0]\0\r\0\n\0k\0=\0v\0"sv, "[\0a\0]\0\r\0\n\0"sv}) {
        const std::string seen = dump_text(text);
        assert_string_equal(seen.c_str(), "0 [] !!\n");
        assert_string_equal(first_problem(text).c_str(), "is UTF-16: save it as UTF-8");
    }
}

void bytes_that_are_not_ascii_arrive_as_they_are(void**) {
    assert_dump("[j\xc3\xb6rg]\nm\xe9 = \xff\xfe\n", "2 [j\xc3\xb6rg] m\xe9=\xff\xfe\n");
}

void reading_that_fails_is_an_error_of_the_whole_file(void**) {
    const std::string seen = dump(-1);
    assert_string_equal(seen.c_str(), "0 [] !!\n");
}

void a_file_beyond_the_limit_is_an_error_and_its_last_entry_is_left_out(void**) {
    const auto file = in_memory("k = 1\nl = 2\n");
    const std::string seen = dump(file.get(), 11);
    assert_string_equal(seen.c_str(), "0 [] !!\n");
    const auto again = in_memory("k = 1\nl = 2\n");
    const std::string whole = dump(again.get(), 12);
    assert_string_equal(whole.c_str(), "1 [] k=1\n2 [] l=2\n");
}

void headers_are_told_with_their_lines_before_their_entries(void**) {
    const auto file = in_memory("[a]\n[ b ]\nk = 1\n[c\n[b]\n[empty]\n");
    std::string seen;
    config::read_ini(
        file.get(),
        [&](const config::ini_entry& entry) { seen += fmt::format("{}={} ", entry.key, entry.value); }, 1000,
        [&](std::string_view section, unsigned line) { seen += fmt::format("{}:[{}] ", line, section); });
    assert_string_equal(seen.c_str(), "1:[a] 2:[b] k=1 5:[b] 6:[empty] ");
}

void an_exception_from_the_handler_passes_through(void**) {
    const auto file = in_memory("k = 1\nl = 2\nm = 3\n");
    int calls = 0;
    std::string caught;
    try {
        config::read_ini(file.get(), [&](const config::ini_entry&) {
            ++calls;
            throw std::runtime_error{"from the handler"};
        });
    } catch (const std::runtime_error& error) {
        caught = error.what();
    }
    assert_string_equal(caught.c_str(), "from the handler");
    assert_int_equal(calls, 1);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(entries_come_with_section_key_value_and_line),
        cmocka_unit_test(comments_go_from_values_and_continuation_lines),
        cmocka_unit_test(a_byte_order_mark_and_crlf_are_no_part_of_anything),
        cmocka_unit_test(a_last_line_without_newline_is_read),
        cmocka_unit_test(an_empty_file_has_no_entries_and_no_errors),
        cmocka_unit_test(a_key_given_twice_comes_twice),
        cmocka_unit_test(a_long_key_keeps_its_name_over_continuation_lines),
        cmocka_unit_test(a_line_longer_than_every_buffer_is_one_error),
        cmocka_unit_test(lines_across_the_read_buffers_edge_arrive_whole),
        cmocka_unit_test(a_long_comment_is_no_error),
        cmocka_unit_test(a_value_with_a_continuation_line_too_long_is_left_out),
        cmocka_unit_test(a_line_without_equals_is_an_error_and_so_is_what_continues_it),
        cmocka_unit_test(a_line_without_key_is_an_error),
        cmocka_unit_test(indented_keys_below_a_header_continue_nothing),
        cmocka_unit_test(control_characters_are_errors),
        cmocka_unit_test(what_stands_below_a_broken_header_is_left_out),
        cmocka_unit_test(a_section_name_too_long_is_an_error_with_the_whole_name),
        cmocka_unit_test(a_file_in_utf16_is_told_to_be_one),
        cmocka_unit_test(bytes_that_are_not_ascii_arrive_as_they_are),
        cmocka_unit_test(reading_that_fails_is_an_error_of_the_whole_file),
        cmocka_unit_test(a_file_beyond_the_limit_is_an_error_and_its_last_entry_is_left_out),
        cmocka_unit_test(headers_are_told_with_their_lines_before_their_entries),
        cmocka_unit_test(an_exception_from_the_handler_passes_through),
    };
    return cmocka_run_group_tests_name("config/ini", tests, nullptr, nullptr);
}
