// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace test {

/// A certificate signed by itself, as PEM.
inline std::string certificate_pem() {
    const std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)> key{::EVP_EC_gen("P-256"), &::EVP_PKEY_free};
    const std::unique_ptr<X509, decltype(&::X509_free)> certificate{::X509_new(), &::X509_free};
    ::X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    ::X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    ::X509_set_pubkey(certificate.get(), key.get());
    const std::unique_ptr<BIO, decltype(&::BIO_free)> bio{::BIO_new(::BIO_s_mem()), &::BIO_free};
    if (::X509_sign(certificate.get(), key.get(), ::EVP_sha256()) == 0 ||
        ::PEM_write_bio_X509(bio.get(), certificate.get()) != 1)
        throw std::runtime_error{"no certificate"};
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

} // namespace test
