// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"
#include "config/values.h"

#include <span>
#include <string>
#include <string_view>

// The keys of telesign.conf and of phones.ini's [user NAME]: one table, and what reads by it.
namespace config {

/// Where a key may stand beside its own section.
enum class key_scope {
    general,   ///< nowhere: it holds for all
    service,   ///< in [service NAME]
    user,      ///< in [service NAME] and in [user NAME]
    user_only, ///< in [user NAME]; it has no section of its own
};

/// One key.
struct key_definition {
    std::string_view section; ///< [exempt NAME] has the keys of [exempt]
    std::string_view name;
    key_scope scope;
    /// What the text changes. `self` is this row of the table.
    parsed<change> (*parse)(const key_definition& self, std::string_view text);
    /// Said or shown by the phone: a `;` is a pause to TeleSign, never the beginning of a comment.
    bool is_phone_text = false;
};

/// All of them, in the order in which conf/examples explains them. Only the prices of [cost] have no
/// row: their names are any region's and channel's.
std::span<const key_definition> all_keys() noexcept;

/// The key of a section; nullptr if it has no such key.
const key_definition* find_key(std::string_view section, std::string_view name) noexcept;

/// As [service NAME] and [user NAME] write it: "voice.redial", "risk.check", but "attempts".
std::string override_name(const key_definition& key);

/// Whether [service NAME] (when `of_service`) or [user NAME] may have the key.
bool is_overridable(const key_definition& key, bool of_service) noexcept;

/// The names of a section's keys, with commas between.
std::string key_names(std::string_view section);

/// Whether [NAME] is a section of telesign.conf (other than [service NAME] and [exempt NAME]).
bool is_section(std::string_view name) noexcept;

/// Sets a key of a section of telesign.conf (other than [service NAME]) from its text. An unknown key is an error that
/// names the right ones.
parsed<void> set_key(settings& into, std::string_view section, std::string_view name, std::string_view text);

} // namespace config
