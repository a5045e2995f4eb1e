// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "http/client.h"

#include "scripted_server.h"

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

namespace test {

/// A server, a client that trusts it, and the last answer. For CMocka: setup_client and teardown_client.
struct client_fixture {
    test_certificate certificate{"DNS:localhost,IP:127.0.0.1"};
    certificate_file ca{certificate};
    std::optional<scripted_server> server;
    http::client_options options;
    std::optional<http::client> client;
    std::stop_source stop;
    tl::expected<http::reply, http::error> result;

    client_fixture() { options.ca_file = ca.path(); }

    void serve(scripted_server::script script) { server.emplace(certificate, std::move(script)); }

    void perform(http::method method, std::string_view url, std::string_view body = "") {
        if (!client)
            client.emplace(options);
        http::request request;
        request.method = method;
        request.url = support::secret{url};
        request.headers.emplace_back("X-Test: yes");
        request.body = support::secret{body};
        result = client->perform(request, stop.get_token());
    }
    void get(const std::string& path = "/") { perform(http::method::get, server->url() + path); }
    void post(const std::string& body) { perform(http::method::post, server->url() + "/post", body); }

    [[nodiscard]] bool failed_with(http::failure failure, std::string_view reason = "") const {
        return !result && result.error().failure == failure &&
               result.error().text.find(reason) != std::string::npos;
    }
};

inline client_fixture& fixture_of(void** state) {
    return *static_cast<client_fixture*>(*state);
}

inline int setup_client(void** state) {
    *state = new client_fixture;
    return 0;
}

inline int teardown_client(void** state) {
    delete static_cast<client_fixture*>(*state);
    return 0;
}

} // namespace test
