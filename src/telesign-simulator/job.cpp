// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/job.h"

#include <algorithm>
#include <utility>

namespace simulator {

fault_context job::context(gateway::channel way, std::string reference_id) const {
    const std::string* host = incoming.header("host");
    return {.way = way,
            .host = host != nullptr ? *host : std::string{"localhost"},
            .reference_id = std::move(reference_id),
            .now = shown,
            .to = asked.to,
            .phone_number = phone_number};
}

draft job::refuse(const api_error& error) const {
    return simulator::refuse(error, context(asked.way, std::string{asked.reference_id}));
}

bool job::is_replaced() const {
    return std::any_of(faults.begin(), faults.end(), replaces_work);
}

std::string_view job::ordered_reference() const {
    const auto last = std::find_if(faults.rbegin(), faults.rend(),
                                   [](const fault& each) { return each.kind == fault_kind::reference; });
    return last != faults.rend() ? std::string_view{last->text} : std::string_view{};
}

} // namespace simulator
