// SPDX-License-Identifier: BSD-3-Clause
#include "support/base64.h"

#include <cstddef>
#include <string>

#include <openssl/evp.h>
#include <string.h>

namespace support {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

} // namespace

secret encode_base64(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0'); // EVP_EncodeBlock adds a NUL
    const int size = ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes_of(bytes),
                                       static_cast<int>(bytes.size()));
    secret result{std::string_view{text}.substr(0, static_cast<std::size_t>(size))};
    ::explicit_bzero(text.data(), text.size());
    return result;
}

std::optional<secret> decode_base64(std::string_view text) {
    if (text.size() % 4 != 0)
        return std::nullopt;
    // EVP_DecodeBlock takes blanks around the text and padding anywhere in it.
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    if (text.substr(0, text.size() - padding).find_first_not_of(alphabet) != std::string_view::npos)
        return std::nullopt;
    std::string bytes(3 * (text.size() / 4), '\0');
    const int size = ::EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), bytes_of(text),
                                       static_cast<int>(text.size())); // counts the padding as NULs
    std::optional<secret> result;
    if (size >= 0)
        result.emplace(std::string_view{bytes}.substr(0, static_cast<std::size_t>(size) - padding));
    ::explicit_bzero(bytes.data(), bytes.size());
    return result;
}

} // namespace support
