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
    /// point, so that texts compare as the times do.
    std::string updated_on;
    delivery_result news; ///< as of verifier::delivery
};

enum class callback_refusal : std::uint8_t {
    unsigned_request, ///< no Authorization of the scheme TSA
    wrong_signature,  ///< signed for another customer or with another key, or the body is not what was signed
    malformed,        ///< signed by TeleSign, but without a shape that says something of one code
};

/// Reads a callback. `api_key`: base64, as TeleSign gives it. `authorization`: the value of the header Authorization
/// or x-ts-authorization, "TSA customer_id:signature"; empty when the request has neither. `body`: its exact bytes.
/// Compares in a time that does not depend on how much of the signature is right. Throws nothing but std::bad_alloc.
tl::expected<callback_report, callback_refusal> read_callback(std::string_view customer_id,
                                                              const support::secret& api_key,
                                                              std::string_view authorization,
                                                              std::string_view body);

} // namespace gateway::telesign
