// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/callbacks.h"

#include "gateway/telesign/callback.h"
#include "support/log.h"
#include "support/rate_limited_log.h"
#include "support/unique_fd.h"
#include "telesignd/limited_stream.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <system_error>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <httplib.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

namespace telesignd {

using gateway::telesign::callback_refusal;
using support::log;
using support::severity;

namespace {

constexpr std::size_t threads = 4;
constexpr int backlog = 64;
constexpr std::size_t largest_body = std::size_t{64} * 1024;
constexpr std::size_t largest_request = 2 * largest_body; // with its headers
constexpr std::size_t longest_path = 1024;                // httplib matches it with a recursive std::regex
constexpr std::chrono::milliseconds closing_time{500};    // for the client to take the answer

std::string name_of(const config::callback_settings& where) {
    const bool is_ipv6 = where.address.find(':') != std::string::npos;
    return fmt::format(fmt::runtime(is_ipv6 ? "[{}]:{}" : "{}:{}"), where.address, where.port);
}

/// The address for bind(2), and its size; 0 when it is no literal.
socklen_t address_of(const config::callback_settings& where, sockaddr_storage& into) {
    auto* const four = reinterpret_cast<sockaddr_in*>(&into);
    auto* const six = reinterpret_cast<sockaddr_in6*>(&into);
    if (::inet_pton(AF_INET, where.address.c_str(), &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons(where.port);
        return sizeof *four;
    }
    if (::inet_pton(AF_INET6, where.address.c_str(), &six->sin6_addr) == 1) {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(where.port);
        return sizeof *six;
    }
    return 0;
}

bool turn_on(int socket, int level, int option) {
    const int yes = 1;
    return ::setsockopt(socket, level, option, &yes, sizeof yes) == 0;
}

bool bind_to(int socket, const config::callback_settings& where) {
    sockaddr_storage address{};
    const socklen_t size = address_of(where, address);
    const auto* const place = reinterpret_cast<const sockaddr*>(&address);
    if (::bind(socket, place, size) == 0)
        return true;
    // At a boot the daemon may be there before the network: that must not keep it from serving logins.
    if (errno != EADDRNOTAVAIL || !turn_on(socket, IPPROTO_IP, IP_FREEBIND) ||
        ::bind(socket, place, size) != 0)
        return false;
    log(severity::warning,
        "[callback] listen: {} is not an address of this host yet: callbacks are accepted once it is",
        where.address);
    return true;
}

tl::expected<support::unique_fd, std::string> open_socket(const config::callback_settings& where) {
    const bool is_ipv6 = where.address.find(':') != std::string::npos;
    support::unique_fd socket{
        ::socket(is_ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    if (!socket || !turn_on(socket.get(), SOL_SOCKET, SO_REUSEADDR) ||
        (is_ipv6 && !turn_on(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY)) || !bind_to(socket.get(), where) ||
        ::listen(socket.get(), backlog) != 0)
        return tl::unexpected{fmt::format("[callback] listen: {}: cannot listen there: {}: choose another "
                                          "address or port, or stop the program that uses it",
                                          name_of(where), ::strerrordesc_np(errno))};
    return socket;
}

} // namespace

/// Serves one listening socket. httplib reads and answers requests; accepting and waiting is done here, within bounds.
class callback_listener::server : private httplib::Server {
public:
    server(support::unique_fd listening, const callback_listener& of);
    server(const server&) = delete;
    server& operator=(const server&) = delete;
    ~server() override;

private:
    void end_threads();
    void work();
    void serve(int socket);
    void answer(const httplib::Request& request, httplib::Response& response,
                const httplib::ContentReader& read);
    int take(const httplib::Request& request, const std::string& body);
    int refuse(int status, std::string_view why);

    const live_configuration& m_configuration;
    delivery_tracker& m_deliveries;
    const std::chrono::milliseconds m_request_time;
    support::rate_limited_log m_refused;
    support::unique_fd m_listening;
    support::unique_fd m_stop_event{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    std::array<std::thread, threads> m_threads;
};

callback_listener::server::server(support::unique_fd listening, const callback_listener& of)
    : m_configuration{of.m_configuration}, m_deliveries{of.m_deliveries}, m_request_time{of.m_request_time},
      m_listening{std::move(listening)} {
    if (!m_stop_event)
        throw std::system_error{errno, std::generic_category(), "eventfd"};
    set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
        response.status = 0;
        if (request.method != "POST")
            response.status = refuse(405, "no POST");
        else if (request.path.size() > longest_path)
            response.status = refuse(414, "a path too long");
        else if (request.get_header_value<std::uint64_t>("Content-Length") > largest_body)
            response.status = refuse(413, "too large");
        // What is signed are the bytes as they were sent; neither is anything that TeleSign does.
        else if (request.has_header("Content-Encoding") || request.is_multipart_form_data())
            response.status = refuse(400, "not JSON");
        return response.status == 0 ? HandlerResponse::Unhandled : HandlerResponse::Handled;
    });
    Post(".*", [this](const httplib::Request& request, httplib::Response& response,
                      const httplib::ContentReader& read) { answer(request, response, read); });
    set_exception_handler(
        [](const httplib::Request&, httplib::Response& response, const std::exception_ptr&) {
            log(severity::error, "a callback could not be processed: out of memory?");
            response.status = 500;
        });
    try {
        for (std::thread& each : m_threads)
            each = std::thread{[this] { work(); }};
    } catch (...) {
        end_threads();
        throw;
    }
}

callback_listener::server::~server() {
    end_threads();
}

void callback_listener::server::end_threads() {
    ::eventfd_write(m_stop_event.get(), 1);
    for (std::thread& each : m_threads)
        if (each.joinable())
            each.join();
}

/// One of the threads: a connection at a time. More of them wait in the kernel's backlog.
void callback_listener::server::work() {
    for (;;) {
        pollfd waiting[] = {{m_listening.get(), POLLIN, 0}, {m_stop_event.get(), POLLIN, 0}};
        ::poll(waiting, 2, -1);
        if (waiting[1].revents != 0)
            return;
        const support::unique_fd socket{
            ::accept4(m_listening.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
        if (socket) {
            serve(socket.get());
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
            pollfd stop{m_stop_event.get(), POLLIN,
                        0}; // the connection stays in the backlog; do not spin on it
            ::poll(&stop, 1, static_cast<int>(closing_time.count()));
        }
    }
}

void callback_listener::server::serve(int socket) {
    limited_stream stream{socket, m_stop_event.get(), limited_stream::clock::now() + m_request_time,
                          largest_request};
    bool closed = false;
    process_request(stream, true, closed, {});
    // Closing with unread bytes would reset the connection before the client has read the answer.
    ::shutdown(socket, SHUT_WR);
    limited_stream rest{socket, m_stop_event.get(), limited_stream::clock::now() + closing_time,
                        16 * largest_request};
    std::array<char, 4096> unread{};
    while (rest.read(unread.data(), unread.size()) > 0) {
    }
}

void callback_listener::server::answer(const httplib::Request& request, httplib::Response& response,
                                       const httplib::ContentReader& read) {
    std::string body;
    const bool whole = read([&](const char* data, std::size_t size) {
        body.append(data, std::min(size, largest_body + 1 - body.size()));
        return body.size() <= largest_body;
    });
    if (whole)
        response.status = take(request, body);
    else
        response.status = body.size() > largest_body ? refuse(413, "too large") : refuse(400, "cut short");
}

int callback_listener::server::take(const httplib::Request& request, const std::string& body) {
    const std::string authorization = request.get_header_value("Authorization");
    const std::string x_ts_authorization = request.get_header_value("x-ts-authorization");
    const auto in_force = m_configuration.current();
    const config::telesign_settings& account = in_force->settings.telesign;
    auto report = gateway::telesign::read_callback(account.customer_id, account.api_key,
                                                   {authorization, x_ts_authorization}, body);
    if (!report) {
        switch (report.error()) {
        case callback_refusal::unsigned_request:
            return refuse(401, "not signed");
        case callback_refusal::wrong_signature:
            return refuse(401, "not signed with api_key, or changed on the way");
        case callback_refusal::malformed:
            break;
        }
        return refuse(400, "of an unknown format");
    }
    const std::string detail = report->news.detail;
    if (m_deliveries.post(report->reference_id, report->updated_on, std::move(report->news)) ==
        delivery_tracker::post_result::taken)
        log(severity::info, "callback reference={}: {}", report->reference_id, detail);
    return 200; // also for what nobody waits for: TeleSign shall not send it again
}

/// Nothing of the request is logged: whoever reaches the port can send anything.
int callback_listener::server::refuse(int status, std::string_view why) {
    if (const auto count = m_refused.count(std::chrono::steady_clock::now()))
        log(severity::warning, "callbacks refused since the last such line: {}; the last one with {}: {}",
            *count, status, why);
    return status;
}

callback_listener::callback_listener(const live_configuration& configuration, delivery_tracker& deliveries,
                                     std::chrono::milliseconds request_time)
    : m_configuration{configuration}, m_deliveries{deliveries}, m_request_time{request_time} {}

callback_listener::~callback_listener() = default;

tl::expected<void, std::string> callback_listener::listen(const config::callback_settings& where) {
    if (where == m_where)
        return {};
    if (where.address.empty()) {
        m_server.reset();
        m_where = where;
        log(severity::notice, "callbacks are no longer accepted");
        return {};
    }
    auto socket = open_socket(where);
    const bool in_our_own_way =
        !socket && m_server && where.port == m_where.port; // 0.0.0.0 and 127.0.0.1, say
    if (in_our_own_way) {
        m_server.reset();
        socket = open_socket(where);
    }
    if (socket) {
        m_server = std::make_unique<server>(*std::move(socket), *this);
        m_where = where;
        log(severity::notice, "callbacks are accepted on {}", name_of(where));
        return {};
    }
    if (in_our_own_way)
        if (auto before = open_socket(m_where))
            m_server = std::make_unique<server>(*std::move(before), *this);
    if (!m_server)
        m_where = {};
    return tl::unexpected{std::move(socket.error())};
}

} // namespace telesignd
