// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/pam/service_file.h"

#include "support/ascii.h"
#include "telesignctl/pam/control.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace telesignctl::pam {

namespace {

constexpr std::string_view blanks = " \t\n"; // libpam's: a carriage return is part of a word

/// The next word; [one in brackets] counts as a whole, where `\]` stands for a bracket.
std::string take_word(std::string_view& text, bool keep_brackets) {
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    std::string word;
    if (text.empty() || text.front() != '[') {
        const auto end = std::min(text.find_first_of(blanks), text.size());
        word = text.substr(0, end);
        text.remove_prefix(end);
        return word;
    }
    std::size_t at = 1;
    for (; at < text.size() && text[at] != ']'; ++at) {
        if (text[at] == '\\' && at + 1 < text.size() && text[at + 1] == ']')
            ++at;
        word += text[at];
    }
    text.remove_prefix(std::min(at + 1, text.size()));
    return keep_brackets ? '[' + word + ']' : word;
}

/// A line with those that continue it, without comment.
struct logical_line {
    unsigned first = 0;
    unsigned last = 0;
    std::string text;
    bool goes_on = false; ///< but nothing follows
};

/// As libpam does (_assemble_line): blank lines and comments do not end a line that a backslash continues.
std::vector<logical_line> join_lines(std::string_view text) {
    std::vector<logical_line> result;
    bool goes_on = false;
    for (unsigned number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        const std::string_view whole = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        std::string_view physical = whole.substr(0, whole.find('#'));
        physical = physical.substr(0, physical.find_last_not_of(blanks) + 1); // npos + 1 is 0
        if (physical.empty())
            continue;
        if (!goes_on)
            result.push_back({number, number, {}});
        goes_on = physical.ends_with('\\') && whole.find('#') == whole.npos;
        if (goes_on)
            physical.remove_suffix(1);
        result.back().last = number;
        result.back().text.append(physical).append(" ");
    }
    if (goes_on)
        result.back().goes_on = true;
    return result;
}

/// Fills in all that belongs to a line; what is wrong, or nothing.
std::string parse_line(std::string_view text, line& into) {
    into.type = support::lower_case(take_word(text, true));
    if (into.type == "@include") {
        into.type.clear();
        into.control = "@include";
        into.module = take_word(text, true);
        return into.module.empty() ? "@include without a file" : "";
    }
    if (into.type.starts_with('-')) {
        into.optional = true;
        into.type.erase(0, 1);
    }
    if (into.type != "auth" && into.type != "account" && into.type != "session" && into.type != "password")
        return "does not begin with auth, account, session, password or @include";
    into.control = take_word(text, true);
    if (!into.control.starts_with('[')) // in brackets libpam distinguishes case
        into.control = support::lower_case(into.control);
    into.module = take_word(text, false);
    if (into.module.empty())
        return "names no module";
    if (into.control != "include" && into.control != "substack")
        if (const auto known = parse_control(into.control); !known)
            return std::string{known.error()};
    for (std::string word = take_word(text, false); !word.empty(); word = take_word(text, false))
        into.arguments.push_back(std::move(word));
    return {};
}

} // namespace

service_file parse_service(std::string_view text) {
    service_file result;
    bool has_returns = false; // reported once
    for (const logical_line& each : join_lines(text)) {
        if (each.text.find('\r') != each.text.npos && !std::exchange(has_returns, true))
            result.problems.push_back(fmt::format(
                "line {}: has a carriage return, which libpam takes as part of the word", each.first));
        if (each.goes_on)
            result.problems.push_back(fmt::format(
                "line {}: continues beyond the end of the file, so libpam refuses all of it", each.first));
        line parsed;
        parsed.first = each.first;
        parsed.last = each.last;
        if (const std::string problem = parse_line(each.text, parsed); !problem.empty())
            result.problems.push_back(fmt::format("line {}: {}", each.first, problem));
        else
            result.lines.push_back(std::move(parsed));
    }
    return result;
}

bool may_authenticate(const line& rule) {
    return rule.type.empty() || rule.type == "auth";
}

std::string_view module_name(const line& rule) {
    const std::string_view path = rule.module;
    return path.substr(path.find_last_of('/') + 1); // npos + 1 is 0
}

} // namespace telesignctl::pam
