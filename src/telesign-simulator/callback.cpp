// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/callback.h"

#include "support/base64.h"
#include "support/log.h"
#include "telesign-simulator/encoding.h"
#include "telesign-simulator/faults.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace simulator {

namespace {

constexpr std::size_t huge_size = std::size_t{1024} * 1024;
constexpr std::string_view wrong_key = "a key that is not the customer's";

bool has(const std::vector<callback_fault>& faults, callback_fault_kind kind) {
    return std::any_of(faults.begin(), faults.end(),
                       [=](const callback_fault& each) { return each.kind == kind; });
}

void apply_patches(const std::vector<callback_fault>& faults, nlohmann::ordered_json& document) {
    for (const callback_fault& each : faults)
        if (each.kind == callback_fault_kind::patch)
            apply_patch(each.patch, document);
}

} // namespace

callback_publisher::callback_publisher(std::string customer_id, std::string_view api_key,
                                       std::optional<url> account_url, std::function<void(callback)> send)
    : m_customer_id{std::move(customer_id)}, m_url{std::move(account_url)}, m_send{std::move(send)} {
    const auto key = support::decode_base64(api_key);
    if (!key || key->empty())
        throw std::invalid_argument{"the API key is not base64: give it as TeleSign shows it"};
    m_key = key->view();
}

/// Both headers hold the same, as TeleSign's pages have it; a fault may take one away or change it.
void callback_publisher::sign(const std::vector<callback_fault>& faults, callback& made) const {
    const std::string_view key = has(faults, callback_fault_kind::wrong_key) ? wrong_key : m_key;
    const std::string signature = simulator::sign(key, made.body);
    const std::string credentials = fmt::format("TSA {}:{}", m_customer_id, signature);
    if (has(faults, callback_fault_kind::unsigned_))
        return;
    if (!has(faults, callback_fault_kind::x_ts_authorization))
        made.credentials.emplace_back("Authorization", credentials);
    if (!has(faults, callback_fault_kind::authorization))
        made.credentials.emplace_back(
            "X-TS-Authorization", has(faults, callback_fault_kind::bare_signature) ? signature : credentials);
}

void callback_publisher::publish(std::string_view reference_id, nlohmann::ordered_json document,
                                 const std::optional<url>& request_url, std::chrono::milliseconds after,
                                 const std::vector<callback_fault>& faults) const {
    const std::optional<url>& destination = request_url ? request_url : m_url;
    if (!m_send || !destination)
        return;
    try {
        apply_patches(faults, document);
    } catch (const nlohmann::ordered_json::exception& problem) {
        support::log(support::severity::error, "a patch does not fit the callback, which is left out: {}",
                     problem.what());
        return;
    }
    if (document.is_object() && has(faults, callback_fault_kind::huge))
        document["padding"] = std::string(huge_size, 'x');
    callback made{.destination = *destination,
                  .reference_id = std::string{reference_id},
                  .body = document.dump(),
                  .credentials = {},
                  .after = after};
    if (has(faults, callback_fault_kind::bad_json))
        made.body.resize(made.body.size() / 2);
    sign(faults, made);
    if (has(faults, callback_fault_kind::twice))
        m_send(made);
    m_send(std::move(made));
}

} // namespace simulator
