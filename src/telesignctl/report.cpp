// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/report.h"

#include "support/log_record.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

namespace telesignctl {

namespace {

std::int64_t number_of(std::string_view text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// The text up to the separator, which goes with it.
std::string_view take(std::string_view& text, char separator) {
    const std::string_view part = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
}

std::string value_of(const std::vector<support::log_record::field>& row, std::string_view key) {
    const auto found =
        std::find_if(row.begin(), row.end(), [&](const auto& each) { return each.first == key; });
    return found == row.end() ? std::string{} : found->second;
}

/// "sms/US/12/10/1/1/0"
report_cell read_cell(std::string_view text) {
    report_cell cell;
    cell.channel = take(text, '/');
    cell.region = take(text, '/');
    report_counts& numbers = cell.numbers;
    for (std::int64_t* const each :
         {&numbers.sends, &numbers.granted, &numbers.failed, &numbers.refused, &numbers.not_asked})
        *each = number_of(take(text, '/'));
    return cell;
}

} // namespace

report_counts& report_counts::operator+=(const report_counts& other) {
    sends += other.sends;
    granted += other.granted;
    failed += other.failed;
    refused += other.refused;
    not_asked += other.not_asked;
    cost += other.cost;
    unpriced += other.unpriced;
    return *this;
}

report_counts report::total() const {
    report_counts sum;
    for (const report_cell& each : cells)
        sum += each.numbers;
    return sum;
}

std::map<std::string, report_counts> report::by(std::string report_cell::*name) const {
    std::map<std::string, report_counts> sums;
    for (const report_cell& each : cells)
        sums[each.*name] += each.numbers;
    return sums;
}

std::map<std::string, std::int64_t> report::unpriced() const {
    std::map<std::string, std::int64_t> sums;
    for (const report_cell& each : cells)
        if (each.numbers.unpriced > 0)
            sums[fmt::format("{}.{}", each.region, each.channel)] += each.numbers.unpriced;
    return sums;
}

report read_report(const answer& reply) {
    report all;
    std::map<std::pair<std::string, std::string>, std::int64_t> prices;
    for (const auto& [name, text] : reply.facts) {
        const auto row = support::read_pairs(text);
        if (name == "since")
            all.since = text;
        else if (name == "until")
            all.until = text;
        else if (name == "currency")
            all.currency = text;
        else if (name == "price")
            prices[{value_of(row, "region"), value_of(row, "channel")}] =
                number_of(value_of(row, "millionths"));
        if (name != "counts")
            continue;
        const std::string cells = value_of(row, "cells");
        for (std::string_view rest = cells; !rest.empty();) {
            report_cell cell = read_cell(take(rest, ','));
            cell.day = value_of(row, "day");
            cell.service = value_of(row, "service");
            all.cells.push_back(std::move(cell));
        }
    }
    all.has_prices = !prices.empty();
    for (report_cell& each : all.cells) {
        const auto price = prices.find({each.region, each.channel});
        if (price == prices.end())
            each.numbers.unpriced = each.numbers.sends;
        else
            each.numbers.cost = each.numbers.sends * price->second;
    }
    return all;
}

} // namespace telesignctl
