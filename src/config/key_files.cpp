// SPDX-License-Identifier: BSD-3-Clause
#include "config/key_files.h"

#include "config/safe_open.h"
#include "config/text_file.h"
#include "support/text.h"

#include <array>
#include <cerrno>
#include <memory>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>
#include <unistd.h>

namespace config {

namespace {

constexpr std::size_t key_file_limit = 4096;

/// All of a file, or one byte more than the limit. Empty when reading fails.
support::secret read_up_to(int descriptor, std::size_t limit) {
    std::array<char, key_file_limit + 1> buffer{};
    std::size_t size = 0;
    ssize_t got = 1;
    while (got > 0 && size <= limit) {
        do
            got = ::read(descriptor, buffer.data() + size, buffer.size() - size);
        while (got < 0 && errno == EINTR);
        size += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    support::secret text{got < 0 ? std::string_view{} : std::string_view{buffer.data(), size}};
    ::explicit_bzero(buffer.data(), buffer.size());
    return text;
}

/// OpenSSL asks for the password of an encrypted file at the terminal otherwise.
int no_password(char*, int, int, void*) {
    return -1;
}

} // namespace

parsed<support::secret> read_api_key_file(const std::string& path) {
    const auto file = safe_open(path, secrecy::secret);
    if (!file)
        return tl::unexpected{file.error()};
    const support::secret text = read_up_to(file->get(), key_file_limit);
    if (text.view().size() > key_file_limit)
        return tl::unexpected{
            fmt::format("{}: larger than {} bytes: leave only the key in it", path, key_file_limit)};
    if (is_utf16(text.view()))
        return tl::unexpected{fmt::format("{}: {}", path, utf16_problem)};
    return parse_api_key(support::trim(without_byte_order_mark(text.view())))
        .map_error([&](const std::string& problem) { return fmt::format("{}: {}", path, problem); });
}

parsed<std::string> check_ca_file(const std::string& path) {
    const auto file = safe_open(path, secrecy::readable);
    if (!file)
        return tl::unexpected{file.error()};
    const std::unique_ptr<BIO, decltype(&::BIO_free)> bio{::BIO_new_fd(file->get(), BIO_NOCLOSE),
                                                          &::BIO_free};
    const std::unique_ptr<X509, decltype(&::X509_free)> certificate{
        bio ? ::PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr) : nullptr, &::X509_free};
    ::ERR_clear_error();
    if (!certificate)
        return tl::unexpected{
            fmt::format("{}: holds no PEM certificate: write the CA's certificates into it", path)};
    return path;
}

} // namespace config
