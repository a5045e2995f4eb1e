// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/rows.h"

#include "protocol/message.h"
#include "support/log_record.h"
#include "telesignctl/text_table.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace telesignctl {

namespace {

using row = std::vector<std::pair<std::string, std::string>>;
using table = std::pair<std::string, std::vector<row>>;

std::vector<table> tables_of(const answer& reply) {
    std::vector<table> all;
    for (const auto& [name, text] : reply.facts) {
        auto found = std::find_if(all.begin(), all.end(),
                                  [&wanted = name](const table& each) { return each.first == wanted; });
        if (found == all.end())
            found = all.insert(all.end(), {name, {}});
        found->second.push_back(support::read_pairs(text));
    }
    return all;
}

/// Every row has the columns of the first: the daemon sends each of them, always.
std::string text_of(const table& one) {
    std::vector<std::string> headings;
    for (const auto& [key, value] : one.second.front()) {
        std::string& heading =
            headings.emplace_back(headings.empty() ? fmt::format("{}: {}", one.first, key) : key);
        std::replace(heading.begin(), heading.end(), '_', ' ');
    }
    std::vector<std::vector<std::string>> rows;
    for (const row& each : one.second) {
        auto& cells = rows.emplace_back();
        for (const auto& [key, value] : each)
            cells.push_back(value);
        cells.resize(headings.size());
    }
    return format_table(headings, rows);
}

} // namespace

std::string rows_as_tables(const answer& reply) {
    std::string text;
    for (const table& each : tables_of(reply))
        text.append(text.empty() ? "" : "\n").append(text_of(each));
    if (!reply.text.empty())
        text.append(text.empty() ? "" : "\n").append(reply.text).push_back('\n');
    return text;
}

std::string rows_as_json(const answer& reply) {
    using json = nlohmann::ordered_json;
    json facts = json::object();
    for (const auto& [name, rows] : tables_of(reply))
        for (const row& each : rows) {
            json object = json::object();
            for (const auto& [key, value] : each)
                object[key] = value;
            facts[name].push_back(std::move(object));
        }
    const json whole{{"outcome", protocol::describe(reply.outcome)}, {"text", reply.text}, {"facts", facts}};
    return whole.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
}

} // namespace telesignctl
