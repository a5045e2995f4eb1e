#include "gateway/telesign/callback.h"

#include "gateway/telesign/ascii.h"
#include "gateway/telesign/document.h"
#include "gateway/telesign/reply.h"
#include "gateway/telesign/signature.h"
#include "gateway/telesign/time.h"
#include "gateway/telesign/verdict.h"
#include "support/text.h"

#include <optional>

#include <openssl/crypto.h>

namespace gateway::telesign {

namespace {

constexpr long ok = 200; // a callback stands for the reply to a question that went well

/// What stands in "TSA customer_id:signature".
struct credentials {
    std::string_view customer_id;
    std::string_view signature;
};

std::optional<credentials> read_credentials(std::string_view authorization) {
    constexpr std::string_view scheme = "tsa "; // in any case (RFC 9110 section 11.1)
    authorization = support::trim(authorization);
    if (lower_case(authorization.substr(0, scheme.size())) != scheme)
        return std::nullopt;
    const std::string_view pair = support::trim(authorization.substr(scheme.size()));
    const std::size_t colon = pair.find(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    return credentials{pair.substr(0, colon), pair.substr(colon + 1)};
}

bool is_signed_by(const support::secret& api_key, std::string_view body, std::string_view signature) {
    const auto key = decode_key(api_key);
    const auto right = key ? sign(*key, body) : std::nullopt;
    return right && right->view().size() == signature.size() &&
           CRYPTO_memcmp(right->view().data(), signature.data(), signature.size()) == 0;
}

std::optional<reply_time> read_updated_on(std::string_view body) {
    const document read = read_document(body, {});
    const nlohmann::json* const field = find(read.value, {"status", "updated_on"});
    if (field == nullptr || !field->is_string())
        return std::nullopt;
    return read_time(field->get_ref<const std::string&>());
}

} // namespace

tl::expected<callback_report, callback_refusal> read_callback(std::string_view customer_id,
                                                              const support::secret& api_key,
                                                              std::string_view authorization,
                                                              std::string_view body) {
    const auto given = read_credentials(authorization);
    if (!given)
        return tl::unexpected{callback_refusal::unsigned_request};
    if (given->customer_id != customer_id || !is_signed_by(api_key, body, given->signature))
        return tl::unexpected{callback_refusal::wrong_signature};
    const verify_reply reply = read_reply(body, {});
    const auto updated_on = read_updated_on(body);
    if (!reply.fault.empty() || reply.reference_id.empty() || !reply.status_code || !updated_on)
        return tl::unexpected{callback_refusal::malformed};
    return callback_report{reply.reference_id, write_time(*updated_on),
                           judge_delivery(ok, reply, reply.reference_id)};
}

} // namespace gateway::telesign
