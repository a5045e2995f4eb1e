// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/addons.h"

#include "gateway/telesign/document.h"
#include "gateway/telesign/quote.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace gateway::telesign {

namespace {

using nlohmann::json;

bool may_change(int code) {
    constexpr std::array for_now{2802, 2810, 2811,
                                 2812}; // out of service, failed, timed out, over the hard cap
    return std::find(for_now.begin(), for_now.end(), code) != for_now.end();
}

const json* find_object(const json& reply, const char* name) {
    const json* const found = find(reply, {name});
    return found != nullptr && found->is_object() ? found : nullptr;
}

} // namespace

const status_row* find_addon_status(int code) noexcept {
    const status_row* const row = code == addon_answered ? nullptr : find_status(code);
    return row != nullptr && row->meaning == status_meaning::addon ? row : nullptr;
}

bool is_addon(lookup kind) noexcept {
    switch (kind) {
    case lookup::standard:
    case lookup::score:
    case lookup::live:
        return false;
    case lookup::contact:
    case lookup::sim_swap:
    case lookup::call_forward_detection:
    case lookup::number_deactivation:
    case lookup::porting_history:
    case lookup::subscriber_status:
        break;
    }
    return true;
}

const json* find_addon(const json& reply, const char* name) {
    const json* const addon = find_object(reply, name);
    if (addon == nullptr)
        return nullptr;
    const json* const code = find(*addon, {"status", "code"});
    return code == nullptr || to_int(*code) == addon_answered ? addon : nullptr;
}

std::optional<addon_gap> find_gap(const json& reply, lookup addon) {
    const json* const answer = find_object(reply, std::string{name_of(addon)}.c_str());
    if (answer == nullptr)
        return addon_gap{"not in the reply", true};
    const json* const field = find(*answer, {"status", "code"});
    if (field == nullptr)
        return std::nullopt;
    const auto code = to_int(*field);
    if (code == addon_answered)
        return std::nullopt;
    if (!code)
        return addon_gap{"its status is not a number", true};
    if (const status_row* const row = find_addon_status(*code))
        return addon_gap{fmt::format("status {}, {}", *code, row->log), may_change(*code)};
    const json* const text = find(*answer, {"status", "description"});
    const bool has_text = text != nullptr && text->is_string();
    return addon_gap{fmt::format("status {}, unknown to this program{}", *code,
                                 has_text ? ": " + quote_reply(text->get_ref<const std::string&>()) : ""),
                     true};
}

} // namespace gateway::telesign
