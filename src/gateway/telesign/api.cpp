// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/api.h"

#include "gateway/telesign/retry.h"
#include "gateway/telesign/signature.h"
#include "support/dates.h"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace gateway::telesign {

namespace {

using std::chrono::steady_clock;
using std::chrono::system_clock;

constexpr int date_not_in_range = -30010;
constexpr int not_available = -90001; // whatever the HTTP status
constexpr std::time_t max_clock_offset =
    std::time_t{24} * 60 * 60; // beyond it, certificates' dates are in doubt as well

std::string_view name_of(http::method method) {
    switch (method) {
    case http::method::post:
        return "POST";
    case http::method::put:
        return "PUT";
    case http::method::get:
        break;
    }
    return "GET";
}

bool is_clock_refused(const verify_reply& reply) {
    return std::any_of(reply.errors.begin(), reply.errors.end(),
                       [](const reply_error& error) { return error.code == date_not_in_range; });
}

} // namespace

bool exchange_result::was_answered() const {
    const auto is_down = [](const reply_error& error) { return error.code == not_available; };
    return got ? got->status < 500 && std::none_of(reply.errors.begin(), reply.errors.end(), is_down)
               : got.error().failure == http::failure::too_large ||
                     got.error().failure == http::failure::not_possible;
}

void append_field(support::secret& form, std::string_view name, std::string_view value) {
    constexpr std::string_view unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    form.append(form.empty() ? "" : "&");
    form.append(name);
    form.append("=");
    for (std::size_t at = 0; at < value.size(); ++at) {
        if (unreserved.find(value[at]) != std::string_view::npos)
            form.append(value.substr(at, 1));
        else
            form.append(fmt::format("%{:02X}", static_cast<unsigned char>(value[at])));
    }
}

api::api(const options& account)
    : m_customer_id{account.customer_id}, m_auth{account.auth}, m_endpoints{account.endpoints},
      m_request_timeout{account.request_timeout}, m_api_key{account.api_key.view()},
      m_client{{.ca_file = account.ca_file,
                .proxy = account.proxy,
                .connect_timeout = account.connect_timeout,
                .request_timeout = account.request_timeout}} {
    auto key = decode_key(account.api_key);
    if (!key)
        throw std::invalid_argument{"[telesign] api_key: not base64: copy it again from the TeleSign portal"};
    m_key = *std::move(key);
}

exchange_result api::exchange(const api_call& call, const std::stop_token& stop) {
    const auto deadline = steady_clock::now() + m_request_timeout;
    std::size_t endpoint = m_endpoints.first(steady_clock::now());
    std::size_t connections_left = std::max<std::size_t>(m_endpoints.size(), 2);
    bool repeated = false;
    bool clock_corrected = false;
    bool waited = false;
    exchange_result result;
    for (;; result.reply = {}) {
        result.got = attempt(call, m_endpoints.url(endpoint), deadline, stop);
        if (!result.got) {
            const http::failure failure = result.got.error().failure;
            if (failure == http::failure::not_sent && --connections_left > 0 &&
                steady_clock::now() < deadline) {
                if (m_endpoints.size() > 1)
                    result.note +=
                        fmt::format("; endpoint {} not reached ({})", endpoint + 1, result.got.error().text);
                endpoint = m_endpoints.after(endpoint);
            } else if (failure == http::failure::dead_connection && call.may_repeat && !repeated) {
                repeated = true;
            } else {
                return result;
            }
            continue;
        }
        m_endpoints.reached(endpoint, steady_clock::now());
        result.reply = read_reply(result.got->body.view(), result.got->content_type);
        if (!clock_corrected && is_clock_refused(result.reply) && correct_clock(*result.got, result.note))
            clock_corrected = true;
        else if (!waited && wait_for_retry(*result.got, result.reply, deadline, stop, result.note))
            waited = true;
        else
            return result;
    }
}

tl::expected<http::reply, http::error> api::attempt(const api_call& call, const std::string& endpoint,
                                                    steady_clock::time_point deadline,
                                                    const std::stop_token& stop) {
    http::request request;
    request.method = call.method;
    request.url = support::secret{endpoint};
    request.url.append(call.path.view());
    request.url.append(call.query.view());
    request.body = support::secret{call.body.view()};
    request.deadline = deadline;
    if (!add_headers(request, call))
        return tl::unexpected{http::error{http::failure::not_possible,
                                          "the request cannot be signed: no random numbers or no memory"}};
    return m_client.perform(request, stop);
}

/// False when the request cannot be signed.
bool api::add_headers(http::request& request, const api_call& call) const {
    const bool has_body = call.method != http::method::get;
    const auto add = [&request](std::string_view name, std::string_view value) {
        support::secret header{name};
        header.append(": ");
        header.append(value);
        request.headers.push_back(std::move(header));
    };
    add("User-Agent", "pam_telesign/" PROJECT_VERSION);
    if (has_body)
        add("Content-Type", call.content_type);
    if (m_auth == auth_scheme::basic) {
        add("Authorization", basic_authorization(m_customer_id, m_api_key).view());
        return true;
    }
    const std::string date = support::write_http_date(
        std::chrono::floor<std::chrono::seconds>(system_clock::now()) + std::chrono::seconds{m_clock_offset});
    const auto nonce = make_nonce();
    if (!nonce)
        return false;
    const auto authorization = digest_authorization(m_customer_id, m_key,
                                                    {.method = name_of(call.method),
                                                     .content_type = has_body ? call.content_type : "",
                                                     .date = date,
                                                     .nonce = *nonce,
                                                     .body = call.body.view(),
                                                     .path = call.path.view()});
    if (!authorization)
        return false;
    add("Authorization", authorization->view());
    add("Date", date);
    add("x-ts-auth-method", "HMAC-SHA256");
    add("x-ts-nonce", *nonce);
    return true;
}

/// Takes TeleSign's clock from the reply, for this and later requests. False when it cannot be believed.
bool api::correct_clock(const http::reply& reply, std::string& note) {
    if (m_auth == auth_scheme::basic || !reply.date)
        return false;
    const std::time_t offset = *reply.date - system_clock::to_time_t(system_clock::now());
    if (std::abs(offset) > max_clock_offset) {
        note += fmt::format("; this host's clock is {} s off TeleSign's, too far to correct: set it", offset);
        return false;
    }
    m_clock_offset = offset;
    note += fmt::format("; date refused ({}): corrected by {} s; set this host's clock", date_not_in_range,
                        offset);
    return true;
}

} // namespace gateway::telesign
