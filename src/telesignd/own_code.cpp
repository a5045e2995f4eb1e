#include "telesignd/own_code.h"

#include "support/random.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

#include <string.h>

#include <fmt/format.h>

namespace telesignd {

namespace {

constexpr std::uint32_t least = 10'000;
constexpr std::uint32_t count = 90'000;
constexpr std::uint32_t highest = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t fair = highest - highest % count; // what lies above would favour small codes

} // namespace

tl::expected<support::secret, std::string> make_own_code() {
    std::uint32_t number = highest;
    while (number >= fair)
        if (const int problem =
                support::draw_random({reinterpret_cast<unsigned char*>(&number), sizeof number});
            problem != 0)
            return tl::unexpected{
                fmt::format("the kernel gives no random numbers: {}", ::strerrordesc_np(problem))};
    std::array<char, 5> digits{};
    number = least + number % count;
    std::to_chars(digits.data(), digits.data() + digits.size(), number);
    support::secret code{std::string_view{digits.data(), digits.size()}};
    ::explicit_bzero(digits.data(), digits.size());
    ::explicit_bzero(&number, sizeof number);
    return code;
}

} // namespace telesignd
