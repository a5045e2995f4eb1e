// SPDX-License-Identifier: BSD-3-Clause
#include "config/subject_values.h"

#include "support/ascii.h"
#include "support/text.h"

#include <algorithm>

namespace config {

namespace {

constexpr const char* missing_name =
    "empty: write at least one name, with commas between several, or remove the key";

/// Whether it could be a name of passwd(5) or group(5), and not what other programs write in such lists: %wheel, @wheel.
bool is_name(std::string_view text) {
    constexpr std::string_view never_first = "!%@+-";
    return !text.empty() && never_first.find(text.front()) == std::string_view::npos &&
           text.find_first_of("!:/*") == std::string_view::npos && support::is_plain_text(text);
}

tl::unexpected<std::string> no_name() {
    return tl::unexpected{std::string{missing_name}};
}

} // namespace

bool is_service_name(std::string_view name) noexcept {
    return !name.empty() && std::none_of(name.begin(), name.end(), [](char c) {
        return support::is_upper(c) || c == '/' || c == ' ' || c == '\t';
    });
}

parsed<std::string> parse_user_name(std::string_view text) {
    if (text.empty())
        return no_name();
    if (!is_name(text) || text.find(' ') != std::string_view::npos)
        return refuse(
            "{} is not a user's name", text,
            "write it as in /etc/passwd, with commas between; put groups, also with `!`, into `groups`");
    return std::string{text};
}

parsed<std::string> parse_group(std::string_view text) {
    if (text.empty())
        return no_name();
    if (!is_name(text.starts_with('!') ? text.substr(1) : text)) // blanks: there is "domain users"
        return refuse(
            "{} is not a group's name", text,
            "write it as in /etc/group, with commas between, and with `!` before it for all others");
    return std::string{text};
}

parsed<std::string> parse_service(std::string_view text) {
    if (text.empty())
        return no_name();
    if (!is_service_name(text) || !support::is_plain_text(text))
        return refuse("{} is not the name of a PAM service", text,
                      "write it as in /etc/pam.d, in lower case, with commas between");
    return std::string{text};
}

parsed<std::set<std::string>> parse_services(std::string_view text) {
    return text.empty() ? std::set<std::string>{} : parse_set(text, parse_service);
}

parsed<std::set<std::string>> parse_users(std::string_view text) {
    return parse_set(text, parse_user_name);
}

parsed<std::set<std::string>> parse_groups(std::string_view text) {
    auto groups = parse_set(text, parse_group);
    if (groups)
        for (const std::string& group : *groups)
            if (groups->contains('!' + group))
                return refuse("{} is named with and without `!`, which is everybody", group,
                              "keep one of the two");
    return groups;
}

parsed<std::set<std::string>> parse_some_services(std::string_view text) {
    return parse_set(text, parse_service);
}

parsed<support::ip_network> parse_network(std::string_view text) {
    constexpr unsigned mapped_prefix = 96; // of ::ffff:0:0/96
    const std::size_t slash = text.find('/');
    const auto address = support::ip_address::parse(text.substr(0, slash));
    if (!address)
        return refuse(
            "{} is not a network", text,
            "write literal ones, as in 192.0.2.0/24 or 2001:db8::/32, with commas between; no names");
    if (slash == std::string_view::npos)
        return support::ip_network{*address, address->bits()};
    const bool is_mapped = address->is_v4() && text.find(':') != std::string_view::npos;
    const auto prefix = parse_number(text.substr(slash + 1), is_mapped ? mapped_prefix : 0,
                                     is_mapped ? 128 : address->bits());
    if (!prefix)
        return tl::unexpected{fmt::format("after the slash: {}", prefix.error())};
    const support::ip_network result{*address, is_mapped ? *prefix - mapped_prefix : *prefix};
    if (const auto first = address->masked(result.prefix); first != *address)
        return refuse("{} has bits set after its prefix", text,
                      fmt::format("write {}/{} for the whole network, or {} for the one address",
                                  first.text(), result.prefix, address->text()));
    return result;
}

parsed<std::set<support::ip_network>> parse_networks(std::string_view text) {
    return parse_set(text, parse_network);
}

} // namespace config
