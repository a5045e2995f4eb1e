// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/secret.h"

#include <optional>
#include <string>
#include <string_view>

// The headers that TeleSign's REST API asks of a request ("Authentication" of its reference).
namespace gateway::telesign {

/// What Digest (TSA) signs. All as sent.
struct signed_parts {
    std::string_view method;       ///< "GET", "POST", "PUT"
    std::string_view content_type; ///< empty for GET
    std::string_view date;         ///< the Date header
    std::string_view nonce;        ///< the x-ts-nonce header
    std::string_view body;         ///< empty when there is none
    std::string_view path;         ///< without the query
};

support::secret string_to_sign(const signed_parts& parts);

/// base64(HMAC-SHA256(key, text)). `key`: the API key's bytes. Nothing when OpenSSL fails.
std::optional<support::secret> sign(const support::secret& key, std::string_view text);

/// The value of the Authorization header. `key`: the API key's bytes. Nothing when OpenSSL fails.
std::optional<support::secret> digest_authorization(std::string_view customer_id, const support::secret& key,
                                                    const signed_parts& parts);

/// The value of the Authorization header. `api_key`: base64, as TeleSign gives it.
support::secret basic_authorization(std::string_view customer_id, const support::secret& api_key);

/// The bytes of an API key. Nothing when it is empty or not base64.
std::optional<support::secret> decode_key(const support::secret& api_key);

/// A random UUID (RFC 4122, version 4) from the kernel's generator. Nothing when that fails.
std::optional<std::string> make_nonce();

} // namespace gateway::telesign
