// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/report.h"

#include "protocol/message.h"
#include "telesignctl/show.h"
#include "telesignctl/text_wrap.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>
#include <langinfo.h>
#include <locale.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace telesignctl {

namespace {

constexpr std::int64_t unit = 1'000'000;
constexpr std::size_t max_name_width = 24;
constexpr std::size_t max_bar_width = 60;
constexpr std::size_t min_bar_width = 4;

/// "1.5" for 1500000 millionths, with `least` decimals at least.
std::string money(std::int64_t millionths, std::size_t least) {
    std::string text = fmt::format("{}.{:06}", millionths / unit, millionths % unit);
    const std::size_t point = text.find('.');
    const std::size_t last = text.find_last_not_of('0');
    text.resize(std::max(last == point ? point : last + 1, least == 0 ? 0 : point + 1 + least));
    return text;
}

/// As long as `part` is of `whole`; something for everything that is not 0.
std::string bar(std::int64_t part, std::int64_t whole, std::size_t width, bool utf8) {
    constexpr std::array eighths{"", "\u258f", "\u258e", "\u258d", "\u258c", "\u258b", "\u258a", "\u2589"};
    if (whole <= 0 || part <= 0)
        return {};
    const auto steps = static_cast<std::int64_t>(utf8 ? width * 8 : width);
    const auto length = static_cast<std::size_t>(std::max<std::int64_t>(1, part * steps / whole));
    if (!utf8)
        return std::string(length, '#');
    std::string text;
    for (std::size_t each = 0; each < length / 8; ++each)
        text += "\u2588";
    return text + eighths[length % 8];
}

/// What is known only in part ends with a `+`; what is not known at all is a dash.
std::string cost_of(const report_counts& numbers) {
    if (numbers.sends > 0 && numbers.unpriced == numbers.sends)
        return "-";
    return money(numbers.cost, 2) + (numbers.unpriced > 0 ? "+" : "");
}

/// A name in its column; a longer one is cut.
std::string fitted(const std::string& name, std::size_t width) {
    return fmt::format("{:<{}}", fmt::string_view{name.data(), std::min(name.size(), width)}, width);
}

std::string line_of(const std::string& name, const report_counts& numbers, std::size_t width) {
    return fmt::format("{}{:>8}{:>9}{:>8}{:>8}{:>11}{:>12}", fitted(name, width), numbers.sends,
                       numbers.granted, numbers.failed, numbers.refused, numbers.not_asked, cost_of(numbers));
}

std::string table(const report& all, const char* title, std::string report_cell::*by,
                  const terminal_info& terminal) {
    const auto rows = all.by(by);
    std::size_t width = std::string_view{title}.size();
    std::int64_t most = 0;
    for (const auto& [name, numbers] : rows) {
        width = std::min(std::max(width, name.size()), max_name_width);
        most = std::max(most, numbers.sends);
    }
    std::string text = fmt::format("{}{:>8}{:>9}{:>8}{:>8}{:>11}{:>12}\n", fitted(title, width), "sends",
                                   "granted", "failed", "refused", "not asked", all.currency);
    const std::size_t used = line_of({}, {}, width).size() + 2;
    const std::size_t room = terminal.width > used ? std::min(terminal.width - used, max_bar_width) : 0;
    for (const auto& [name, numbers] : rows) {
        text += line_of(name, numbers, width);
        if (const std::string drawn = bar(numbers.sends, most, room, terminal.utf8);
            room >= min_bar_width && !drawn.empty())
            text.append("  ").append(drawn);
        text.push_back('\n');
    }
    return text;
}

/// A value of CSV (RFC 4180); a program that opens it must not take it for a formula.
std::string quoted(const std::string& value) {
    const bool is_formula =
        value.size() > 1 && std::string_view{"=+-@"}.find(value.front()) != std::string_view::npos;
    if (!is_formula && value.find_first_of(",\"\r\n") == std::string::npos)
        return value;
    std::string text = is_formula ? "\"'" : "\"";
    for (const char each : value)
        text.append(each == '"' ? 2 : 1, each);
    return text + '"';
}

nlohmann::ordered_json as_object(const report_counts& numbers) {
    nlohmann::ordered_json object{{"sends", numbers.sends},         {"granted", numbers.granted},
                                  {"failed", numbers.failed},       {"refused", numbers.refused},
                                  {"not_asked", numbers.not_asked}, {"cost", nullptr},
                                  {"unpriced", numbers.unpriced}};
    if (numbers.sends == 0 || numbers.unpriced < numbers.sends)
        object["cost"] = static_cast<double>(numbers.cost) / unit;
    return object;
}

} // namespace

