// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/clock.h"
#include "telesign-simulator/request.h"

#include <string>

// What the simulator's tests share: one moment, one customer, and requests signed in advance.
namespace test {

/// Sat, 21 Nov 2026 12:00:00 GMT.
inline const simulator::time_point noon = std::chrono::system_clock::from_time_t(1795262400);

inline const std::string customer_id = "CUSTOMER-1";
inline const std::string api_key = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="; ///< the bytes 1 to 32
inline const std::string basic_credentials =
    "Basic Q1VTVE9NRVItMTpBUUlEQkFVR0J3Z0pDZ3NNRFE0UEVCRVNFeFFWRmhjWUdSb2JIQjBlSHlBPQ==";
inline const std::string form_type = "application/x-www-form-urlencoded";

inline simulator::request basic_request(std::string method, std::string target, std::string body = {}) {
    simulator::request made{
        .method = std::move(method), .target = std::move(target), .headers = {}, .body = {}};
    made.headers["authorization"] = basic_credentials;
    made.headers["host"] = "simulator.test:8443";
    if (!body.empty())
        made.headers["content-type"] = form_type;
    made.body = std::move(body);
    return made;
}

} // namespace test
