// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "state/records.h"

#include <optional>
#include <string>
#include <string_view>

// How a phone number is kept: good to recognise it again, of no use to whoever has the database without its key.
namespace state {

/// 256 random bits; nothing when the system has none.
std::optional<bytes> make_phone_key() noexcept;

/// HMAC-SHA-256 (RFC 2104) of the digits, its first 128 bits in hexadecimal. Empty when OpenSSL fails.
std::string hash_phone(const bytes& key, std::string_view digits);

} // namespace state
