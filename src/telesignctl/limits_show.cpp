// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/limits_show.h"

#include "support/dates.h"
#include "support/log_record.h"
#include "support/text.h"
#include "telesignctl/rows.h"

#include <algorithm>
#include <string_view>

namespace telesignctl {

namespace {

/// "now", or "in 7 min".
std::string time_left(const std::string& end, std::chrono::sys_seconds now) {
    const auto time = support::read_rfc3339(end);
    if (!time)
        return end;
    const auto left = std::chrono::ceil<std::chrono::seconds>(*time - now);
    return left.count() <= 0 ? "now" : "in " + support::write_span(left);
}

bool has_reserved(const answer& reply) {
    return std::any_of(reply.facts.begin(), reply.facts.end(), [](const auto& fact) {
        const auto row = support::read_pairs(fact.second);
        return std::any_of(row.begin(), row.end(),
                           [](const auto& cell) { return cell.first == "reserved" && cell.second != "0"; });
    });
}

} // namespace

std::string limits_as_tables(const answer& reply, std::chrono::sys_seconds now) {
    const bool with_reserved = has_reserved(reply);
    answer shown = reply;
    for (auto& [name, text] : shown.facts) {
        support::log_record row{""};
        for (const auto& [key, value] : support::read_pairs(text)) {
            if (key == "more_from")
                row.add(key, time_left(value, now));
            else if (key == "until")
                row.add("ends", time_left(value, now));
            else if (key != "reserved" || with_reserved)
                row.add(key, value);
        }
        text = support::trim(row.line());
    }
    return rows_as_tables(shown);
}

} // namespace telesignctl
