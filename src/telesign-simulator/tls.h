// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>

#include <openssl/ssl.h>

namespace simulator {

/// Gives the context a certificate chain and its key (PEM), and sets TLS 1.2 as the least. nullopt when all is
/// well; otherwise what is wrong, with the file and the remedy.
std::optional<std::string> set_up_tls(SSL_CTX& context, const std::string& certificate,
                                      const std::string& key);

} // namespace simulator
