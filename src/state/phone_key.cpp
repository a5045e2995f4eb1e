#include "state/phone_key.h"

#include <array>
#include <cstddef>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace state {

std::optional<bytes> make_phone_key() noexcept {
    constexpr std::size_t size = 32;
    try {
        bytes key(size);
        if (::RAND_bytes(key.data(), static_cast<int>(key.size())) == 1)
            return key;
    } catch (const std::exception&) { // out of memory
    }
    return std::nullopt;
}

std::string hash_phone(const bytes& key, std::string_view digits) {
    constexpr std::size_t kept = 16;
    std::array<unsigned char, EVP_MAX_MD_SIZE> whole{};
    unsigned size = 0;
    if (::HMAC(::EVP_sha256(), key.data(), static_cast<int>(key.size()),
               reinterpret_cast<const unsigned char*>(digits.data()), digits.size(), whole.data(),
               &size) == nullptr)
        return {};
    return fmt::format("{:02x}", fmt::join(whole.begin(), whole.begin() + kept, ""));
}

} // namespace state
