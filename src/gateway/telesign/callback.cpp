// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/callback.h"

#include "gateway/telesign/document.h"
#include "gateway/telesign/reply.h"
#include "gateway/telesign/signature.h"
#include "gateway/telesign/time.h"
#include "gateway/telesign/verdict.h"
#include "support/ascii.h"
#include "support/hmac.h"
#include "support/text.h"

#include <optional>

namespace gateway::telesign {

namespace {

constexpr long ok = 200; // a callback stands for the reply to a question that went well

/// What stands in a header.
struct credentials {
    std::optional<std::string_view> customer_id; ///< nothing: the signature stands alone
    std::string_view signature;
};

/// Of "TSA customer_id:signature".
std::optional<credentials> read_pair(std::string_view header) {
    constexpr std::string_view scheme = "tsa "; // in any case (RFC 9110 section 11.1)
    header = support::trim(header);
    if (support::lower_case(header.substr(0, scheme.size())) != scheme)
        return std::nullopt;
    const std::string_view pair = support::trim(header.substr(scheme.size()));
    const std::size_t colon = pair.find(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    return credentials{pair.substr(0, colon), pair.substr(colon + 1)};
}

/// The same, or the signature alone.
std::optional<credentials> read_pair_or_signature(std::string_view header) {
    if (auto pair = read_pair(header))
        return pair;
    const std::string_view signature = support::trim(header);
    if (signature.empty() || signature.find_first_of(" :") != std::string_view::npos)
        return std::nullopt;
    return credentials{std::nullopt, signature};
}

bool is_signed_by(const support::secret& api_key, std::string_view body, std::string_view signature) {
    const auto key = decode_key(api_key);
    const auto right = key ? sign(*key, body) : std::nullopt;
    return right && support::constant_time_equal(right->view(), signature);
}

std::string read_updated_on(std::string_view body) {
    const document read = read_document(body, {});
    const nlohmann::json* const field = find(read.value, {"status", "updated_on"});
    const auto time = field == nullptr || !field->is_string()
                          ? std::nullopt
                          : read_time(field->get_ref<const std::string&>());
    return time ? support::write_rfc3339(*time) : std::string{};
}

} // namespace

tl::expected<callback_report, callback_refusal> read_callback(std::string_view customer_id,
                                                              const support::secret& api_key,
                                                              const callback_headers& headers,
                                                              std::string_view body) {
    const auto one = read_pair_or_signature(headers.x_ts_authorization);
    const auto other = read_pair(headers.authorization);
    if (!one && !other)
        return tl::unexpected{callback_refusal::unsigned_request};
    const auto is_right = [&](const std::optional<credentials>& given) {
        return given && given->customer_id.value_or(customer_id) == customer_id &&
               is_signed_by(api_key, body, given->signature);
    };
    if (!is_right(one) && !is_right(other))
        return tl::unexpected{callback_refusal::wrong_signature};
    const verify_reply reply = read_reply(body, {});
    if (!reply.fault.empty() || reply.reference_id.empty() || !reply.status_code)
        return tl::unexpected{callback_refusal::malformed};
    return callback_report{reply.reference_id, read_updated_on(body),
                           judge_delivery(ok, reply, reply.reference_id)};
}

} // namespace gateway::telesign
