// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/show.h"

#include "protocol/message.h"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace telesignctl {

std::string as_table(const answer& reply) {
    std::size_t width = 0;
    for (const auto& [name, value] : reply.facts)
        width = std::max(width, name.size());
    std::string table;
    for (const auto& [name, value] : reply.facts)
        table += fmt::format("{:<{}}  {}\n", name, width, value);
    if (!reply.text.empty())
        table += reply.text + '\n';
    return table;
}

std::string as_json(const answer& reply) {
    using json = nlohmann::ordered_json;
    json facts = json::object();
    for (const auto& [name, value] : reply.facts) {
        if (!facts.contains(name))
            facts[name] = value;
        else if (facts[name].is_array())
            facts[name].push_back(value);
        else
            facts[name] = json::array({facts[name], value});
    }
    const json whole{{"outcome", protocol::describe(reply.outcome)}, {"text", reply.text}, {"facts", facts}};
    return whole.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
}

} // namespace telesignctl
