// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

// The menu of failures. One table (faults.cpp) is the parser, the help and the reference.
namespace simulator {

enum class fault_kind {
    status,
    patch,
    reference,
    error,
    http,
    retry_after,
    redirect,
    delay,
    no_answer,
    cut_before,
    cut_amid,
    cut_after,
    bad_json,
    bad_utf8,
    deep_nesting,
    empty_body,
    huge_body,
    huge_chunked,
    clock_skew,
};

/// One fault with its argument; which members count depends on the kind.
struct fault {
    fault_kind kind = fault_kind::status;
    int number = 0;                        ///< status, error, http, retry_after
    int http = 0;                          ///< error: 0 means the code's own
    std::chrono::milliseconds duration{0}; ///< delay, clock_skew (may be negative)
    std::string text;                      ///< reference; the description of an error, empty: TeleSign's
    nlohmann::ordered_json patch;          ///< an object or an array
};

/// Reads one fault: its name and argument ("error -30006 401"). The error says what is wrong and what is right.
tl::expected<fault, std::string> parse_fault(std::string_view text);

/// Reads what a patch does: a JSON Merge Patch (RFC 7396) if it is an object, a JSON Patch (RFC 6902) if it is an array.
/// nullopt if it is anything else.
std::optional<nlohmann::ordered_json> parse_patch(std::string_view text);

/// Applies what parse_patch() has read. Throws nlohmann::json::exception if an operation of a JSON Patch does not fit.
void apply_patch(const nlohmann::ordered_json& patch, nlohmann::ordered_json& document);

/// Reads faults between commas or line ends; at least one.
tl::expected<std::vector<fault>, std::string> parse_faults(std::string_view text);

/// Whether the fault takes the place of the request's work: no code is sent, no try is counted.
bool replaces_work(const fault& each);

/// Every fault's name, in the table's order.
std::vector<std::string_view> fault_names();

/// The table for people: name, argument, meaning.
std::string describe_faults();

} // namespace simulator
