// SPDX-License-Identifier: BSD-3-Clause
#include "policy/recovery_text.h"

#include "gateway/code_length.h"
#include "support/ascii.h"
#include "support/random.h"

#include <array>
#include <cstddef>

#include <string.h>

#include <fmt/format.h>

namespace policy {

namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t length = 16;
constexpr std::size_t group = 4;
static_assert(length > gateway::max_code_length); // so that one of digits alone is no code from the phone

/// A character of the alphabet, or NUL.
char read_character(char typed) noexcept {
    const char upper = support::to_upper(typed);
    switch (upper) {
    case 'O':
        return '0';
    case 'I':
    case 'L':
        return '1';
    default:
        return alphabet.find(upper) == std::string_view::npos ? '\0' : upper;
    }
}

} // namespace

tl::expected<support::secret, std::string> make_recovery_code() {
    static_assert(alphabet.size() == 32); // so that five bits of a byte choose each as often as any other
    std::array<unsigned char, length> random{};
    if (const int problem = support::draw_random(random); problem != 0)
        return tl::unexpected{
            fmt::format("the kernel returned no random numbers: {}", ::strerrordesc_np(problem))};
    std::array<char, length + length / group - 1> text{};
    std::size_t end = 0;
    for (std::size_t at = 0; at < length; ++at) {
        if (at > 0 && at % group == 0)
            text.at(end++) = '-';
        text.at(end++) = alphabet[random.at(at) % alphabet.size()];
    }
    support::secret code{std::string_view{text.data(), text.size()}};
    ::explicit_bzero(text.data(), text.size());
    ::explicit_bzero(random.data(), random.size());
    return code;
}

std::optional<support::secret> read_recovery_code(std::string_view typed) {
    std::array<char, length> text{};
    std::size_t count = 0;
    bool is_code = true;
    for (const char each : typed) {
        if (each == ' ' || each == '-')
            continue;
        const char character = read_character(each);
        is_code = character != '\0' && count < length;
        if (!is_code)
            break;
        text.at(count++) = character;
    }
    std::optional<support::secret> code;
    if (is_code && count == length)
        code.emplace(std::string_view{text.data(), text.size()});
    ::explicit_bzero(text.data(), text.size());
    return code;
}

} // namespace policy
