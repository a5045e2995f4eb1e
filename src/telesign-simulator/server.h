#pragma once

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
    /// `rules` must outlive the server.
    explicit server(service& rules);
    ~server(); ///< stops
    server(const server&) = delete;
    server& operator=(const server&) = delete;
    server(server&&) = delete;
    server& operator=(server&&) = delete;

    /// Listens, and serves in threads of its own from then on. Gives the port; the error says what is wrong and
    /// the remedy.
    tl::expected<int, std::string> start(const options& settings);

    /// Ends every connection, also those with a request under way, and waits for their threads.
    void stop();

private:
    class implementation;
    std::unique_ptr<implementation> m_implementation;
};

} // namespace simulator
