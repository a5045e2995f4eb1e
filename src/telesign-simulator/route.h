// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/channel.h"
#include "telesign-simulator/request.h"

#include <string_view>

namespace simulator {

enum class endpoint {
    send,
    check,            ///< GET status, with or without a code
    complete,         ///< the completion PUT
    phone_id,         ///< POST /v1/phoneid/NUMBER
    phone_id_in_body, ///< POST /v1/phoneid, the number in its JSON
    score,            ///< POST /v1/score/NUMBER
    intelligence,     ///< POST /intelligence/phone, the number in its form
    phone_id_2015,    ///< GET /v1/phoneid/PRODUCT/NUMBER
    unknown_product,  ///< GET /v1/phoneid/…/NUMBER
    redirected,       ///< where the redirect fault leads
    wrong_method,
    none,
};

/// What a request asks for. The views live as long as the request.
struct route {
    simulator::endpoint endpoint = endpoint::none;
    gateway::channel channel = gateway::channel::smart; ///< send
    std::string_view reference_id = {}; ///< check, complete, redirected: as it stands in the path
    std::string_view product = {};      ///< phone_id_2015, unknown_product: "live"
    std::string_view phone_number = {}; ///< of lookups: as it stands in the path; empty if not there
};

/// Looks at method and path alone.
route find_route(const request& incoming);

} // namespace simulator
