#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace policy {

using scrypt_hash = std::array<std::uint8_t, 32>;

/// scrypt (RFC 7914) with N = 2^14, r = 8, p = 1: 16 MiB of memory and some 50 ms. Throws std::runtime_error when OpenSSL
/// fails, as without that memory.
scrypt_hash scrypt(std::string_view text, std::span<const std::uint8_t> salt);

} // namespace policy
