// SPDX-License-Identifier: BSD-3-Clause
#include "state/phone_key.h"

#include "support/hmac.h"
#include "support/random.h"

#include <cstddef>
#include <iterator>

#include <fmt/format.h>

namespace state {

std::optional<bytes> make_phone_key() noexcept {
    constexpr std::size_t size = 32;
    try {
        bytes key(size);
        if (support::draw_random(key) == 0)
            return key;
    } catch (const std::exception&) { // out of memory
    }
    return std::nullopt;
}

std::string hash_phone(const bytes& key, std::string_view digits) {
    constexpr std::size_t kept = 16;
    const auto whole = support::hmac_sha256({reinterpret_cast<const char*>(key.data()), key.size()}, digits);
    std::string hash;
    if (whole)
        for (const char each : whole->view().substr(0, kept))
            fmt::format_to(std::back_inserter(hash), "{:02x}", static_cast<unsigned char>(each));
    return hash;
}

} // namespace state
