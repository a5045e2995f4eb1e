// SPDX-License-Identifier: BSD-3-Clause
#include "config/values.h"

#include "config/quoted.h"
#include "support/ascii.h"
#include "support/base64.h"
#include "support/text.h"

#include <algorithm>
#include <charconv>

namespace config {

namespace {

constexpr std::array<std::string_view, 14> ucids{"ATCK", "BACF", "BACS", "CHBK", "CLDR", "LEAD", "OTHR",
                                                 "PWRT", "RESV", "RXPF", "SHIP", "THEF", "TRVF", "UNKN"};

constexpr std::array channel_words{
    std::pair{std::string_view{"smart"}, gateway::channel::smart},
    std::pair{std::string_view{"voice"}, gateway::channel::voice},
    std::pair{std::string_view{"sms"}, gateway::channel::sms},
};

using support::is_letter;
using support::is_letter_or_digit;

} // namespace

tl::unexpected<std::string> refuse(fmt::format_string<const std::string&> problem, std::string_view value,
                                   std::string_view remedy) {
    if (value.empty())
        return tl::unexpected{fmt::format("empty: {}", remedy)};
    const std::string text = quoted(value);
    return tl::unexpected{fmt::format("{}: {}", fmt::format(problem, text), remedy)};
}

tl::unexpected<std::string> refuse_twice(std::string_view value) {
    return refuse("{} is named twice", value, "name it once");
}

tl::unexpected<std::string> refuse_unknown(std::string_view kind, std::string_view word,
                                           std::span<const std::string_view> allowed) {
    const std::string known =
        allowed.size() < 2
            ? fmt::format("{}", fmt::join(allowed, ""))
            : fmt::format("{} or {}", fmt::join(allowed.first(allowed.size() - 1), ", "), allowed.back());
    const std::string problem = word.empty() ? "empty" : fmt::format("unknown {} {}", kind, quoted(word));
    return tl::unexpected{fmt::format("{}: write {}", problem, known)};
}

std::string_view shown(std::string_view name) noexcept {
    constexpr std::size_t max_length = 40;
    const std::string_view whole = name;
    for (const std::string_view all : {"*.", "001."})
        if (name.starts_with(all)) // of [cost]
            name.remove_prefix(all.size());
    if (name.size() > 3 && support::is_upper(name[0]) && support::is_upper(name[1]) && name[2] == '.')
        name.remove_prefix(3);
    const bool is_name = name.size() <= max_length && (name.empty() || support::is_lower(name.front())) &&
                         std::all_of(name.begin(), name.end(), [](char c) {
                             return support::is_lower(c) || support::is_digit(c) || c == '_' || c == '-' ||
                                    c == '.' || c == ' ';
                         });
    return is_name ? whole : std::string_view{"(not shown)"};
}

std::string unfold(std::string_view value) {
    std::string whole{value};
    std::erase(whole, '\n');
    return whole;
}

parsed<unsigned> parse_number(std::string_view text, unsigned min, unsigned max) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string remedy = fmt::format("write a number from {} to {}", min, max);
    if (error == std::errc::invalid_argument || end != text.data() + text.size())
        return refuse("{} is not a number in digits", text, remedy);
    if (error != std::errc{} || number < min || number > max)
        return refuse("{} is out of range", text, remedy);
    return number;
}

parsed<bool> parse_yes_no(std::string_view text) {
    return parse_choice(
        text, std::array{std::pair{std::string_view{"yes"}, true}, std::pair{std::string_view{"no"}, false}});
}

parsed<std::vector<gateway::channel>> parse_channels(std::string_view text) {
    std::vector<gateway::channel> channels;
    for (const std::string_view word : support::split_list(text)) {
        const auto channel = parse_choice(word, channel_words, "channel");
        if (!channel)
            return tl::unexpected{channel.error() +
                                  (word.find(' ') == std::string_view::npos ? "" : ", with commas between")};
        if (std::find(channels.begin(), channels.end(), *channel) != channels.end())
            return refuse_twice(word);
        channels.push_back(*channel);
    }
    return channels;
}

parsed<std::string> parse_ucid(std::string_view text) {
    if (std::find(ucids.begin(), ucids.end(), text) == ucids.end())
        return refuse_unknown("use case code", text, ucids);
    return std::string{text};
}

parsed<std::string> parse_language(std::string_view text) {
    const auto wrong = refuse("{} is not a language tag", text, "write one like en-US or fr");
    std::string_view rest = text;
    bool first = true;
    for (bool more = true; more; first = false) {
        const std::size_t dash = rest.find('-');
        const std::string_view part = rest.substr(0, dash);
        if (part.size() < (first ? 2 : 1) || part.size() > 8)
            return wrong;
        if (!std::all_of(part.begin(), part.end(), first ? is_letter : is_letter_or_digit))
            return wrong;
        more = dash != std::string_view::npos;
        rest.remove_prefix(more ? dash + 1 : 0);
    }
    return std::string{text};
}

parsed<std::string> parse_customer_id(std::string_view text) {
    if (text.empty() ||
        !std::all_of(text.begin(), text.end(), [](char c) { return is_letter_or_digit(c) || c == '-'; }))
        return refuse("{} has characters other than letters, digits and dashes", text,
                      "write the customer id from TeleSign's portal");
    return std::string{text};
}

parsed<support::secret> parse_api_key(std::string_view text) {
    if (text.empty())
        return tl::unexpected{std::string{"empty: write the API key from TeleSign's portal"}};
    if (!support::decode_base64(text))
        return tl::unexpected{
            std::string{"not base64: copy the whole API key from TeleSign's portal"}}; // a secret
    return support::secret{text};
}

parsed<std::string> parse_file_path(std::string_view text) {
    if (!text.starts_with('/') || text.ends_with('/'))
        return refuse("{} is not a file's absolute path", text,
                      "write one that begins with / and ends with the file's name");
    return std::string{text};
}

} // namespace config
