#pragma once

#include "gateway/verifier.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

// TeleSign's status and error codes, in one place (Verify API reference, "Status codes" and "Error codes").
namespace gateway::telesign {

/// What a `status.code` means for a login.
enum class status_meaning {
    in_progress,   ///< on its way: ask for the code
    arrived,       ///< ask for the code
    undeliverable, ///< another channel may work
    blocked,       ///< for risk, by policy or by region: do not try another way around it
    account,       ///< the account's problem
    no_answer,     ///< TeleSign cannot tell
    phoneid,       ///< of a PhoneID request
    completion,    ///< of a completion request
};

struct status_row {
    int code;
    status_meaning meaning;
};

/// All known status codes.
std::span<const status_row> status_table() noexcept;

/// Nothing for a code that the table lacks.
std::optional<status_meaning> meaning_of(int status_code) noexcept;

/// A few words for the log.
std::string_view name_of(status_meaning meaning) noexcept;

/// What kind of error an `errors[].code` stands for.
enum class error_class {
    authorization, ///< AuthorizationError: credentials, address, product or header refused
    validation,    ///< ValidationError: a field of the request refused
    gone,          ///< the reference is unknown or expired
    rate,          ///< too many requests
    unavailable,   ///< TeleSign's side is down
    funds,         ///< the account's balance is used up
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

/// `text` with ASCII letters in lower case.
std::string lower_case(std::string_view text);

} // namespace gateway::telesign
