// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/connections.h"
#include "telesign-simulator/options.h"
#include "telesign-simulator/service.h"

#include <memory>
#include <string>

#include <tl/expected.hpp>

namespace simulator {

/// HTTPS with kept-alive connections around a service, one thread a connection; the access log goes to standard
/// output, a line a request, written before the reply.
class server {
public:
    /// `rules` and `links` must outlive the server; several servers may share both.
    server(service& rules, connections& links);
    ~server(); ///< stops
    server(const server&) = delete;
    server& operator=(const server&) = delete;
    server(server&&) = delete;
    server& operator=(server&&) = delete;

    /// Listens at `address`, one of the settings' addresses, and serves in threads of its own from then on. Gives the
    /// address with its port; the error says what is wrong and the remedy.
    tl::expected<listen_address, std::string> start(const listen_address& address, const options& settings);

    /// Ends every connection of `links`, also those with a request under way, and waits for the server's threads.
    void stop();

private:
    class implementation;
    std::unique_ptr<implementation> m_implementation;
};

} // namespace simulator
