// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// TeleSign's status and error codes with their texts (developer.telesign.com, "All status and error codes", and its API
// descriptions of 2022 and 2026).
namespace simulator {

/// What TeleSign's status.description says for a status.code.
std::string status_text(int code);

/// Whether a message with this status reaches, or may still reach, the phone.
bool status_arrives(int code);

/// One entry of errors[] and what surrounds it.
struct api_error {
    int code = 0;
    std::string description;
    int http = 500;
    int status = 500;             ///< status.code: 500, 501 or 599
    std::string signature_string; ///< what the signature should have been made from; empty: not sent
};

/// Whose words an error has: for many numbers TeleSign's products have a text each.
enum class product { sms, voice_and_smart, completion };

/// One meaning of an error number; several rows may have the same number.
struct error_row {
    int code;
    int http;
    int status;
    std::string_view text;            ///< SMS Verify's
    std::string_view other_text;      ///< Voice Verify's and Smart Verify's; empty: the same
    std::string_view completion_text; ///< Verify Completion's; empty: the same as other_text
};

/// Every error of the Verify endpoints and of the lookups by GET, in the order of their numbers. (The other lookups have
/// their own: lookup_codes.h.)
const std::vector<error_row>& error_rows();

/// The error with SMS Verify's text: of the rows with this number the one under `http`, or the first. A number that no
/// row has comes under `http`, or 400.
api_error make_error(int code, int http = 0);

/// The error in the words of another product; words that no row has stay.
api_error in_words_of(product owner, api_error error);

/// -10001 for a field or a query parameter that is wrong.
api_error invalid_parameter(std::string_view name);

/// -10001 for a field that must be there.
api_error missing_field(std::string_view name);

/// -10001 for a reference that was never given out.
api_error reference_not_found();

} // namespace simulator
