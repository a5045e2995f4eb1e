// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

// What nobody can guess, from the kernel's generator (getrandom(2)): nothing weaker ever takes its place.
namespace support {

/// Fills `into`, which has at most 256 bytes. Returns 0, or the errno of the failure.
[[nodiscard]] int draw_random(std::span<unsigned char> into) noexcept;

/// A UniformRandomBitGenerator for the distributions of <random>. Throws std::system_error when the kernel fails.
struct random_generator {
    using result_type = std::uint32_t;
    static constexpr result_type min() noexcept { return 0; }
    static constexpr result_type max() noexcept { return std::numeric_limits<result_type>::max(); }
    result_type operator()() const;
};

/// Returns `size` random bytes (at most 256) as upper-case hexadecimal digits. Throws std::system_error when the kernel
/// fails.
std::string random_hex(std::size_t size);

} // namespace support
