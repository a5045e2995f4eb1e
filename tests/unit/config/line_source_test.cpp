// SPDX-License-Identifier: BSD-3-Clause
#include "config/line_source.h"
#include "support/unique_fd.h"

#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include "cmocka_cpp.h"

namespace {

constexpr std::uint64_t no_limit = ~std::uint64_t{0};

/// A pipe that holds `text` and then ends. What does not fit in a pipe (64 KiB) would hang.
support::unique_fd piped(std::string_view text) {
    int ends[2];
    assert_int_equal(::pipe(ends), 0);
    const support::unique_fd writing{ends[1]};
    assert_int_equal(::write(writing.get(), text.data(), text.size()), text.size());
    return support::unique_fd{ends[0]};
}

std::vector<std::string> lines_of(config::line_source& source) {
    std::vector<std::string> lines;
    for (std::string_view line; source.next(line);)
        lines.emplace_back(line);
    return lines;
}

void lines_come_byte_for_byte_without_their_newline(void**) {
    using namespace std::string_view_literals;
    const auto file = piped("a\n\n b\0c\r\nlast"sv);
    config::line_source source{file.get(), no_limit};
    const std::vector<std::string> expected{"a", "", std::string{" b\0c\r"sv}, "last"};
    assert_true(lines_of(source) == expected);
    assert_true(source.problem().empty());
}

void the_end_stays_the_end(void**) {
    const auto file = piped("a\n");
    config::line_source source{file.get(), no_limit};
    std::string_view line;
    assert_true(source.next(line));
    assert_false(source.next(line));
    assert_false(source.next(line));
    assert_true(source.problem().empty());
}

void the_limit_is_the_last_byte_that_may_be_read(void**) {
    const auto fits = piped("a\nb\n");
    config::line_source whole{fits.get(), 4};
    assert_int_equal(lines_of(whole).size(), 2);
    assert_true(whole.problem().empty());
    const auto too_large = piped("a\nb\n");
    config::line_source cut{too_large.get(), 3};
    assert_int_equal(lines_of(cut).size(), 0);
    assert_string_equal(cut.problem().c_str(), "is larger than the limit for such a file: make it smaller");
}

void a_failure_to_read_is_told(void**) {
    config::line_source source{-1, no_limit};
    assert_int_equal(lines_of(source).size(), 0);
    assert_string_equal(source.problem().c_str(), "cannot be read: Bad file descriptor");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_byte_for_byte_without_their_newline),
        cmocka_unit_test(the_end_stays_the_end),
        cmocka_unit_test(the_limit_is_the_last_byte_that_may_be_read),
        cmocka_unit_test(a_failure_to_read_is_told),
    };
    return cmocka_run_group_tests_name("config/line_source", tests, nullptr, nullptr);
}
