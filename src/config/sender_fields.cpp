// SPDX-License-Identifier: BSD-3-Clause
#include "config/sender_fields.h"

#include "config/keys.h"

#include <algorithm>

namespace config {

using gateway::channel;

std::optional<channel> sender_of(std::string_view section) noexcept {
    for (const channel channel : {channel::voice, channel::sms, channel::smart})
        if (section == gateway::name_of(channel))
            return channel;
    return std::nullopt;
}

bool is_phone_text(std::string_view section, std::string_view key) noexcept {
    if (section.starts_with("service ") || section.starts_with("user ")) {
        const std::size_t dot = std::min(key.find('.'), key.size());
        section = key.substr(0, dot);
        key.remove_prefix(std::min(dot + 1, key.size()));
    }
    if (!sender_of(section)) // each line of phones.ini comes by here
        return false;
    const key_definition* const found = find_key(section, key);
    return found != nullptr && found->is_phone_text;
}

std::string_view find_field(const field_values& values, channel channel, std::string_view key) noexcept {
    const auto found = std::find_if(values.begin(), values.end(), [&](const auto& each) {
        return each.first->section == gateway::name_of(channel) && each.first->name == key;
    });
    return found == values.end() ? std::string_view{} : std::string_view{found->second};
}

} // namespace config
