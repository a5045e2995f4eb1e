// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/check/finding.h"

#include "support/text.h"
#include "telesignctl/text_wrap.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace telesignctl {

namespace {

const char* name_of(check_status status) {
    switch (status) {
    case check_status::ok:
        return "ok";
    case check_status::warning:
        return "warning";
    case check_status::error:
        break;
    }
    return "error";
}

auto count(const findings& all, check_status status) {
    return std::count_if(all.begin(), all.end(),
                         [status](const finding& each) { return each.status == status; });
}

} // namespace

check_status worst_of(const findings& all) {
    check_status worst = check_status::ok;
    for (const finding& each : all)
        worst = std::max(worst, each.status);
    return worst;
}

std::string as_screen(const findings& all, std::size_t columns) {
    std::size_t width = 0;
    for (const finding& each : all)
        width = std::max(width, each.check.size());
    std::string screen;
    for (const finding& each : all) {
        screen += wrap_row(fmt::format("{:<7}  {:<{}}  ", name_of(each.status), each.check, width),
                           support::remove_control(each.text) + '\n', columns);
        if (!each.remedy.empty())
            screen += wrap_row(std::string(9 + width + 2, ' '),
                               "→ " + support::remove_control(each.remedy) + '\n', columns);
    }
    const auto errors = count(all, check_status::error);
    const auto warnings = count(all, check_status::warning);
    if (errors + warnings == 0)
        return screen + "No problems found.\n";
    return screen + fmt::format("{} error{}, {} warning{}.\n", errors, errors == 1 ? "" : "s", warnings,
                                warnings == 1 ? "" : "s");
}

std::string as_json(const findings& all) {
    using json = nlohmann::ordered_json;
    json checks = json::array();
    for (const finding& each : all)
        checks.push_back({{"check", each.check},
                          {"status", name_of(each.status)},
                          {"text", each.text},
                          {"remedy", each.remedy}});
    const json whole{{"worst", name_of(worst_of(all))}, {"checks", checks}};
    return whole.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
}

} // namespace telesignctl
