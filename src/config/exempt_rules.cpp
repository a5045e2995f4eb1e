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

template <typename Condition, auto parse>
parsed<exempt_condition> read(word text) {
    auto values = parse(text);
    if (!values)
        return tl::unexpected{std::move(values).error()};
    return Condition{*std::move(values)};
}

constexpr std::array<word, 4> keys{"users", "groups", "services", "networks"};
constexpr std::array readers{read<exempt_users, parse_users>, read<exempt_groups, parse_groups>,
                             read<exempt_services, parse_one_service_at_least>,
                             read<exempt_networks, parse_networks>};
static_assert(keys.size() == readers.size() && keys.size() == std::variant_size_v<exempt_condition>);

bool comes_before(const exempt_condition& left, const exempt_condition& right) noexcept {
    return left.index() < right.index();
}

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
    auto condition = readers[static_cast<std::size_t>(known - keys.begin())](text);
    if (!condition)
        return tl::unexpected{std::move(condition).error()};
    auto rule = std::find_if(into.begin(), into.end(),
                             [&](const exempt_rule& each) { return !name.empty() && each.name == name; });
    if (rule == into.end()) {
        into.emplace_back().name = name;
        rule = into.end() - 1;
    }
    auto& conditions = rule->conditions;
    conditions.insert(std::upper_bound(conditions.begin(), conditions.end(), *condition, comes_before),
                      *std::move(condition));
    return {};
}

} // namespace config
