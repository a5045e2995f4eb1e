#pragma once

#include "config/settings.h"
#include "config/values.h"

#include <span>
#include <string_view>

namespace config {

/// One key that no service or user can have different, and how it is set.
struct scalar_rule {
    std::string_view section;
    std::string_view key;
    parsed<void> (*set)(settings& into, std::string_view value);
};

/// All of them, in the order in which conf/telesign.conf explains them.
std::span<const scalar_rule> scalar_rules() noexcept;

/// Whether these rules have the key.
bool is_scalar(std::string_view section, std::string_view key) noexcept;

/// Sets a key by these rules; an unknown one is an error that names the right ones.
parsed<void> set_scalar(settings& into, std::string_view section, std::string_view key,
                        std::string_view value);

/// Whether [NAME] is a section of telesign.conf (other than [service NAME]).
bool is_section(std::string_view name) noexcept;

} // namespace config
