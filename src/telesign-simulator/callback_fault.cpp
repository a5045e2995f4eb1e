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
                       "the signature is in this header alone (harmless)"},
    callback_fault_row{callback_fault::authorization, "authorization",
                       "the signature is in this header alone (harmless)"},
    callback_fault_row{callback_fault::bare_signature, "bare-signature",
                       "X-TS-Authorization holds the signature without TSA and the customer's id (harmless: "
                       "TeleSign's pages have both)"},
    callback_fault_row{callback_fault::other_case, "other-case",
                       "reference_id is written in the other case, signed (harmless)"},
    callback_fault_row{
        callback_fault::bare, "bare",
        "the body has status and sub_resource alone, all that TeleSign's schema requires, signed"},
    callback_fault_row{callback_fault::rfc3339, "rfc3339",
                       "submit_timestamp is of this form, as of text messages it is anyway (harmless)"},
    callback_fault_row{callback_fault::rfc822, "rfc822",
                       "submit_timestamp is of this form, as of calls it is anyway (harmless)"},
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
