#pragma once

#include "gateway/channel.h"
#include "telesign-simulator/request.h"

#include <string_view>

namespace simulator {

enum class endpoint {
    send,
    check,         ///< GET status, with or without a code
    complete,      ///< the completion PUT
    phone_id,      ///< POST /v1/phoneid
    score,         ///< POST /v1/score
    phone_id_2015, ///< GET /v1/phoneid/PRODUCT
    redirected,    ///< where the redirect fault leads
    wrong_method,
    none,
};

/// What a request asks for. The views live as long as the request.
struct route {
    endpoint to = endpoint::none;
    gateway::channel way = gateway::channel::smart; ///< send
    std::string_view reference_id = {};             ///< check, complete, redirected: as it stands in the path
    std::string_view product = {};                  ///< phone_id_2015: standard, score, contact or live
    std::string_view phone_number = {}; ///< phone_id, score, phone_id_2015: as it stands in the path
};

/// Looks at method and path alone.
route find_route(const request& incoming);

} // namespace simulator
