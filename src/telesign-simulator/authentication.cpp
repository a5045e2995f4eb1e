// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/authentication.h"

#include "support/base64.h"
#include "support/hmac.h"
#include "telesign-simulator/encoding.h"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace simulator {

namespace {

constexpr std::chrono::minutes date_window{15};
constexpr std::chrono::minutes nonce_retention{31}; // longer than a date can stay within its window
constexpr std::size_t min_nonce_length = 8;
constexpr std::size_t max_nonce_length = 48;
constexpr std::string_view auth_method = "HMAC-SHA256";

std::string_view value_or_empty(const std::string* header) {
    return header != nullptr ? std::string_view{*header} : std::string_view{};
}

/// The date that counts: x-ts-date before Date. nullopt when it is good.
std::optional<api_error> check_date(const request& incoming, time_point now) {
    const std::string* ts_date = incoming.header("x-ts-date");
    const std::string* date = ts_date != nullptr ? ts_date : incoming.header("date");
    if (date == nullptr)
        return make_error(-30007);
    const auto when = parse_http_date(*date);
    if (!when)
        return make_error(-30009);
    if (*when < now - date_window || *when > now + date_window)
        return make_error(-30010);
    return std::nullopt;
}

std::string string_to_sign(const request& incoming) {
    const bool has_body_type = incoming.method != "GET";
    const std::string* ts_date = incoming.header("x-ts-date");
    std::string text = fmt::format(
        "{}\n{}\n{}\nx-ts-auth-method:{}", incoming.method,
        has_body_type ? value_or_empty(incoming.header("content-type")) : std::string_view{},
        ts_date != nullptr ? std::string_view{} : value_or_empty(incoming.header("date")), auth_method);
    if (ts_date != nullptr)
        text += "\nx-ts-date:" + *ts_date;
    text += fmt::format("\nx-ts-nonce:{}", value_or_empty(incoming.header("x-ts-nonce")));
    if (has_body_type && !incoming.body.empty())
        text += "\n" + incoming.body;
    return text.append("\n").append(incoming.path());
}

} // namespace

authenticator::authenticator(std::string customer_id, std::string api_key)
    : m_customer_id{std::move(customer_id)}, m_api_key{std::move(api_key)} {
    const auto key = support::decode_base64(m_api_key);
    if (!key || key->empty())
        throw std::invalid_argument{"the API key is not base64: give it as TeleSign shows it"};
    m_hmac_key = key->view();
}

std::optional<api_error> authenticator::check(const request& incoming, time_point now,
                                              std::chrono::seconds skew) {
    constexpr std::string_view basic = "Basic ";
    constexpr std::string_view digest = "TSA ";
    const std::string* authorization = incoming.header("authorization");
    if (authorization == nullptr)
        return make_error(-30004);
    const std::string_view text = *authorization;
    if (text.starts_with(basic))
        return check_basic(text.substr(basic.size()));
    if (text.starts_with(digest))
        return check_digest(incoming, text.substr(digest.size()), now, skew);
    return make_error(-30005);
}

std::optional<api_error> authenticator::check_basic(std::string_view credentials) const {
    const auto decoded = support::decode_base64(credentials);
    const std::string_view text = decoded ? decoded->view() : std::string_view{};
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos)
        return make_error(-30005);
    if (text.substr(0, colon) != m_customer_id)
        return make_error(-30000);
    if (!support::constant_time_equal(text.substr(colon + 1), m_api_key))
        return make_error(-30015);
    return std::nullopt;
}

std::optional<api_error> authenticator::check_digest(const request& incoming, std::string_view credentials,
                                                     time_point now, std::chrono::seconds skew) {
    const std::size_t colon = credentials.find(':');
    if (colon == std::string_view::npos)
        return make_error(-30005);
    if (credentials.substr(0, colon) != m_customer_id)
        return make_error(-30000);
    if (value_or_empty(incoming.header("x-ts-auth-method")) != auth_method)
        return make_error(-30008);
    if (auto problem = check_date(incoming, now + skew))
        return problem;
    const std::string nonce{value_or_empty(incoming.header("x-ts-nonce"))};
    if (nonce.size() < min_nonce_length || nonce.size() > max_nonce_length)
        return make_error(-30011);
    const std::string signed_text = string_to_sign(incoming);
    const std::string expected = sign(m_hmac_key, signed_text);
    if (!support::constant_time_equal(credentials.substr(colon + 1), expected)) {
        api_error error = make_error(-30006);
        error.signature_string = signed_text;
        return error;
    }
    if (!remember(nonce, now)) // after the signature, so that nobody else can use up a nonce
        return make_error(-30012);
    return std::nullopt;
}

bool authenticator::remember(const std::string& nonce, time_point now) {
    std::erase_if(m_nonces, [=](const auto& each) { return each.second + nonce_retention < now; });
    return m_nonces.emplace(nonce, now).second;
}

} // namespace simulator
