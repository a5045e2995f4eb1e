// SPDX-License-Identifier: BSD-3-Clause
#include "config/keys.h"

#include "config/exempt_rules.h"

#include <algorithm>
#include <array>
#include <vector>

namespace config {

namespace {

using word = std::string_view;

/// Whose keys [service NAME] and [user NAME] write as SECTION.KEY: the names alone would not tell whose they are.
constexpr std::array<word, 4> prefixes{"voice", "sms", "smart", "risk"};

bool has_prefix(word section) noexcept {
    return std::find(prefixes.begin(), prefixes.end(), section) != prefixes.end();
}

/// Whether [service NAME] or [user NAME] writes the key as `written`.
bool is_written_as(const key_definition& key, word written) noexcept {
    if (!written.ends_with(key.name)) // most rows, for each key of a large phones.ini
        return false;
    written.remove_suffix(key.name.size());
    if (!has_prefix(key.section))
        return written.empty();
    return written.size() == key.section.size() + 1 && written.starts_with(key.section) &&
           written.ends_with('.');
}

/// The names of the keys that `wanted` lets through.
template <typename Wanted>
std::vector<word> names_of(Wanted wanted) {
    std::vector<word> names;
    for (const key_definition& key : all_keys())
        if (wanted(key))
            names.push_back(key.name);
    return names;
}

/// What is said of a name that is no key of the section.
std::string unknown_key(word section) {
    if (!has_prefix(section))
        return fmt::format("unknown key: the keys here are {}", key_names(section));
    const auto names = [section](bool is_general) {
        return names_of([&](const key_definition& key) {
            return key.section == section && (key.scope == key_scope::general) == is_general;
        });
    };
    const auto here_only = names(true);
    const std::string rest =
        here_only.empty() ? std::string{}
                          : fmt::format("; {} stand in [{}] only", fmt::join(here_only, " and "), section);
    return fmt::format("unknown key: the keys of {} are {}{}", section, fmt::join(names(false), ", "), rest);
}

/// What is said of a name that is no key of [service NAME] or [user NAME].
std::string unknown_override(word written, bool of_service) {
    const word section = written.substr(0, written.find('.'));
    if (section.size() < written.size() && has_prefix(section))
        return unknown_key(section);
    const auto names = names_of([of_service](const key_definition& key) {
        return is_overridable(key, of_service) && !has_prefix(key.section);
    });
    return fmt::format("unknown key: the keys here are {}, {}.KEY", fmt::join(names, ", "),
                       fmt::join(prefixes, ".KEY, "));
}

/// Makes a change where it holds for all.
struct applier {
    settings& into;
    word exempt_name; ///< of the [exempt NAME] that has the key

    void operator()(const change_of<otp_settings>& wanted) const { wanted(into.otp); }
    void operator()(const change_of<policy_settings>& wanted) const { wanted(into.policy); }
    void operator()(const change_of<risk_settings>& wanted) const { wanted(into.risk); }
    void operator()(const change_of<exempt_rule>& wanted) const {
        wanted(rule_named(into.exempt, exempt_name));
    }
    void operator()(const change_of<settings>& wanted) const { wanted(into); }
};

} // namespace

const key_definition* find_key(std::string_view section, std::string_view name) noexcept {
    const auto keys = all_keys();
    const auto found = std::find_if(keys.begin(), keys.end(), [&](const key_definition& key) {
        return key.section == section && key.name == name;
    });
    return found == keys.end() ? nullptr : &*found;
}

std::string override_name(const key_definition& key) {
    return has_prefix(key.section) ? fmt::format("{}.{}", key.section, key.name) : std::string{key.name};
}

bool is_overridable(const key_definition& key, bool of_service) noexcept {
    return key.scope == key_scope::user ||
           key.scope == (of_service ? key_scope::service : key_scope::user_only);
}

std::string key_names(std::string_view section) {
    const auto names = names_of([section](const key_definition& key) { return key.section == section; });
    return fmt::format("{}", fmt::join(names, ", "));
}

bool is_section(std::string_view name) noexcept {
    const auto keys = all_keys();
    return std::any_of(keys.begin(), keys.end(), [name](const key_definition& key) {
        return key.section == name && key.scope != key_scope::user_only;
    });
}

parsed<void> set_key(settings& into, std::string_view section, std::string_view name, std::string_view text) {
    const auto exempt = exempt_of(section);
    const word table_section = exempt ? word{"exempt"} : section;
    const key_definition* const key = find_key(table_section, name);
    if (key == nullptr && section == "cost")
        return set_price(into.cost, name, text);
    if (key == nullptr)
        return tl::unexpected{unknown_key(table_section)};
    return key->parse(*key, text).map([&](const change& wanted) {
        std::visit(applier{into, exempt.value_or(word{})}, wanted);
    });
}

tl::expected<void, std::string> set_override(overrides& into, std::string_view key, std::string_view value,
                                             bool of_service) {
    const auto keys = all_keys();
    const auto found = std::find_if(keys.begin(), keys.end(), [&](const key_definition& each) {
        return is_overridable(each, of_service) && is_written_as(each, key);
    });
    if (found == keys.end())
        return tl::unexpected{unknown_override(key, of_service)};
    if (std::any_of(into.changes.begin(), into.changes.end(),
                    [&](const auto& each) { return each.first == &*found; }))
        return tl::unexpected{std::string{"given twice: remove one of them"}};
    return found->parse(*found, value).map([&](change&& wanted) {
        into.changes.emplace_back(&*found, std::move(wanted));
    });
}

} // namespace config
