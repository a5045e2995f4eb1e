// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/channel.h"
#include "support/secret.h"
#include "support/text.h"

#include <array>
#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <tl/expected.hpp>

// The values of keys, from their text. Every error reads "what is wrong: what would be right" and names the bad value, as
// `quoted` shows it; of a secret nothing is named.
namespace config {

template <typename Value>
using parsed = tl::expected<Value, std::string>;

/// The error about `value`, which stands in `problem` in the place of `{}`: refuse("unknown channel {}", "pigeon", "write
/// smart, voice or sms") is `unknown channel "pigeon": write smart, voice or sms`. An empty value is "empty".
tl::unexpected<std::string> refuse(fmt::format_string<const std::string&> problem, std::string_view value,
                                   std::string_view remedy);

/// The error about something that a list names more than once.
tl::unexpected<std::string> refuse_twice(std::string_view value);

/// The error about a word that is none of `allowed`, which are names of a `kind`.
tl::unexpected<std::string> refuse_unknown(std::string_view kind, std::string_view word,
                                           std::span<const std::string_view> allowed);

/// A key's or section's name for a message: as it is when it looks like one, else hidden, since it may be a secret
/// that lost its place (the second half of an API key ends in `=`).
std::string_view shown(std::string_view name) noexcept;

/// A value that was broken over continuation lines, as one again.
std::string unfold(std::string_view value);

/// A plain decimal number.
parsed<unsigned> parse_number(std::string_view text, unsigned min, unsigned max);

/// One of some words, which are names of a `kind`, as in "channel".
template <typename Value, std::size_t Count>
parsed<Value> parse_choice(std::string_view text,
                           const std::array<std::pair<std::string_view, Value>, Count>& words,
                           std::string_view kind = "value") {
    std::vector<std::string_view> allowed;
    for (const auto& [word, value] : words) {
        if (text == word)
            return value;
        allowed.push_back(word);
    }
    return refuse_unknown(kind, text, allowed);
}

/// A list of what `parse_one` takes; none twice.
template <typename Value>
parsed<std::set<Value>> parse_set(std::string_view text, parsed<Value> (*parse_one)(std::string_view)) {
    std::set<Value> values;
    for (const std::string_view word : support::split_list(text)) {
        auto value = parse_one(word);
        if (!value)
            return tl::unexpected{std::move(value).error()};
        if (!values.insert(*std::move(value)).second)
            return refuse_twice(word);
    }
    return values;
}

/// yes | no
parsed<bool> parse_yes_no(std::string_view text);

/// Names of channels with commas between them; none twice, at least one.
parsed<std::vector<gateway::channel>> parse_channels(std::string_view text);

/// One of TeleSign's use case codes (`ucid` in the Verify API reference).
parsed<std::string> parse_ucid(std::string_view text);

/// Shaped like a language tag (RFC 5646): letters, then groups of letters and digits, with dashes between.
parsed<std::string> parse_language(std::string_view text);

/// TeleSign's customer id: letters, digits and dashes (a colon would break HTTP Basic, RFC 7617).
parsed<std::string> parse_customer_id(std::string_view text);

/// Base64 (RFC 4648), not empty.
parsed<support::secret> parse_api_key(std::string_view text);

/// A path that begins with `/` and names a file.
parsed<std::string> parse_file_path(std::string_view text);

} // namespace config
