// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/callback_fault.h"

#include "support/text.h"
#include "telesign-simulator/faults.h"
#include "telesign-simulator/parsing.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace simulator {

namespace {

struct callback_fault_row {
    callback_fault_kind kind;
    std::string_view name;
    std::string_view meaning;
};

constexpr std::string_view patch_start = "patch ";

constexpr std::array callback_faults{
    callback_fault_row{callback_fault_kind::unsigned_, "unsigned", "there is no signature"},
    callback_fault_row{callback_fault_kind::wrong_key, "wrong-key", "signed by another key"},
    callback_fault_row{callback_fault_kind::twice, "twice", "each is sent two times"},
    callback_fault_row{callback_fault_kind::huge, "huge", "the body is over 1 MiB of good JSON, signed"},
    callback_fault_row{callback_fault_kind::bad_json, "bad-json", "the body is half of a JSON text, signed"},
    callback_fault_row{callback_fault_kind::patch, "patch",
                       "followed by JSON: the body is changed as a reply by the fault patch, signed"},
    callback_fault_row{callback_fault_kind::x_ts_authorization, "x-ts-authorization",
                       "the signature is in this header alone (harmless)"},
    callback_fault_row{callback_fault_kind::authorization, "authorization",
                       "the signature is in this header alone (harmless)"},
    callback_fault_row{callback_fault_kind::bare_signature, "bare-signature",
                       "X-TS-Authorization holds the signature without TSA and the customer's id (harmless: "
                       "TeleSign's pages have both)"},
};

tl::expected<callback_fault, std::string> parse_callback_fault(std::string_view text) {
    if (text.starts_with(patch_start)) {
        auto patch = parse_patch(text.substr(patch_start.size()));
        if (!patch)
            return tl::unexpected{std::string{"bad argument of 'patch': write patch JSON"}};
        return callback_fault{.kind = callback_fault_kind::patch, .patch = std::move(*patch)};
    }
    const auto* row =
        std::find_if(callback_faults.begin(), callback_faults.end(), [=](const callback_fault_row& each) {
            return each.name == text && each.kind != callback_fault_kind::patch;
        });
    if (row == callback_faults.end())
        return tl::unexpected{fmt::format("unknown fault of a callback '{}': write {}",
                                          support::escape_control(text),
                                          fmt::join(callback_fault_names(), ", "))};
    return callback_fault{.kind = row->kind};
}

} // namespace

tl::expected<std::vector<callback_fault>, std::string> parse_callback_faults(std::string_view text) {
    std::vector<callback_fault> faults;
    for (const std::string_view item : split_list(text)) {
        auto parsed = parse_callback_fault(item);
        if (!parsed)
            return tl::unexpected{parsed.error()};
        faults.push_back(std::move(*parsed));
    }
    return faults;
}

std::vector<std::string_view> callback_fault_names() {
    std::vector<std::string_view> names;
    names.reserve(callback_faults.size());
    for (const callback_fault_row& row : callback_faults)
        names.push_back(row.name);
    return names;
}

std::string describe_callback_faults() {
    std::string text;
    for (const callback_fault_row& row : callback_faults)
        text += fmt::format("  {}\n      {}\n", row.name, row.meaning);
    return text;
}

} // namespace simulator
