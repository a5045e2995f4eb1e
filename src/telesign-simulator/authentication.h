// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/clock.h"
#include "telesign-simulator/request.h"
#include "telesign-simulator/tables.h"

#include <map>
#include <optional>
#include <string>

namespace simulator {

/// Checks who asks, by Basic or by TeleSign's own Digest with HMAC-SHA256 (developer.telesign.com, "Authentication").
/// Stricter than TeleSign in two points: the nonce is required, and HMAC-SHA1 is refused. Not for several threads.
class authenticator {
public:
    /// `api_key`: base64, as TeleSign gives it; throws std::invalid_argument when it is not.
    authenticator(std::string customer_id, std::string api_key);

    /// nullopt when the request is good. `skew` shifts the window for the date, not the memory of nonces.
    std::optional<api_error> check(const request& incoming, time_point now, std::chrono::seconds skew);

private:
    [[nodiscard]] std::optional<api_error> check_basic(std::string_view credentials) const;
    std::optional<api_error> check_digest(const request& incoming, std::string_view credentials,
                                          time_point now, std::chrono::seconds skew);
    bool remember(const std::string& nonce, time_point now);

    std::string m_customer_id;
    std::string m_api_key;
    std::string m_hmac_key;
    std::map<std::string, time_point> m_nonces; ///< when each was seen
};

} // namespace simulator
