// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/verifier.h"
#include "support/secret.h"

#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

// TeleSign's transaction callbacks: it POSTs the status object (the JSON of GET /v1/verify/{reference_id}) to the
// account's URL or to the request's callback_url ("Transaction callback service" of its reference).
namespace gateway::telesign {

/// What a callback that TeleSign signed says.
struct callback_report {
    std::string reference_id; ///< as TeleSign wrote it: to be compared without regard to case
    /// When the status changed: RFC 3339 in UTC, "2015-10-03T14:51:28.709526000Z", always with nine digits after the
    /// point, so that texts compare as the times do. Empty when TeleSign names no time, or one that cannot be.
    std::string updated_on;
    delivery_result news; ///< as of verifier::delivery
};

enum class callback_refusal : std::uint8_t {
    unsigned_request, ///< no signature in any header
    wrong_signature,  ///< signed for another customer or with another key, or the body is not what was signed
    malformed,        ///< signed by TeleSign, but without a shape that says something of one code
};

/// The headers that may hold the signature; empty when the request has none. TeleSign sends both, and a proxy may have
/// used Authorization for itself.
struct callback_headers {
    std::string_view authorization;      ///< "TSA customer_id:signature"
    std::string_view x_ts_authorization; ///< the same, or the signature alone
};

/// Reads a callback, which one right signature is enough for. `api_key`: base64, as TeleSign gives it. `body`: its exact
/// bytes. Compares in a time that does not depend on how much of the signature is right. Throws nothing but
/// std::bad_alloc.
tl::expected<callback_report, callback_refusal> read_callback(std::string_view customer_id,
                                                              const support::secret& api_key,
                                                              const callback_headers& headers,
                                                              std::string_view body);

} // namespace gateway::telesign
