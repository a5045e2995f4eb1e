// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

namespace test {

template <auto release>
struct openssl_releaser {
    template <typename Handle>
    void operator()(Handle* handle) const noexcept {
        release(handle);
    }
};
using key_ptr = std::unique_ptr<EVP_PKEY, openssl_releaser<EVP_PKEY_free>>;
using certificate_ptr = std::unique_ptr<X509, openssl_releaser<X509_free>>;

inline void add_extension(X509* certificate, int id, const std::string& value) {
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, id, value.c_str());
    if (extension == nullptr)
        throw std::runtime_error{"bad extension: " + value};
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

/// A self-signed certificate of its own new key, valid for an hour.
/// `names`: subjectAltName as openssl's x509v3_config(5) writes it, "DNS:localhost,IP:127.0.0.1".
struct test_certificate {
    key_ptr key{EVP_EC_gen("P-256")};
    certificate_ptr certificate{X509_new()};

    explicit test_certificate(const std::string& names) {
        X509* const made = certificate.get();
        X509_set_version(made, X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
        X509_gmtime_adj(X509_getm_notBefore(made), -60);
        X509_gmtime_adj(X509_getm_notAfter(made), 3600);
        const std::array<unsigned char, 4> name{'t', 'e', 's', 't'};
        X509_NAME* const subject = X509_get_subject_name(made);
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, name.data(), static_cast<int>(name.size()),
                                   -1, 0);
        X509_set_issuer_name(made, subject);
        X509_set_pubkey(made, key.get());
        add_extension(made, NID_basic_constraints, "critical,CA:TRUE");
        add_extension(made, NID_subject_alt_name, names);
        if (X509_sign(made, key.get(), EVP_sha256()) == 0)
            throw std::runtime_error{"the test certificate cannot be signed"};
    }
};

/// A PEM file for `ca_file` that goes when the object goes.
class certificate_file {
public:
    explicit certificate_file(const test_certificate& certificate) {
        const int descriptor = ::mkstemp(m_path.data());
        FILE* const file = descriptor < 0 ? nullptr : ::fdopen(descriptor, "w");
        if (file == nullptr)
            throw std::runtime_error{"no temporary file for the test certificate"};
        PEM_write_X509(file, certificate.certificate.get());
        (void)std::fclose(file);
    }
    ~certificate_file() { ::unlink(m_path.c_str()); }
    certificate_file(const certificate_file&) = delete;
    certificate_file& operator=(const certificate_file&) = delete;

    [[nodiscard]] const std::string& path() const { return m_path; }

private:
    std::string m_path = "/tmp/test-ca-XXXXXX";
};

} // namespace test
