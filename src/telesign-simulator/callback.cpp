#include "telesign-simulator/callback.h"

#include "telesign-simulator/encoding.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace simulator {

namespace {

constexpr std::size_t huge = std::size_t{1024} * 1024;
constexpr std::string_view wrong_key = "a key that is not the customer's";

} // namespace

callback_desk::callback_desk(std::string customer_id, std::string_view api_key,
                             std::optional<url> account_url, std::function<void(callback)> send)
    : m_customer_id{std::move(customer_id)}, m_url{std::move(account_url)}, m_send{std::move(send)} {
    auto key = base64_decode(api_key);
    if (!key || key->empty())
        throw std::invalid_argument{"the API key is not base64: give it as TeleSign shows it"};
    m_key = std::move(*key);
}

std::string callback_desk::sign(std::string_view key, std::string_view body) const {
    return fmt::format("TSA {}:{}", m_customer_id, base64_encode(hmac_sha256(key, body)));
}

void callback_desk::announce(nlohmann::ordered_json document, const std::optional<url>& own_url,
                             std::chrono::milliseconds after,
                             const std::vector<callback_fault>& faults) const {
    const auto has = [&](callback_fault kind) {
        return std::find(faults.begin(), faults.end(), kind) != faults.end();
    };
    const std::optional<url>& to = own_url ? own_url : m_url;
    if (!m_send || !to || has(callback_fault::none))
        return;
    if (has(callback_fault::other_reference))
        document["reference_id"] = random_hex(16);
    if (has(callback_fault::huge))
        document["padding"] = std::string(huge, 'x');
    callback made{.to = *to,
                  .reference_id = document.at("reference_id"),
                  .body = document.dump(),
                  .header = "Authorization",
                  .credentials = {},
                  .after = after};
    if (has(callback_fault::bad_json))
        made.body.resize(made.body.size() / 2);
    made.credentials = sign(has(callback_fault::wrong_key) ? wrong_key : m_key, made.body);
    if (has(callback_fault::x_ts_authorization))
        made.header = "x-ts-authorization";
    if (has(callback_fault::unsigned_))
        made.header.clear();
    if (has(callback_fault::twice))
        m_send(made);
    m_send(std::move(made));
}

} // namespace simulator
