// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/tls.h"

#include <system_error>

#include <fmt/format.h>
#include <openssl/err.h>

namespace simulator {

namespace {

/// Why the last call failed; OpenSSL's queue of errors is empty afterwards.
std::string openssl_reason() {
    const unsigned long first = ::ERR_peek_error();
    const char* words = ::ERR_reason_error_string(::ERR_peek_last_error());
    ::ERR_clear_error();
    if (ERR_SYSTEM_ERROR(first))
        return std::generic_category().message(ERR_GET_REASON(first));
    return words != nullptr ? words : "unknown reason";
}

int no_password(char*, int, int, void*) {
    return -1; // never ask on the terminal: a server must not wait for a person
}

} // namespace

std::optional<std::string> set_up_tls(SSL_CTX& context, const std::string& certificate,
                                      const std::string& key) {
    ::SSL_CTX_set_default_passwd_cb(&context, no_password);
    if (::SSL_CTX_set_min_proto_version(&context, TLS1_2_VERSION) != 1)
        return fmt::format("TLS 1.2 is not available: {}", openssl_reason());
    if (::SSL_CTX_use_certificate_chain_file(&context, certificate.c_str()) != 1)
        return fmt::format(
            "{}: cannot use the certificate: {}: give --cert a PEM file that this user may read", certificate,
            openssl_reason());
    if (::SSL_CTX_use_PrivateKey_file(&context, key.c_str(), SSL_FILETYPE_PEM) != 1)
        return fmt::format("{}: cannot use the key: {}: give --key the certificate's own key, PEM without a "
                           "password, that this user may read",
                           key, openssl_reason());
    return std::nullopt;
}

} // namespace simulator
