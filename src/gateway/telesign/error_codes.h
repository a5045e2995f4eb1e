// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/verifier.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// TeleSign's error codes, in one place ("All status and error codes" of its documentation, and the error tables of its
// API descriptions of 2022 and 2026).
namespace gateway::telesign {

/// What kind of error a code stands for. It decides who has to act and what becomes of a login.
enum class error_class : std::uint8_t {
    authorization, ///< AuthorizationError: credentials, address, product or header refused
    validation,    ///< ValidationError: a field of the request refused
    gone,          ///< the reference is unknown or expired
    rate,          ///< too many requests
    funds,         ///< the account's balance is used up
    no_data,       ///< a lookup knows nothing of the phone
    unavailable,   ///< TeleSign's side is down
    undecided,     ///< TeleSign cannot say now: to be asked again, and the code stays good
    phone,         ///< this phone cannot be reached, another may
    barred_phone,  ///< this phone may not be reached: as a block
    wrong_code,    ///< as code_state INVALID
    used_up,       ///< as code_state MAX_ATTEMPTS_EXCEEDED
};

struct error_row {
    int code;
    long http_status;      ///< 0: of no matter. Otherwise one code stands for several things.
    std::string_view text; ///< what its description holds, when it has several meanings; lower case
    error_class kind;
    std::string_view note;    ///< for the log: what is wrong and what the administrator can do
    bool names_field = false; ///< TeleSign's own text says which field is wrong, so the log repeats it
};

/// All known error codes, those of errors[] and those that PhoneID, Score and Intelligence put into status.code.
std::span<const error_row> error_table() noexcept;

/// What an error amounts to.
struct error_reading {
    error_class kind;
    std::string_view note; ///< empty when the table lacks the code, or the meaning that it has here
    bool names_field = false;
};

/// What an error code stands for: one with several meanings is told apart by its text first, then by the HTTP status; a
/// rate limit is one under whatever code. A code that the table lacks is read by its HTTP status.
error_reading read_error(int code, long http_status, std::string_view description);

/// As read_error() when `code` is in the table. Nothing otherwise: then it is no error code but, say, a status code.
std::optional<error_reading> find_error(int code, long http_status, std::string_view description);

/// For the log: "authorization error -30006 (HTTP 401): the signature is refused: check api_key". TeleSign's own text
/// is repeated (quote_reply) where the note cannot say it all.
std::string describe_error(const error_reading& error, int code, long http_status,
                           std::string_view description);

/// The class of a reply that names no error itself. Nothing for 200, the only status that may carry a success.
std::optional<error_class> class_of_http(long http_status) noexcept;

/// What the log calls an error of this class: "authorization" and "validation" as TeleSign's SDKs have their exceptions,
/// "phone" for what is wrong with the phone, "service" for all others.
std::string_view name_of(error_class kind) noexcept;

/// What an error means for a login that waits for an answer: never success.
outcome outcome_of(error_class kind) noexcept;

/// For the person: a sentence, which outlives everything; empty where a login has words of its own.
std::string_view user_message_of(error_class kind) noexcept;

} // namespace gateway::telesign
