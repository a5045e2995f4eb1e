#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace simulator {

/// What is wrong with a phone's callbacks, for showing that a receiver refuses them.
enum class callback_fault {
    unsigned_,
    wrong_key,
    twice,
    huge,
    none,
    other_reference,
    bad_json,
    x_ts_authorization,
    authorization,
    bare_signature,
    other_case,
    bare,
    rfc3339,
    rfc822,
};

/// Reads names between commas or line ends; at least one. The error says what is wrong and what is right.
tl::expected<std::vector<callback_fault>, std::string> parse_callback_faults(std::string_view text);

/// Every name, in the table's order.
std::vector<std::string_view> callback_fault_names();

/// The table for people: name, meaning.
std::string describe_callback_faults();

} // namespace simulator
