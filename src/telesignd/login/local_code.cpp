// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/local_code.h"

#include "support/random.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

#include <string.h>

#include <fmt/format.h>

namespace telesignd {

namespace {

constexpr std::uint32_t highest = std::numeric_limits<std::uint32_t>::max();

/// The smallest number of `length` digits.
std::uint32_t least_of(std::size_t length) noexcept {
    std::uint32_t least = 1;
    for (std::size_t digits = 1; digits < length; ++digits)
        least *= 10;
    return least;
}

} // namespace

tl::expected<support::secret, std::string> make_local_code(std::size_t length) {
    const std::uint32_t least = least_of(length);
    const std::uint32_t count = 9 * least;
    const std::uint32_t fair = highest - highest % count; // what lies above would favour small codes
    std::uint32_t number = highest;
    while (number >= fair)
        if (const int problem =
                support::draw_random({reinterpret_cast<unsigned char*>(&number), sizeof number});
            problem != 0)
            return tl::unexpected{
                fmt::format("the kernel returned no random numbers: {}", ::strerrordesc_np(problem))};
    std::array<char, std::numeric_limits<std::uint32_t>::digits10> digits{};
    number = least + number % count;
    const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    support::secret code{std::string_view{digits.data(), end}};
    ::explicit_bzero(digits.data(), digits.size());
    ::explicit_bzero(&number, sizeof number);
    return code;
}

} // namespace telesignd
