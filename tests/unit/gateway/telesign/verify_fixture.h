// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/telesign/signature.h"
#include "gateway/telesign/verify.h"
#include "scripted_server.h"
#include "support/dates.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace test {

inline constexpr const char* reference = "0123456789ABCDEF0123456789ABCDEF";
inline constexpr const char* sent_body =
    R"({"reference_id":"0123456789ABCDEF0123456789ABCDEF","status":{"code":290}})";
inline constexpr const char* valid_body =
    R"({"reference_id":"0123456789ABCDEF0123456789ABCDEF","verify":{"code_state":"VALID"}})";
inline constexpr const char* clock_body =
    R"({"errors":[{"code":-30010,"description":"Date not within range"}]})";
inline constexpr std::string_view api_key = "bm90IGEgcmVhbCBrZXksIG9ubHkgZm9yIHRoZSB0ZXN0";

/// A server that speaks as TeleSign does, a verifier that trusts it, and the last results.
/// For CMocka: setup_verify and teardown_verify.
struct verify_fixture {
    test_certificate certificate{"DNS:localhost,IP:127.0.0.1"};
    certificate_file ca{certificate};
    std::optional<scripted_server> server;
    gateway::telesign::options settings;
    std::shared_ptr<gateway::telesign::api> api;
    std::unique_ptr<gateway::verifier> verifier;
    std::stop_source stop;
    gateway::send_request request{gateway::channel::voice, "13105551212", "ATCK", "en-US", "2001:db8::1"};
    gateway::send_result sent;
    gateway::check_result checked;

    void serve(scripted_server::script script) {
        server.emplace(certificate, std::move(script));
        settings.customer_id = "customer";
        settings.api_key = support::secret{api_key};
        settings.endpoints = {server->url()};
        settings.ca_file = ca.path();
        api = std::make_shared<gateway::telesign::api>(settings);
        verifier = gateway::telesign::make_verifier(api);
    }
    void send() { sent = verifier->send(request, stop.get_token()); }
    void check(std::string_view code = "12345") {
        checked = verifier->check(reference, code, stop.get_token());
    }

    /// Answers with each of `replies` in turn, on whatever connection; an empty one hangs up.
    void serve_in_turn(std::vector<std::string> replies) {
        serve([replies = std::move(replies),
               next = std::make_shared<std::atomic<std::size_t>>(0)](session& connection) {
            while (connection.read_request()) {
                const std::string& reply = replies.at(std::min((*next)++, replies.size() - 1));
                if (reply.empty() || !connection.write(reply))
                    return;
            }
        });
    }
};

inline verify_fixture& fixture_of(void** state) {
    return *static_cast<verify_fixture*>(*state);
}

inline int setup_verify(void** state) {
    *state = new verify_fixture;
    return 0;
}

inline int teardown_verify(void** state) {
    delete static_cast<verify_fixture*>(*state);
    return 0;
}

/// A request as the server saw it.
struct seen_request {
    std::string line;
    std::map<std::string, std::string> headers;
    std::string body;

    explicit seen_request(const std::string& raw) {
        std::size_t at = raw.find("\r\n");
        line = raw.substr(0, at);
        for (at += 2; raw.compare(at, 2, "\r\n") != 0;) {
            const std::size_t end = raw.find("\r\n", at);
            const std::size_t colon = raw.find(": ", at);
            headers[raw.substr(at, colon - at)] = raw.substr(colon + 2, end - colon - 2);
            at = end + 2;
        }
        body = raw.substr(at + 2);
    }
};

/// `type`: the Content-Type that a POST or PUT must have.
inline bool is_signed_right(const seen_request& request,
                            std::string_view type = "application/x-www-form-urlencoded") {
    const bool has_type = !request.line.starts_with("GET ");
    const std::size_t path = request.line.find('/');
    const gateway::telesign::signed_parts parts{
        .method = std::string_view{request.line}.substr(0, request.line.find(' ')),
        .content_type = has_type ? type : "",
        .date = request.headers.at("Date"),
        .nonce = request.headers.at("x-ts-nonce"),
        .body = request.body,
        .path = std::string_view{request.line}.substr(path, request.line.find_first_of("? ", path) - path)};
    const auto key = gateway::telesign::decode_key(support::secret{api_key});
    const auto expected = gateway::telesign::digest_authorization("customer", *key, parts);
    return request.headers.at("Authorization") == expected->view() &&
           request.headers.at("x-ts-auth-method") == "HMAC-SHA256" &&
           request.headers.contains("Content-Type") == has_type &&
           (!has_type || request.headers.at("Content-Type") == parts.content_type);
}

inline seen_request request_number(verify_fixture& f, std::size_t index) {
    return seen_request{f.server->requests().at(index)};
}

/// A Date header `offset` seconds from now.
inline std::string date_header(std::time_t offset) {
    return "Date: " +
           support::write_http_date(
               std::chrono::sys_seconds{std::chrono::seconds{std::time(nullptr) + offset}}) +
           "\r\n";
}

} // namespace test
