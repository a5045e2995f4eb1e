// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/phone_section.h"
#include "telesign-simulator/reply_builder.h"
#include "telesign-simulator/request.h"
#include "telesign-simulator/route.h"

#include <string>
#include <string_view>
#include <vector>

namespace simulator {

/// One request on its way to its reply.
struct request_context {
    const request& incoming;
    simulator::route route;
    time_point now;           ///< the true time
    time_point reported_time; ///< the time that the client gets to see
    std::vector<fault> faults;
    phone_profile phone;           ///< of the phone that the request is about
    std::string phone_number = {}; ///< its number; empty when the request is about none

    [[nodiscard]] fault_context context(gateway::channel channel, std::string reference_id) const;

    /// Refuses this request, in the shape that TeleSign has for its endpoint.
    [[nodiscard]] reply_builder refuse(const api_error& error) const;

    /// Whether a fault takes the place of the request's work.
    [[nodiscard]] bool is_replaced() const;

    /// What the last fault `reference` asks for; empty when there is none.
    [[nodiscard]] std::string_view ordered_reference() const;
};

} // namespace simulator
