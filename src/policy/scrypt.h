// SPDX-License-Identifier: BSD-3-Clause
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

/// To be called before any thread starts: large blocks go back to the kernel when they are freed, in all of the process.
/// Otherwise malloc learns to keep them, one in each thread's arena (mallopt(3), M_MMAP_THRESHOLD), and 20 tries leave 200
/// MiB behind.
void keep_no_large_blocks();

} // namespace policy
