// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "test_certificate.h"

#include "support/unique_fd.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>

namespace test {

/// An HTTP reply with a Content-Length, to be followed by others on the same connection.
inline std::string http_reply(int status, std::string_view body, std::string_view more_headers = "") {
    std::string reply = "HTTP/1.1 " + std::to_string(status) + " Test\r\nContent-Type: application/json\r\n";
    reply.append(more_headers).append("Content-Length: ").append(std::to_string(body.size()));
    return reply.append("\r\n\r\n").append(body);
}

class scripted_server;

/// One TLS connection, seen from the server.
class session {
public:
    session(scripted_server& server, SSL* ssl) : m_server{server}, m_ssl{ssl} {}

    /// The next request with headers and body; nothing when the client is gone. Counted by the server.
    std::optional<std::string> read_request();

    /// False when the client is gone.
    bool write(std::string_view bytes) {
        return SSL_write(m_ssl, bytes.data(), static_cast<int>(bytes.size())) > 0;
    }

    /// Blocks until the client closes the connection or the server stops.
    void wait_for_close() {
        while (more())
            m_pending.clear();
    }

    /// Lets some time pass between two bytes; false when the server stops.
    bool pause();

private:
    bool more() {
        std::array<char, 4096> block{};
        const int size = SSL_read(m_ssl, block.data(), static_cast<int>(block.size()));
        if (size > 0)
            m_pending.append(block.data(), static_cast<std::size_t>(size));
        return size > 0;
    }

    scripted_server& m_server;
    SSL* m_ssl;
    std::string m_pending;
};

/// A TLS server on a free loopback port that plays `script` on each connection, each in its own thread.
class scripted_server {
public:
    using script = std::function<void(session&)>;

    explicit scripted_server(const test_certificate& certificate, script play)
        : m_script{std::move(play)}, m_context{SSL_CTX_new(TLS_server_method())} {
        SSL_CTX_use_certificate(m_context.get(), certificate.certificate.get());
        SSL_CTX_use_PrivateKey(m_context.get(), certificate.key.get());
        listen_on_loopback();
        m_acceptor = std::thread{[this] { accept_all(); }};
    }
    ~scripted_server() {
        {
            const std::scoped_lock lock{m_mutex};
            m_stopping = true;
            ::shutdown(m_listener.get(), SHUT_RDWR);
            for (const auto& descriptor : m_descriptors)
                ::shutdown(descriptor->get(), SHUT_RDWR);
        }
        m_stopped.notify_all();
        m_acceptor.join();
        for (auto& thread : m_threads)
            thread.join();
    }
    scripted_server(const scripted_server&) = delete;
    scripted_server& operator=(const scripted_server&) = delete;

    /// "https://HOST:PORT"
    [[nodiscard]] std::string url(const std::string& host = "127.0.0.1") const {
        return "https://" + host + ":" + std::to_string(m_port);
    }
    /// Offers nothing newer than TLS 1.1 from now on.
    void limit_to_tls_1_1() {
        SSL_CTX_set_security_level(m_context.get(), 0);
        SSL_CTX_set_max_proto_version(m_context.get(), TLS1_1_VERSION);
    }
    /// Hangs up on the next `count` connections before the handshake.
    void refuse_handshakes(int count) { m_to_refuse = count; }

    /// TLS handshakes that were completed.
    [[nodiscard]] int handshakes() const { return m_handshakes; }
    /// Whole requests, in the order of their arrival.
    [[nodiscard]] std::vector<std::string> requests() const {
        const std::scoped_lock lock{m_mutex};
        return m_requests;
    }
    /// Blocks until `count` requests have arrived whole.
    void wait_for_requests(std::size_t count) {
        std::unique_lock lock{m_mutex};
        m_arrived.wait(lock, [&] { return m_requests.size() >= count; });
    }
    /// Blocks until all that clients have sent was read, and they are gone.
    void wait_for_clients_to_leave() {
        std::unique_lock lock{m_mutex};
        m_arrived.wait(lock, [&] { return m_served == m_threads.size(); });
    }

private:
    friend class session;

    void listen_on_loopback() {
        m_listener.reset(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        socklen_t size = sizeof address;
        if (::bind(m_listener.get(), generic, size) != 0 || ::listen(m_listener.get(), 64) != 0 ||
            ::getsockname(m_listener.get(), generic, &size) != 0)
            throw std::runtime_error{"no loopback port for the scripted server"};
        m_port = ntohs(address.sin_port);
    }

    void accept_all() {
        for (;;) {
            const int descriptor = ::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC);
            const std::scoped_lock lock{m_mutex};
            if (m_stopping || descriptor < 0) {
                if (descriptor >= 0)
                    ::close(descriptor);
                return;
            }
            auto& kept = m_descriptors.emplace_back(std::make_unique<support::unique_fd>(descriptor));
            m_threads.emplace_back([this, fd = kept.get()] { serve(*fd); });
        }
    }

    void serve(support::unique_fd& descriptor) {
        sigset_t broken_pipe; // OpenSSL writes without MSG_NOSIGNAL; only this thread may not mind
        ::sigemptyset(&broken_pipe);
        ::sigaddset(&broken_pipe, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
        const std::unique_ptr<SSL, openssl_releaser<SSL_free>> ssl{SSL_new(m_context.get())};
        SSL_set_fd(ssl.get(), descriptor.get());
        if (m_to_refuse-- <= 0 && SSL_accept(ssl.get()) == 1) {
            ++m_handshakes;
            session connection{*this, ssl.get()};
            m_script(connection);
        }
        ::shutdown(descriptor.get(), SHUT_RDWR); // closed with the server, so that no number is used twice
        const std::scoped_lock lock{m_mutex};
        ++m_served;
        m_arrived.notify_all();
    }

    script m_script;
    std::unique_ptr<SSL_CTX, openssl_releaser<SSL_CTX_free>> m_context;
    support::unique_fd m_listener;
    std::uint16_t m_port = 0;
    std::atomic<int> m_handshakes = 0;
    std::atomic<int> m_to_refuse = 0;
    mutable std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::condition_variable m_stopped;
    bool m_stopping = false;
    std::size_t m_served = 0; ///< connections that have ended
    std::vector<std::string> m_requests;
    std::vector<std::unique_ptr<support::unique_fd>> m_descriptors;
    std::vector<std::thread> m_threads;
    std::thread m_acceptor;
};

inline bool session::pause() {
    std::unique_lock lock{m_server.m_mutex};
    m_server.m_stopped.wait_for(lock, std::chrono::milliseconds{10}, [this] { return m_server.m_stopping; });
    return !m_server.m_stopping;
}

inline std::optional<std::string> session::read_request() {
    std::size_t head = 0;
    while ((head = m_pending.find("\r\n\r\n")) == std::string::npos)
        if (!more())
            return std::nullopt;
    head += 4;
    std::size_t size = head;
    const std::string length_header = "Content-Length: ";
    if (const std::size_t at = m_pending.find(length_header); at < head)
        size += std::stoul(m_pending.substr(at + length_header.size()));
    while (m_pending.size() < size)
        if (!more())
            return std::nullopt;
    std::string request = m_pending.substr(0, size);
    m_pending.erase(0, size);
    const std::scoped_lock lock{m_server.m_mutex};
    m_server.m_requests.push_back(request);
    m_server.m_arrived.notify_all();
    return request;
}

/// Answers every request of a connection alike.
inline scripted_server::script always(std::string reply) {
    return [reply = std::move(reply)](session& connection) {
        while (connection.read_request())
            if (!connection.write(reply))
                return;
    };
}

} // namespace test
