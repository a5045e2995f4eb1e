// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/answer.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// `telesignctl report`: what telesignd has counted, added up and shown.
namespace telesignctl {

/// Of a day, service, channel and region, or a sum of those.
struct report_counts {
    std::int64_t sends = 0;
    std::int64_t granted = 0; ///< logins with a valid code
    std::int64_t failed = 0;
    std::int64_t refused = 0;   ///< by limits, locks, risk or region
    std::int64_t not_asked = 0; ///< let through by policy, without a code
    std::int64_t cost = 0;      ///< of the sends with a price, in millionths
    std::int64_t unpriced = 0;  ///< sends without one

    report_counts& operator+=(const report_counts& other);
    bool operator==(const report_counts&) const = default;
};

struct report_cell {
    std::string day; ///< 2026-11-22
    std::string service;
    std::string channel; ///< "-": no code was sent
    std::string region;  ///< "-": not known
    report_counts numbers;
};

struct report {
    std::string since;
    std::string until;
    std::string currency;
    bool has_prices = false;
    std::vector<report_cell> cells; ///< by day, service, channel and region

    [[nodiscard]] report_counts total() const;
    /// By one of a cell's names, in order: &report_cell::day and so on.
    [[nodiscard]] std::map<std::string, report_counts> by(std::string report_cell::*name) const;
    /// Sends for which [cost] has no price: "GB.sms" and their number.
    [[nodiscard]] std::map<std::string, std::int64_t> unpriced() const;
};

/// The facts of telesignd's answer; what is not of their form is left out.
report read_report(const answer& reply);

/// How a terminal is written on.
struct terminal_info {
    std::size_t width = 80;
    bool utf8 = false;
};
/// Of standard output and the locale.
terminal_info detect_terminal();

/// For people. An answer that is not granted is shown as by as_table().
std::string report_as_tables(const answer& reply, const terminal_info& terminal);

/// RFC 4180 with line feeds, one line a cell.
std::string report_as_csv(const answer& reply);

/// {"outcome", "text", "since", "until", "currency", "total", "unpriced", "cells": […]}
std::string report_as_json(const answer& reply);

} // namespace telesignctl