terminal_info detect_terminal() {
    terminal_info terminal;
    if (const std::size_t columns = terminal_columns(STDOUT_FILENO); columns > 0)
        terminal.width = columns;
    // The locale of the terminal's user; nothing else here depends on it.
    if (const locale_t mine = ::newlocale(LC_CTYPE_MASK, "", nullptr); mine != nullptr) {
        terminal.utf8 = std::string_view{::nl_langinfo_l(CODESET, mine)} == "UTF-8";
        ::freelocale(mine);
    }
    return terminal;
}

std::string report_as_tables(const answer& reply, const terminal_info& terminal) {
    if (reply.outcome != protocol::result::granted)
        return as_table(reply);
    const report all = read_report(reply);
    std::string text = fmt::format("Codes and logins from {} to {} (UTC)\n", all.since, all.until);
    if (all.cells.empty())
        return text + "There were none.\n" + (reply.text.empty() ? "" : reply.text + '\n');
    text.append("\n").append(table(all, "day", &report_cell::day, terminal));
    const report_counts total = all.total();
    text += line_of("total", total, std::string_view{"2026-11-22"}.size()) + '\n';
    text.append("\n").append(table(all, "service", &report_cell::service, terminal));
    text.append("\n").append(table(all, "channel", &report_cell::channel, terminal));
    text.append("\n").append(table(all, "region", &report_cell::region, terminal));
    if (total.unpriced > 0) {
        text += fmt::format("\nWithout a price in [cost]: {} of {} codes:", total.unpriced, total.sends);
        for (const auto& [name, count] : all.unpriced())
            text += fmt::format(" {} ({})", name, count);
        text.push_back('\n');
    }
    return reply.text.empty() ? text : text + reply.text + '\n';
}

std::string report_as_csv(const answer& reply) {
    if (reply.outcome != protocol::result::granted)
        return as_table(reply);
    const report all = read_report(reply);
    std::string text = "day,service,channel,region,sends,granted,failed,refused,not_asked,cost,currency\n";
    for (const report_cell& each : all.cells) {
        const report_counts& numbers = each.numbers;
        text += fmt::format("{},{},{},{},{},{},{},{},{},{},{}\n", each.day, quoted(each.service),
                            quoted(each.channel), quoted(each.region), numbers.sends, numbers.granted,
                            numbers.failed, numbers.refused, numbers.not_asked,
                            numbers.unpriced > 0 ? std::string{} : money(numbers.cost, 0), all.currency);
    }
    return text;
}

std::string report_as_json(const answer& reply) {
    using json = nlohmann::ordered_json;
    if (reply.outcome != protocol::result::granted)
        return as_json(reply);
    const report all = read_report(reply);
    json cells = json::array();
    for (const report_cell& each : all.cells) {
        json cell{
            {"day", each.day}, {"service", each.service}, {"channel", each.channel}, {"region", each.region}};
        cell.update(as_object(each.numbers));
        cells.push_back(std::move(cell));
    }
    json whole{{"outcome", protocol::describe(reply.outcome)},
               {"text", reply.text},
               {"since", all.since},
               {"until", all.until},
               {"currency", all.currency},
               {"total", as_object(all.total())},
               {"unpriced", json::object()},
               {"cells", std::move(cells)}};
    for (const auto& [name, count] : all.unpriced())
        whole["unpriced"][name] = count;
    return whole.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
}

} // namespace telesignctl
