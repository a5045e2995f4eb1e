// SPDX-License-Identifier: BSD-3-Clause
#include "support/random.h"

#include <cerrno>
#include <iterator>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <sys/random.h>

namespace support {

namespace {

void draw_or_throw(std::span<unsigned char> into) {
    if (const int problem = draw_random(into); problem != 0)
        throw std::system_error{problem, std::generic_category(), "getrandom"};
}

} // namespace

int draw_random(std::span<unsigned char> into) noexcept {
    ssize_t got = 0;
    do
        got = ::getrandom(into.data(), into.size(), 0);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return errno;
    return static_cast<std::size_t>(got) == into.size() ? 0
                                                        : EIO; // up to 256 bytes come whole, says the manual
}

random_generator::result_type random_generator::operator()() const {
    result_type number = 0;
    draw_or_throw({reinterpret_cast<unsigned char*>(&number), sizeof number});
    return number;
}

std::string random_hex(std::size_t size) {
    std::vector<unsigned char> bytes(size);
    draw_or_throw(bytes);
    std::string digits;
    for (const unsigned char each : bytes)
        fmt::format_to(std::back_inserter(digits), "{:02X}", each);
    return digits;
}

} // namespace support
