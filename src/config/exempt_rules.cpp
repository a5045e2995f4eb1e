#include "config/exempt_rules.h"

#include "config/who_values.h"
#include "support/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace config {

namespace {

using word = std::string_view;

parsed<std::set<std::string>> parse_groups(word text) {
    auto groups = parse_set(text, parse_group);
    if (groups)
        for (const std::string& group : *groups)
            if (groups->contains('!' + group))
                return refuse("{} is named with and without `!`, which is everybody", group,
                              "keep one of the two");
    return groups;
}

parsed<std::set<std::string>> parse_users(word text) {
    return parse_set(text, parse_user_name);
}

parsed<std::set<std::string>> parse_one_service_at_least(word text) {
    return parse_set(text, parse_service);
}

parsed<std::set<support::ip_network>> parse_networks(word text) {
    return parse_set(text, parse_network);
}

template <auto member, auto parse>
parsed<void> set(exempt_rule& into, word text) {
    auto value = parse(text);
    if (!value)
        return tl::unexpected{std::move(value).error()};
    into.*member = *std::move(value);
    return {};
}

constexpr std::array<word, 4> keys{"users", "groups", "services", "networks"};
constexpr std::array setters{set<&exempt_rule::users, parse_users>, set<&exempt_rule::groups, parse_groups>,
                             set<&exempt_rule::services, parse_one_service_at_least>,
                             set<&exempt_rule::networks, parse_networks>};
static_assert(keys.size() == setters.size());

} // namespace

std::optional<std::string_view> exempt_of(std::string_view section) noexcept {
    constexpr word prefix = "exempt ";
    if (section == "exempt")
        return word{};
    if (!section.starts_with(prefix))
        return std::nullopt;
    return support::trim(section.substr(prefix.size()));
}

bool is_exempt_name(std::string_view name) noexcept {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    });
}

std::span<const std::string_view> exempt_keys() noexcept {
    return keys;
}

parsed<void> set_exempt(std::vector<exempt_rule>& into, std::string_view name, std::string_view key,
                        std::string_view text) {
    const auto known = std::find(keys.begin(), keys.end(), key);
    if (known == keys.end())
        return tl::unexpected{fmt::format("unknown key: the keys here are {}", fmt::join(keys, ", "))};
    auto rule = std::find_if(into.begin(), into.end(),
                             [&](const exempt_rule& each) { return !name.empty() && each.name == name; });
    if (rule == into.end()) {
        into.emplace_back().name = name;
        rule = into.end() - 1;
    }
    return setters[static_cast<std::size_t>(known - keys.begin())](*rule, text);
}

} // namespace config
