// SPDX-License-Identifier: BSD-3-Clause
#include "support/hmac.h"

#include <array>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

namespace support {

std::optional<secret> hmac_sha256(std::string_view key, std::string_view message) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> code{};
    unsigned size = 0;
    if (::HMAC(::EVP_sha256(), key.data(), static_cast<int>(key.size()),
               reinterpret_cast<const unsigned char*>(message.data()), message.size(), code.data(),
               &size) == nullptr)
        return std::nullopt;
    secret result{{reinterpret_cast<const char*>(code.data()), size}};
    ::explicit_bzero(code.data(), code.size());
    return result;
}

bool constant_time_equal(std::string_view one, std::string_view other) noexcept {
    return one.size() == other.size() && ::CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

} // namespace support
