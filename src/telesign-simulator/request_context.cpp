// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/request_context.h"

#include <algorithm>
#include <utility>

namespace simulator {

fault_context request_context::context(gateway::channel channel, std::string reference_id) const {
    const std::string* host = incoming.header("host");
    return {.channel = channel,
            .host = host != nullptr ? *host : std::string{"localhost"},
            .reference_id = std::move(reference_id),
            .now = reported_time,
            .endpoint = route.endpoint,
            .phone_number = phone_number};
}

reply_builder request_context::refuse(const api_error& error) const {
    return simulator::refuse(error, context(route.channel, std::string{route.reference_id}));
}

bool request_context::is_replaced() const {
    return std::any_of(faults.begin(), faults.end(), replaces_work);
}

std::string_view request_context::ordered_reference() const {
    const auto last = std::find_if(faults.rbegin(), faults.rend(),
                                   [](const fault& each) { return each.kind == fault_kind::reference; });
    return last != faults.rend() ? std::string_view{last->text} : std::string_view{};
}

} // namespace simulator
