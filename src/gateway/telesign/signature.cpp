// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/signature.h"

#include "support/base64.h"
#include "support/hmac.h"
#include "support/random.h"

#include <array>
#include <cstddef>

#include <fmt/format.h>

namespace gateway::telesign {

support::secret string_to_sign(const signed_parts& parts) {
    support::secret text;
    text.append(parts.method);
    for (const std::string_view line :
         {parts.content_type, parts.date, std::string_view{"x-ts-auth-method:HMAC-SHA256"}}) {
        text.append("\n");
        text.append(line);
    }
    text.append("\nx-ts-nonce:");
    text.append(parts.nonce);
    if (!parts.body.empty()) {
        text.append("\n");
        text.append(parts.body);
    }
    text.append("\n");
    text.append(parts.path);
    return text;
}

std::optional<support::secret> sign(const support::secret& key, std::string_view text) {
    const auto code = support::hmac_sha256(key.view(), text);
    return code ? std::optional{support::encode_base64(code->view())} : std::nullopt;
}

std::optional<support::secret> digest_authorization(std::string_view customer_id, const support::secret& key,
                                                    const signed_parts& parts) {
    const auto signature = sign(key, string_to_sign(parts).view());
    if (!signature)
        return std::nullopt;
    support::secret value{"TSA "};
    value.append(customer_id);
    value.append(":");
    value.append(signature->view());
    return value;
}

support::secret basic_authorization(std::string_view customer_id, const support::secret& api_key) {
    support::secret pair{customer_id};
    pair.append(":");
    pair.append(api_key.view());
    support::secret value{"Basic "};
    value.append(support::encode_base64(pair.view()).view());
    return value;
}

std::optional<support::secret> decode_key(const support::secret& api_key) {
    return api_key.empty() ? std::nullopt : support::decode_base64(api_key.view());
}

std::optional<std::string> make_nonce() {
    std::array<unsigned char, 16> random{};
    if (support::draw_random(random) != 0)
        return std::nullopt;
    random[6] = static_cast<unsigned char>(0x40 | (random[6] & 0x0f)); // version 4
    random[8] = static_cast<unsigned char>(0x80 | (random[8] & 0x3f)); // RFC 4122's variant
    std::string uuid;
    for (std::size_t at = 0; at < random.size(); ++at)
        uuid += fmt::format("{}{:02x}", at == 4 || at == 6 || at == 8 || at == 10 ? "-" : "", random[at]);
    return uuid;
}

} // namespace gateway::telesign
