// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/secret.h"

#include <optional>
#include <string_view>

namespace support {

/// Returns the 32 bytes of HMAC-SHA256 (RFC 2104), or nullopt if OpenSSL fails.
std::optional<secret> hmac_sha256(std::string_view key, std::string_view message);

/// Compares in a time that does not depend on where the two differ, only on whether they have the same size.
bool constant_time_equal(std::string_view one, std::string_view other) noexcept;

} // namespace support
