#pragma once

#include "gateway/verifier.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

// TeleSign's error codes, in one place ("Error codes" of its reference).
namespace gateway::telesign {

/// What kind of error an `errors[].code` stands for.
enum class error_class : std::uint8_t {
    authorization, ///< AuthorizationError: credentials, address, product or header refused
    validation,    ///< ValidationError: a field of the request refused
    gone,          ///< the reference is unknown or expired
    rate,          ///< too many requests
    unavailable,   ///< TeleSign's side is down
    funds,         ///< the account's balance is used up
    no_data,       ///< PhoneID knows nothing of the phone
};

struct error_row {
    int code;
    long http_status; ///< 0: of no matter. Otherwise one code stands for several things.
    std::string_view
        text; ///< the description that tells them apart when the HTTP status does not; lower case
    error_class kind;
    std::string_view note; ///< for the log: what is wrong, or what to mend
};

/// All known error codes.
std::span<const error_row> error_table() noexcept;

/// What an error amounts to.
struct error_reading {
    error_class kind;
    std::string_view note; ///< empty when the table lacks the code
};

/// A code that the table lacks is read by its HTTP status. `description` only tells codes apart that stand for
/// several things.
error_reading read_error(int code, long http_status, std::string_view description);

/// The class of a reply that names no error itself. Nothing for 200, the only status that may carry a success.
std::optional<error_class> class_of_http(long http_status) noexcept;

/// The class as the seeds' exceptions have it: "authorization", "validation", or "service" for all others.
std::string_view name_of(error_class kind) noexcept;

/// What an error means for a login that waits for an answer: never success.
outcome outcome_of(error_class kind) noexcept;

/// For the person: a sentence, which outlives everything.
std::string_view tell_of(error_class kind) noexcept;

} // namespace gateway::telesign
