// SPDX-License-Identifier: BSD-3-Clause
#include "policy/scrypt.h"

#include <stdexcept>

#include <malloc.h>
#include <openssl/err.h>
#include <openssl/evp.h>

namespace policy {

void keep_no_large_blocks() {
    constexpr int threshold = 4 * 1024 * 1024;
    ::mallopt(M_MMAP_THRESHOLD, threshold); // NOLINT(concurrency-mt-unsafe): before any thread
}

scrypt_hash scrypt(std::string_view text, std::span<const std::uint8_t> salt) {
    constexpr std::uint64_t cost = std::uint64_t{1} << 14U;
    constexpr std::uint64_t block_size = 8;
    constexpr std::uint64_t parallelization = 1;
    constexpr std::uint64_t max_memory =
        20ULL * 1024 * 1024; // 16 MiB and a little; OpenSSL refuses to take more
    scrypt_hash hash{};
    // EVP_PBE_scrypt(3) is EVP_KDF "SCRYPT" with its parameters filled in.
    if (::EVP_PBE_scrypt(text.data(), text.size(), salt.data(), salt.size(), cost, block_size,
                         parallelization, max_memory, hash.data(), hash.size()) != 1) {
        ::ERR_clear_error(); // the thread may go on to TLS
        throw std::runtime_error{"scrypt failed: is there no memory left?"};
    }
    return hash;
}

} // namespace policy
