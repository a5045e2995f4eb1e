// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

namespace simulator {

enum class callback_fault_kind {
    unsigned_,
    wrong_key,
    twice,
    huge,
    bad_json,
    patch,
    x_ts_authorization,
    authorization,
    bare_signature,
};

/// What is wrong with a phone's callbacks, for showing that a receiver refuses them.
struct callback_fault {
    callback_fault_kind kind = callback_fault_kind::unsigned_;
    nlohmann::ordered_json patch = {}; ///< as parse_patch() takes it
};

/// Reads faults between commas or line ends; at least one. The error says what is wrong and what is right.
tl::expected<std::vector<callback_fault>, std::string> parse_callback_faults(std::string_view text);

/// Every name, in the table's order.
std::vector<std::string_view> callback_fault_names();

/// The table for people: name, argument, meaning.
std::string describe_callback_faults();

} // namespace simulator
