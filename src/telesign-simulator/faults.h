#pragma once

#include "gateway/channel.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

// The menu of failures. One table (faults.cpp) is the parser, the help and the reference.
namespace simulator {

enum class fault_kind {
    status,
    undeliverable_by,
    smart_by,
    strict_fields,
    code_state,
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
    wrong_types,
    reference,
    other_case,
    other_reference,
    no_reference,
    error_shape,
    sub_resource,
    submit_timestamp,
    impossible_dates,
    code_entered,
    no_verify,
    no_errors,
    lower_case,
    numbers_as_strings,
    nulls_and_extras,
    escape_sequences,
    valid_with_errors,
    valid_text,
    valid_http_500,
    clock_skew,
    risk_indicator_number,
    swap_date,
    level_with,
    null_text,
    deactivation_2022,
    addon_http_400,
};

/// One fault with its argument; which members count depends on the kind.
struct fault {
    fault_kind kind = fault_kind::status;
    int number = 0;                                 ///< status, error, http, retry_after
    int http = 0;                                   ///< error: 0 means the code's own
    std::chrono::milliseconds duration{0};          ///< delay, clock_skew (may be negative)
    gateway::channel way = gateway::channel::smart; ///< undeliverable_by
    std::string word; ///< code_state, error's text, and whatever has a choice of words
};

/// Reads one fault: its name and argument ("error -30006 401"). The error says what is wrong and what is right.
tl::expected<fault, std::string> parse_fault(std::string_view text);

/// Reads faults between commas or line ends; at least one.
tl::expected<std::vector<fault>, std::string> parse_faults(std::string_view text);

/// Whether the fault takes the place of the request's work: no code is sent, no try is counted.
bool replaces_work(const fault& each);

/// Every fault's name, in the table's order.
std::vector<std::string_view> fault_names();

/// The table for people: name, argument, meaning.
std::string describe_faults();

} // namespace simulator
