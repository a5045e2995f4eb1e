// SPDX-License-Identifier: BSD-3-Clause
// A callback as it comes from the network. An input is: one byte that says which headers are signed rightly,
// the two headers, a line each, and the body.
#include "fuzz.h"
#include "gateway/reference_id.h"
#include "gateway/telesign/callback.h"
#include "support/text.h"

#include <array>

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace {

using fuzz::require;
using gateway::outcome;
using gateway::telesign::callback_refusal;

constexpr std::string_view customer_id = "FFFFFFFF-EEEE-DDDD-1234-AB1234567890";
constexpr std::string_view api_key = "ZXhhbXBsZSBrZXkgb2YgdGhlIHRlc3Rz";
constexpr std::string_view key_bytes = "example key of the tests";

/// base64(HMAC-SHA256(key, body)), made by OpenSSL alone.
std::string signature_of(std::string_view body) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    require(::HMAC(EVP_sha256(), key_bytes.data(), static_cast<int>(key_bytes.size()),
                   reinterpret_cast<const unsigned char*>(body.data()), body.size(), digest.data(),
                   &size) != nullptr,
            "OpenSSL can sign");
    std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> text{};
    const int length = ::EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(size));
    return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(length)};
}

/// Nobody but who has the key can have written the signature that stands at the end of one of these.
bool is_signed(const std::string& signature, std::string_view authorization,
               std::string_view x_ts_authorization) {
    return support::trim(authorization).ends_with(":" + signature) ||
           support::trim(x_ts_authorization).ends_with(signature);
}

void look_at_report(const gateway::telesign::callback_report& report) {
    const outcome status = report.news.outcome;
    require(status != outcome::valid && status != outcome::wrong && status != outcome::exhausted &&
                status != outcome::undecided,
            "a callback says nothing of whether a code is right");
    require(gateway::is_reference_id(report.reference_id), "a callback is about a reference");
    require(report.updated_on.empty() || (report.updated_on.size() == 30 && report.updated_on.ends_with('Z')),
            "times are written alike, so that texts compare as they do:", report.updated_on);
    require(support::is_plain_text(report.news.detail), "what is logged has no control characters");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest = fuzz::as_text(data, size);
    const unsigned mode = fuzz::take_byte(rest) % 8;
    std::string authorization{fuzz::take_until(rest, '\n')};
    std::string x_ts_authorization{fuzz::take_until(rest, '\n')};
    const std::string signature = signature_of(rest);
    if ((mode & 1U) != 0)
        authorization = "TSA " + std::string{customer_id} + ":" + signature;
    if ((mode & 2U) != 0)
        x_ts_authorization += signature;
    std::string body{rest};
    const bool is_changed = (mode & 4U) != 0 && !body.empty();
    if (is_changed) // on the way
        body.back() = static_cast<char>(body.back() ^ 1);
    const support::secret key{api_key};
    const auto report =
        gateway::telesign::read_callback(customer_id, key, {authorization, x_ts_authorization}, body);
    const bool is_refused_unread = !report && report.error() != callback_refusal::malformed;
    require(is_refused_unread || is_signed(signature_of(body), authorization, x_ts_authorization),
            "nothing is read that TeleSign has not signed");
    require((mode & 1U) == 0 || is_changed || !is_refused_unread, "what TeleSign has signed is read");
    if (report)
        look_at_report(*report);
    return 0;
}
