#include "telesignctl/rows.h"

#include "protocol/message.h"
#include "support/log_record.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
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

/// Characters, since columns are as wide as those.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char each) { return (each & 0xc0) != 0x80; }));
}

void add_line(std::string& to, const std::vector<std::string>& cells,
              const std::vector<std::size_t>& widths) {
    std::string line;
    for (std::size_t at = 0; at < cells.size(); ++at)
        line.append(cells[at]).append(widths[at] + 2 - width_of(cells[at]), ' ');
    to.append(line, 0, line.find_last_not_of(' ') + 1).push_back('\n');
}

/// Every row has the columns of the first: the daemon sends each of them, always.
std::string text_of(const table& one) {
    std::vector<std::vector<std::string>> lines(1);
    for (const auto& [key, value] : one.second.front())
        lines.front().push_back(lines.front().empty() ? fmt::format("{}: {}", one.first, key) : key);
    for (const row& each : one.second) {
        auto& cells = lines.emplace_back();
        for (const auto& [key, value] : each)
            cells.push_back(value);
        cells.resize(lines.front().size());
    }
    std::vector<std::size_t> widths(lines.front().size());
    for (const auto& cells : lines)
        for (std::size_t at = 0; at < widths.size(); ++at)
            widths[at] = std::max(widths[at], width_of(cells[at]));
    std::string text;
    for (const auto& cells : lines)
        add_line(text, cells, widths);
    return text;
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
