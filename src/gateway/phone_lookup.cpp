// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/phone_lookup.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gateway {

namespace {

constexpr auto names = std::to_array<std::pair<lookup, std::string_view>>({
    {lookup::standard, "standard"},
    {lookup::score, "score"},
    {lookup::contact, "contact"},
    {lookup::live, "live"},
    {lookup::sim_swap, "sim_swap"},
    {lookup::call_forward_detection, "call_forward_detection"},
    {lookup::number_deactivation, "number_deactivation"},
    {lookup::porting_history, "porting_history"},
    {lookup::subscriber_status, "subscriber_status"},
});

} // namespace

std::string_view name_of(lookup kind) noexcept {
    const auto* const found =
        std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.first == kind; });
    return found == names.end() ? std::string_view{} : found->second;
}

std::optional<lookup> lookup_of(std::string_view name) noexcept {
    const auto* const found =
        std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.second == name; });
    if (found == names.end())
        return std::nullopt;
    return found->first;
}

} // namespace gateway
