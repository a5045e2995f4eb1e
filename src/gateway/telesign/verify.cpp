#include "gateway/telesign/verify.h"

#include "gateway/telesign/codes.h"
#include "gateway/telesign/endpoints.h"
#include "gateway/telesign/reply.h"
#include "gateway/telesign/signature.h"
#include "gateway/telesign/verdict.h"
#include "http/client.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace gateway::telesign {

namespace {

using std::chrono::steady_clock;
using std::chrono::system_clock;

constexpr std::string_view form_type = "application/x-www-form-urlencoded";
constexpr int date_not_in_range = -30010;
constexpr std::time_t max_clock_offset =
    std::time_t{24} * 60 * 60; // beyond it, certificates' dates are in doubt as well

/// One call of the API; what may hold a phone number or a code is secret.
struct api_call {
    http::method method = http::method::get;
    std::string path;
    support::secret query; ///< with its '?', or empty
    support::secret body;
};

/// The last reply or failure, and what else the log should tell.
struct exchange_result {
    tl::expected<http::reply, http::error> got;
    verify_reply reply; ///< empty without a reply
    std::string note;
};

bool is_digits(std::string_view text, std::size_t max_size) {
    return !text.empty() && text.size() <= max_size &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Adds "name=value" to a form, with RFC 3986's unreserved characters as they are and all others as %XX.
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

/// Somebody was there and did not fail: an HTTP status below 500, or a reply that is too large to be one.
bool was_answered(const tl::expected<http::reply, http::error>& got) {
    return got ? got->status < 500 : got.error().what == http::failure::too_large;
}

std::string_view path_of(channel way) {
    switch (way) {
    case channel::voice:
        return "/v1/verify/call";
    case channel::sms:
        return "/v1/verify/sms";
    case channel::smart:
        break;
    }
    return "/v1/verify/smart";
}

api_call make_send(const send_request& request) {
    api_call call{http::method::post, std::string{path_of(request.way)}, {}, {}};
    append_field(call.body, "phone_number", request.phone_number);
    append_field(call.body, "ucid", request.ucid);
    append_field(call.body, "language", request.language);
    if (request.originating_ip && request.way != channel::smart) // smart does not take it
        append_field(call.body, "originating_ip", *request.originating_ip);
    if (request.code)
        append_field(call.body, "verify_code", *request.code);
    for (const form_field& field : request.fields)
        append_field(call.body, field.name, field.value);
    return call;
}

class telesign_verifier final : public verifier {
public:
    explicit telesign_verifier(const config::telesign_settings& settings)
        : m_customer_id{settings.customer_id}, m_auth{settings.auth}, m_endpoints{settings.endpoints},
          m_request_timeout{settings.request_timeout}, m_api_key{settings.api_key.view()},
          m_client{{.ca_file = settings.ca_file,
                    .proxy = settings.proxy,
                    .connect_timeout = settings.connect_timeout,
                    .request_timeout = settings.request_timeout}} {
        auto key = decode_key(settings.api_key);
        if (!key)
            throw std::invalid_argument{
                "[telesign] api_key: not base64: copy it again from the TeleSign portal"};
        m_key = *std::move(key);
    }

    send_result send(const send_request& request, const std::stop_token& stop) override {
        if (!is_digits(request.phone_number, 15)) // E.164
            return {outcome::refused, {}, "not sent: the phone number is not 1 to 15 digits", false};
        if (request.code && (!is_digits(*request.code, 5) || request.way == channel::smart))
            return {outcome::refused, {}, "not sent: no code of ours can be sent this way", false};
        const exchange_result last = exchange(make_send(request), stop);
        send_result result;
        if (last.got) {
            result = judge_send(last.got->status, last.reply);
        } else {
            result.detail = last.got.error().text;
            result.fate_unknown = last.got.error().what != http::failure::not_sent;
        }
        result.detail += last.note;
        result.answered = was_answered(last.got);
        return result;
    }

    check_result check(std::string_view reference_id, std::string_view code,
                       const std::stop_token& stop) override {
        if (!is_reference_id(reference_id))
            return {outcome::unavailable, "not checked: the reference_id is not 32 hexadecimal digits"};
        if (!is_digits(code, 10))
            return {outcome::wrong, "not checked: the code is not 1 to 10 digits"};
        api_call call{
            http::method::get, fmt::format("/v1/verify/{}", reference_id), support::secret{"?"}, {}};
        call.query.append("verify_code=");
        call.query.append(code);
        const exchange_result last = exchange(call, stop);
        check_result result;
        if (last.got)
            result = judge_check(last.got->status, last.reply, reference_id);
        else
            result.detail = last.got.error().text;
        result.detail += last.note;
        result.answered = was_answered(last.got);
        return result;
    }

private:
    /// One call, within one deadline. It is made again, once for each reason, where TeleSign cannot have acted on it
    /// (no byte of it left, or it was refused for its date), and where acting twice costs one of the code's tries at
    /// worst: a check on a kept connection that TeleSign closed in the meantime.
    exchange_result exchange(const api_call& call, const std::stop_token& stop) {
        const auto deadline = steady_clock::now() + m_request_timeout;
        std::size_t endpoint = m_endpoints.first(steady_clock::now());
        std::size_t connections_left = std::max<std::size_t>(m_endpoints.size(), 2);
        bool repeated = false;
        bool clock_corrected = false;
        exchange_result result;
        for (;;) {
            result.got = attempt(call, m_endpoints.url(endpoint), deadline, stop);
            if (!result.got) {
                const http::failure why = result.got.error().what;
                if (why == http::failure::not_sent && --connections_left > 0 &&
                    steady_clock::now() < deadline) {
                    if (m_endpoints.size() > 1)
                        result.note += fmt::format("; endpoint {} not reached ({})", endpoint + 1,
                                                   result.got.error().text);
                    endpoint = m_endpoints.after(endpoint);
                } else if (why == http::failure::dead_connection && call.method == http::method::get &&
                           !repeated) {
                    repeated = true;
                } else {
                    return result;
                }
                continue;
            }
            m_endpoints.reached(endpoint, steady_clock::now());
            result.reply = read_reply(result.got->body.view(), result.got->content_type);
            if (clock_corrected || !is_clock_refused(result.reply) ||
                !correct_clock(*result.got, result.note))
                return result;
            clock_corrected = true;
        }
    }

    tl::expected<http::reply, http::error> attempt(const api_call& call, const std::string& endpoint,
                                                   steady_clock::time_point deadline,
                                                   const std::stop_token& stop) {
        http::request request;
        request.method = call.method;
        request.url = support::secret{endpoint};
        request.url.append(call.path);
        request.url.append(call.query.view());
        request.body = support::secret{call.body.view()};
        request.deadline = deadline;
        if (!add_headers(request, call))
            return tl::unexpected{http::error{http::failure::not_sent,
                                              "the request cannot be signed: no random "
                                              "numbers, no memory or no date"}};
        return m_client.perform(request, stop);
    }

    /// False when the request cannot be signed.
    bool add_headers(http::request& request, const api_call& call) const {
        const bool has_body = call.method != http::method::get;
        const auto add = [&request](std::string_view name, std::string_view value) {
            support::secret header{name};
            header.append(": ");
            header.append(value);
            request.headers.push_back(std::move(header));
        };
        if (has_body)
            add("Content-Type", form_type);
        if (m_auth == config::auth_scheme::basic) {
            add("Authorization", basic_authorization(m_customer_id, m_api_key).view());
            return true;
        }
        const auto date = http_date(system_clock::to_time_t(system_clock::now()) + m_clock_offset);
        const auto nonce = make_nonce();
        if (!date || !nonce)
            return false;
        const auto authorization = digest_authorization(m_customer_id, m_key,
                                                        {.method = has_body ? "POST" : "GET",
                                                         .content_type = has_body ? form_type : "",
                                                         .date = *date,
                                                         .nonce = *nonce,
                                                         .body = call.body.view(),
                                                         .path = call.path});
        if (!authorization)
            return false;
        add("Authorization", authorization->view());
        add("Date", *date);
        add("x-ts-auth-method", "HMAC-SHA256");
        add("x-ts-nonce", *nonce);
        return true;
    }

    static bool is_clock_refused(const verify_reply& reply) {
        return std::any_of(reply.errors.begin(), reply.errors.end(),
                           [](const reply_error& error) { return error.code == date_not_in_range; });
    }

    /// Takes TeleSign's clock from the reply, for this and later requests. False when it cannot be believed.
    bool correct_clock(const http::reply& reply, std::string& note) {
        if (m_auth == config::auth_scheme::basic || !reply.date)
            return false;
        const std::time_t offset = *reply.date - system_clock::to_time_t(system_clock::now());
        if (std::abs(offset) > max_clock_offset) {
            note +=
                fmt::format("; this host's clock is {} s off TeleSign's, too far to correct: set it", offset);
            return false;
        }
        m_clock_offset = offset;
        note += fmt::format("; date refused ({}): corrected by {} s; set this host's clock",
                            date_not_in_range, offset);
        return true;
    }

    const std::string m_customer_id;
    const config::auth_scheme m_auth;
    endpoint_list m_endpoints;
    const std::chrono::milliseconds m_request_timeout;
    const support::secret m_api_key; ///< as given, for Basic
    support::secret m_key;           ///< its bytes, for Digest
    std::atomic<std::time_t> m_clock_offset = 0;
    http::client m_client;
};

} // namespace

std::unique_ptr<verifier> make_verifier(const config::telesign_settings& settings) {
    return std::make_unique<telesign_verifier>(settings);
}

} // namespace gateway::telesign
