// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/secret.h"

#include <chrono>
#include <cstddef>
#include <ctime>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace http {

/// What holds for every request of a client.
struct client_options {
    std::string ca_file; ///< PEM, read once; empty: the system's store
    std::string proxy;   ///< empty: none. The environment is never asked.
    std::chrono::milliseconds connect_timeout{5000};
    std::chrono::milliseconds request_timeout{10000}; ///< DNS, connect, TLS, write and read together
    std::size_t max_reply = std::size_t{64} * 1024;   ///< bytes of body; more is an error
    std::size_t max_idle = 8;                         ///< connections kept open between requests
};

enum class method { get, post, put };

struct request {
    http::method method = method::get;
    support::secret url;                  ///< https only
    std::vector<support::secret> headers; ///< "Name: value", without control characters
    support::secret body;                 ///< post and put
    /// Ends the request before request_timeout does, for a second try within the time of the first.
    std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
};

struct reply {
    long status = 0;
    support::secret body;                            ///< may repeat the code that was asked about
    std::string content_type;                        ///< as sent; empty when absent
    std::optional<std::time_t> date;                 ///< the Date header
    std::optional<std::chrono::seconds> retry_after; ///< how long the Retry-After header asks to wait
};

enum class failure {
    not_sent,        ///< no byte of the request left: no address, no connection, TLS refused
    fate_unknown,    ///< written in part or whole, no complete reply in time
    dead_connection, ///< a kept connection ended before a reply's first byte: most likely closed before the
                     ///< request came, but its fate is as unknown
    too_large,       ///< the reply's headers or its body are over max_reply
    stopped,         ///< the stop token was triggered
    not_possible, ///< this host could not even ask: no descriptors, memory or random numbers left. Nothing was sent.
};

struct error {
    http::failure failure = http::failure::not_sent;
    std::string text; ///< for the log: libcurl's reason without URL, query or body

    /// A byte of the request may have arrived.
    [[nodiscard]] bool left_this_host() const noexcept {
        return failure != failure::not_sent && failure != failure::not_possible;
    }
};

/// HTTPS through libcurl. Certificates are always verified, redirects never followed, TLS 1.2 or later, no
/// signals, no environment, no netrc. Connections are kept and reused, the last used first. Thread-safe.
/// Nothing is ever sent twice: not even by libcurl itself on a kept connection that turned out dead.
class client {
public:
    /// Throws std::runtime_error when libcurl cannot be used at all, or the certificates cannot be read.
    explicit client(client_options options);
    ~client();
    client(const client&) = delete;
    client& operator=(const client&) = delete;

    /// Blocks until there is a whole reply, an error, or `stop` (at once). Redirects and error statuses are
    /// replies. Throws nothing but std::bad_alloc.
    tl::expected<reply, error> perform(const request& request, const std::stop_token& stop);

private:
    struct pool;
    std::unique_ptr<pool> m_pool;
};

} // namespace http
