#include "config/who_values.h"

#include "support/text.h"

#include <algorithm>

namespace config {

namespace {

constexpr const char* missing_name = "a name is missing: write one at least, with commas between them, or "
                                     "remove the key";

/// Whether it could be a name of passwd(5) or group(5), and not what other programs write in such lists: %wheel, @wheel.
bool is_name(std::string_view text) {
    constexpr std::string_view never_first = "!%@+-";
    return !text.empty() && never_first.find(text.front()) == std::string_view::npos &&
           text.find_first_of("!:/*") == std::string_view::npos && support::is_plain_text(text);
}

tl::unexpected<std::string> bad(std::string_view problem) {
    return tl::unexpected{std::string{problem}};
}

} // namespace

bool is_service_name(std::string_view name) noexcept {
    return !name.empty() && std::none_of(name.begin(), name.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || c == '/' || c == ' ' || c == '\t';
    });
}

parsed<std::string> parse_user_name(std::string_view text) {
    if (text.empty())
        return bad(missing_name);
    if (!is_name(text) || text.find(' ') != std::string_view::npos)
        return bad("not a user's name: write it as in /etc/passwd, with commas between; groups, also with "
                   "`!`, stand in `groups`");
    return std::string{text};
}

parsed<std::string> parse_group(std::string_view text) {
    if (text.empty())
        return bad(missing_name);
    if (!is_name(text.starts_with('!') ? text.substr(1) : text)) // blanks: there is "domain users"
        return bad(
            "not a group's name: write it as in /etc/group, with commas between and perhaps `!` before "
            "it");
    return std::string{text};
}

parsed<std::string> parse_service(std::string_view text) {
    if (text.empty())
        return bad(missing_name);
    if (!is_service_name(text) || !support::is_plain_text(text))
        return bad(
            "not the name of a PAM service: write it as in /etc/pam.d, in lower case, with commas between");
    return std::string{text};
}

parsed<std::set<std::string>> parse_services(std::string_view text) {
    return text.empty() ? std::set<std::string>{} : parse_set(text, parse_service);
}

parsed<support::ip_network> parse_network(std::string_view text) {
    constexpr unsigned mapped_prefix = 96; // of ::ffff:0:0/96
    const std::size_t slash = text.find('/');
    const auto address = support::ip_address::parse(text.substr(0, slash));
    if (!address)
        return bad(
            "not a network: write literal ones, as in 192.0.2.0/24 or 2001:db8::/32, with commas between; "
            "no names");
    if (slash == std::string_view::npos)
        return support::ip_network{*address, address->bits()};
    const bool is_mapped = address->is_v4() && text.find(':') != std::string_view::npos;
    const auto prefix = parse_number(text.substr(slash + 1), is_mapped ? mapped_prefix : 0,
                                     is_mapped ? 128 : address->bits());
    if (!prefix)
        return tl::unexpected{fmt::format("the part behind the slash is {}", prefix.error())};
    const support::ip_network result{*address, is_mapped ? *prefix - mapped_prefix : *prefix};
    if (const auto first = address->masked(result.prefix); first != *address)
        return tl::unexpected{
            fmt::format("bits are set behind the prefix: write {}/{} for the whole network, or {} "
                        "for the one address",
                        first.text(), result.prefix, address->text())};
    return result;
}

} // namespace config
