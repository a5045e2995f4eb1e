// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/telesign/endpoints.h"
#include "gateway/telesign/options.h"
#include "gateway/telesign/reply.h"
#include "http/client.h"
#include "support/secret.h"

#include <atomic>
#include <chrono>
#include <ctime>
#include <stop_token>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace gateway::telesign {

inline constexpr std::string_view form_type = "application/x-www-form-urlencoded";
inline constexpr std::string_view json_type = "application/json";

/// One call of the API; what may hold a phone number or a code is secret.
struct api_call {
    http::method method = http::method::get;
    support::secret path;  ///< PhoneID's hold the number
    support::secret query; ///< with its '?', or empty
    support::secret body;
    std::string_view content_type = form_type; ///< of the body of post and put
    bool may_repeat = false;                   ///< whether acting twice on it does no harm but cost
};

/// The last reply or failure, and what else to log.
struct exchange_result {
    tl::expected<http::reply, http::error> got;
    verify_reply reply; ///< empty without a reply
    std::string note;

    /// Somebody was there and did not fail (an HTTP status below 500, or a reply that is too large to be one), or this
    /// host could not even ask: no outage of TeleSign's.
    [[nodiscard]] bool was_answered() const;
};

/// Adds "name=value" to a form or a query, with RFC 3986's unreserved characters as they are and all others as %XX.
void append_field(support::secret& form, std::string_view name, std::string_view value);

/// Makes all requests of one configuration: signs them, keeps connections, moves on to the next endpoint and follows
/// TeleSign's clock. Thread-safe.
class api {
public:
    /// Copies what it needs of the options. Throws std::invalid_argument when api_key is not base64,
    /// std::runtime_error when libcurl cannot be used: at start, never later.
    explicit api(const options& account);

    /// One call, within one deadline (request_timeout). It is made again, once for each reason, where TeleSign cannot
    /// have acted on it (no byte of it left, or it was refused for its date or for now), and, when it may be repeated,
    /// on a kept connection that TeleSign closed in the meantime.
    exchange_result exchange(const api_call& call, const std::stop_token& stop);

private:
    tl::expected<http::reply, http::error> attempt(const api_call& call, const std::string& endpoint,
                                                   std::chrono::steady_clock::time_point deadline,
                                                   const std::stop_token& stop);
    bool add_headers(http::request& request, const api_call& call) const;
    bool correct_clock(const http::reply& reply, std::string& note);

    const std::string m_customer_id;
    const auth_scheme m_auth;
    endpoint_list m_endpoints;
    const std::chrono::milliseconds m_request_timeout;
    const support::secret m_api_key; ///< as given, for Basic
    support::secret m_key;           ///< its bytes, for Digest
    std::atomic<std::time_t> m_clock_offset = 0;
    http::client m_client;
};

} // namespace gateway::telesign
