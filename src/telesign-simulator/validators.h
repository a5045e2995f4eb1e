// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

// What a field's value looks like, for more than one endpoint.
namespace simulator {

bool is_all_digits(std::string_view text);

/// 7 to 15 digits, country code first.
bool is_phone(std::string_view text);

bool is_ucid(std::string_view text);

/// A literal IPv4 or IPv6 address.
bool is_address(std::string_view text);

/// One @ between two parts that hold no blanks.
bool is_email(std::string_view text);

/// create, sign-in, transact, update or delete.
bool is_lifecycle_event(std::string_view text);

/// Whether a Content-Type header names this media type, with or without parameters.
bool is_media_type(std::string_view header, std::string_view media_type);

} // namespace simulator
