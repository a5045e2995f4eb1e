#pragma once

#include <optional>
#include <string>
#include <string_view>

// TeleSign's status and error codes with their texts (developer.telesign.com, "All status and error codes").
namespace simulator {

/// What TeleSign's status.description says for a status.code.
std::string status_text(int code);

/// Whether a message with this status reaches, or may still reach, the phone.
bool status_arrives(int code);

/// One entry of errors[] and what stands around it.
struct api_error {
    int code = 0;
    std::string description;
    int http = 500;
    int status = 500; ///< status.code: 501 "Not authorized" or 500 "Transaction not attempted"
};

/// The error with TeleSign's own text and HTTP status (400 for a code that the table does not know).
api_error make_error(int code);

/// -10001 for a field or a query parameter that is missing or wrong.
api_error invalid_parameter(std::string_view name);

/// -10001 for a reference that was never given out.
api_error reference_not_found();

} // namespace simulator
