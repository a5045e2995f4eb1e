#include "telesign-simulator/callback_fault.h"

#include "support/text.h"
#include "telesign-simulator/words.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace simulator {

namespace {

struct callback_fault_row {
    callback_fault kind;
    std::string_view name;
    std::string_view meaning;
};

constexpr std::array table{
    callback_fault_row{callback_fault::unsigned_, "unsigned", "there is no signature"},
    callback_fault_row{callback_fault::wrong_key, "wrong-key", "signed by another key"},
    callback_fault_row{callback_fault::twice, "twice", "each is sent two times"},
    callback_fault_row{callback_fault::huge, "huge", "the body is over 1 MiB of good JSON, signed"},
    callback_fault_row{callback_fault::none, "none", "there is no callback"},
    callback_fault_row{callback_fault::other_reference, "other-reference",
                       "reference_id is one that was never given out, signed"},
    callback_fault_row{callback_fault::bad_json, "bad-json", "the body is half of a JSON text, signed"},
    callback_fault_row{callback_fault::x_ts_authorization, "x-ts-authorization",
                       "the signature is in this header (harmless: TeleSign does so too)"},
};

} // namespace

tl::expected<std::vector<callback_fault>, std::string> parse_callback_faults(std::string_view text) {
    std::vector<callback_fault> faults;
    for (const std::string_view item : split_list(text)) {
        const auto* row = std::find_if(table.begin(), table.end(),
                                       [=](const callback_fault_row& each) { return each.name == item; });
        if (row == table.end())
            return tl::unexpected{fmt::format("unknown fault of a callback '{}': write {}",
                                              support::escape_control(item),
                                              fmt::join(callback_fault_names(), ", "))};
        faults.push_back(row->kind);
    }
    return faults;
}

std::vector<std::string_view> callback_fault_names() {
    std::vector<std::string_view> names;
    names.reserve(table.size());
    for (const callback_fault_row& row : table)
        names.push_back(row.name);
    return names;
}

std::string describe_callback_faults() {
    std::string text;
    for (const callback_fault_row& row : table)
        text += fmt::format("  {}\n      {}\n", row.name, row.meaning);
    return text;
}

} // namespace simulator
