// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/exempt_rules.h"
#include "config/keys.h"
#include "config/time_values.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

// What stands in the table of keys: parsers with their bounds, and what makes a change of a parser and a member.
namespace config::setters {

constexpr long minute = 60;
constexpr long hour = 60 * minute;
constexpr long day = 24 * hour;

// Parsers

/// One of some words.
template <const auto& words>
auto choice(std::string_view text) {
    return parse_choice(text, words);
}

template <unsigned min, unsigned max>
parsed<unsigned> number(std::string_view text) {
    return parse_number(text, min, max);
}

/// A plain number of seconds.
template <unsigned min, unsigned max>
parsed<std::chrono::seconds> seconds(std::string_view text) {
    return parse_number(text, min, max).map([](unsigned count) { return std::chrono::seconds{count}; });
}

/// A number with its unit; the bounds are seconds.
template <long min, long max>
parsed<std::chrono::seconds> duration(std::string_view text) {
    return parse_duration(text, std::chrono::seconds{min}, std::chrono::seconds{max});
}

/// What may be broken over continuation lines.
template <auto parse>
auto unfolded(std::string_view text) {
    return parse(unfold(text));
}

/// An empty text is an empty value.
template <auto parse>
auto or_empty(std::string_view text) {
    using result = decltype(parse(text));
    return text.empty() ? result{typename result::value_type{}} : parse(text);
}

// Changes

template <typename Part, typename Value>
Part part_of(Value Part::*);

/// The member of `into`, or a member of its member.
template <auto... members>
auto& member_of(auto& into) {
    return (into.*....*members);
}

/// What `parse` finds in the text goes into the member: of a part, or of a part's part.
template <auto parse, auto member, auto... members>
parsed<change> set(const key_definition& /*self*/, std::string_view text) {
    using part = decltype(part_of(member));
    return parse(text).map([](auto&& value) {
        return change{change_of<part>{[wanted = std::forward<decltype(value)>(value)](part& into) {
            member_of<member, members...>(into) = wanted;
        }}};
    });
}

/// The same, but an empty text gives back the default: it takes away what is set below.
template <auto parse, auto member, auto... members>
parsed<change> set_or_default(const key_definition& self, std::string_view text) {
    using part = decltype(part_of(member));
    if (!text.empty())
        return set<parse, member, members...>(self, text);
    return change{change_of<part>{[](part& into) {
        part fresh;
        member_of<member, members...>(into) = std::move(member_of<member, members...>(fresh));
    }}};
}

/// A secret cannot be copied, and a change can be: it is moved to its place, once.
template <auto parse, auto... members>
parsed<change> set_secret(const key_definition& /*self*/, std::string_view text) {
    return parse(text).map([](support::secret&& value) {
        return change{
            change_of<settings>{[wanted = std::make_shared<support::secret>(std::move(value))](
                                    settings& into) { member_of<members...>(into) = std::move(*wanted); }}};
    });
}

/// A field of TeleSign's form. An empty text is one that is not sent, and so is an empty value.
template <auto parse>
parsed<change> set_field(const key_definition& self, std::string_view text) {
    auto value = text.empty() ? parsed<std::string>{} : parse(text);
    return std::move(value).map([&self](std::string&& found) {
        return change{change_of<otp_settings>{[&self, wanted = std::move(found)](otp_settings& into) {
            if (wanted.empty())
                into.fields.erase(&self);
            else
                into.fields.insert_or_assign(&self, wanted);
        }}};
    });
}

/// A condition of an exemption.
template <typename Condition, auto parse>
parsed<change> add_condition(const key_definition& /*self*/, std::string_view text) {
    return parse(text).map([](auto&& values) {
        return change{change_of<exempt_rule>{[wanted = Condition{std::forward<decltype(values)>(values)}](
                                                 exempt_rule& into) { add(into, wanted); }}};
    });
}

} // namespace config::setters
