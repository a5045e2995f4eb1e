#pragma once

#include <span>

namespace support {

/// Fills `into` with what nobody can guess, from the kernel's generator (getrandom(2)). 0, or the errno of the failure:
/// nothing weaker ever takes its place.
[[nodiscard]] int draw_random(std::span<unsigned char> into) noexcept;

} // namespace support
