// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/callback_fault.h"
#include "telesign-simulator/url.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace simulator {

/// One POST of TeleSign's to a customer's address.
struct callback {
    url destination;
    std::string reference_id; ///< for the log
    std::string body;
    std::vector<std::pair<std::string, std::string>> credentials; ///< headers; none: unsigned
    std::chrono::milliseconds after{0};                           ///< from now
};

/// Makes callbacks and signs them (developer.telesign.com, "Callback service"). For many threads when `send` is.
class callback_publisher {
public:
    /// Nobody gets any.
    callback_publisher() = default;

    /// `api_key`: base64; throws std::invalid_argument when it is not. `account_url`: for requests without a URL of
    /// their own; nullopt: these have no callbacks. `send` must not block.
    callback_publisher(std::string customer_id, std::string_view api_key, std::optional<url> account_url,
                       std::function<void(callback)> send);

    /// Hands on what a delivery's new state makes. `reference_id`: the delivery's, for the log. `request_url`: the
    /// request's.
    void publish(std::string_view reference_id, nlohmann::ordered_json document,
                 const std::optional<url>& request_url, std::chrono::milliseconds after,
                 const std::vector<callback_fault>& faults) const;

private:
    void sign(const std::vector<callback_fault>& faults, callback& made) const;

    std::string m_customer_id;
    std::string m_key;
    std::optional<url> m_url;
    std::function<void(callback)> m_send;
};

} // namespace simulator
