#include "gateway/telesign/addons.h"

#include "gateway/telesign/document.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace gateway::telesign {

namespace {

using nlohmann::json;

constexpr auto rows = std::to_array<addon_status_row>({
    {2801, "add-on not valid for TeleSign", false},
    {2802, "out of service for now", true},
    {2803, "number out of its coverage", false},
    {2804, "not applicable to this number", false},
    {addon_no_information, "no information on this number", false},
    {2806, "not enabled for the account: ask TeleSign", false},
    {2807, "parameters not valid", false},
    {2808, "parameter missing", false},
    {2809, "postal code not valid", false},
    {2810, "failed while the data was collected", true},
    {2811, "timed out", true},
    {2812, "hard cap of the account reached: ask TeleSign", true},
});

const json* find_object(const json& reply, const char* name) {
    const json* const found = find(reply, {name});
    return found != nullptr && found->is_object() ? found : nullptr;
}

} // namespace

const addon_status_row* find_addon_status(int code) noexcept {
    const auto* const row =
        std::find_if(rows.begin(), rows.end(), [&](const addon_status_row& one) { return one.code == code; });
    return row == rows.end() ? nullptr : row;
}

bool is_addon(lookup what) noexcept {
    switch (what) {
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
    const addon_status_row* const row = find_addon_status(*code);
    return addon_gap{
        fmt::format("status {}, {}", *code, row == nullptr ? "unknown to this program" : row->log),
        row == nullptr || row->may_change};
}

} // namespace gateway::telesign
