// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/server.h"

#include "support/ascii.h"
#include "support/log.h"
#include "telesign-simulator/access_log.h"
#include "telesign-simulator/growing_pool.h"
#include "telesign-simulator/tls.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <thread>

#include <fmt/format.h>
#include <httplib.h>
#include <poll.h>
#include <sys/socket.h>

namespace simulator {

namespace {

constexpr std::size_t max_connections = 512; // at once; one more waits for one to end
constexpr int backlog = 1024;                // httplib asks for 5, too few for a hundred logins at once
constexpr std::size_t max_request_size = std::size_t{64} * 1024;
constexpr std::size_t requests_per_connection = 1000000;
constexpr int keep_alive_seconds = 60;
constexpr std::chrono::seconds no_answer_timeout{120};

request convert(const httplib::Request& from, std::string body) {
    request result{.method = from.method, .target = from.target, .headers = {}, .body = std::move(body)};
    for (const auto& [name, value] : from.headers)
        result.headers.emplace(support::lower_case(name), value);
    return result;
}

/// Waits until the client has left, at most so long.
void wait_for_disconnect(const connection& link, std::chrono::milliseconds timeout) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            return;
        pollfd watched{.fd = link.descriptor, .events = POLLRDHUP, .revents = 0};
        if (::poll(&watched, 1, static_cast<int>(left.count())) >= 0 || errno != EINTR)
            return;
    }
}

void set_headers(const reply& answer, httplib::Response& response) {
    response.status = answer.http;
    response.set_header("Date", http_date(answer.date));
    if (!answer.location.empty())
        response.set_header("Location", answer.location);
    if (answer.retry_after)
        response.set_header("Retry-After", std::to_string(*answer.retry_after));
}

void write_whole(std::FILE* stream, const std::string& text) {
    // a log that cannot be written stops no request
    static_cast<void>(std::fwrite(text.data(), 1, text.size(), stream));
    static_cast<void>(std::fflush(stream));
}

} // namespace

class server::implementation {
public:
    implementation(service& rules, connections& links) : m_rules{rules}, m_connections{links} {}
    implementation(const implementation&) = delete;
    implementation& operator=(const implementation&) = delete;
    implementation(implementation&&) = delete;
    implementation& operator=(implementation&&) = delete;
    ~implementation() { stop(); }

    tl::expected<listen_address, std::string> start(const listen_address& address, const options& settings);
    void stop();

private:
    void add_routes();
    void serve(const httplib::Request& from, std::string body, httplib::Response& response);
    void deliver(const reply& answer, connection& link, httplib::Response& response);

    service& m_rules;
    connections& m_connections;
    std::unique_ptr<httplib::SSLServer> m_http;
    std::thread m_thread;
};

tl::expected<listen_address, std::string> server::implementation::start(const listen_address& address,
                                                                        const options& settings) {
    std::string problem;
    m_http = std::make_unique<httplib::SSLServer>([&](SSL_CTX& context) {
        m_connections.watch(context);
        problem = set_up_tls(context, settings.certificate, settings.key).value_or(std::string{});
        return problem.empty();
    });
    if (!m_http->is_valid())
        return tl::unexpected{problem};
    int listener = -1;
    m_http->new_task_queue = [] { return new growing_pool{max_connections}; };
    m_http->set_tcp_nodelay(true);
    m_http->set_keep_alive_max_count(requests_per_connection);
    m_http->set_keep_alive_timeout(keep_alive_seconds);
    m_http->set_payload_max_length(max_request_size);
    m_http->set_socket_options([&](socket_t socket) {
        listener = socket;
        const int yes = 1;
        ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    add_routes();
    const int port = address.port == 0 ? m_http->bind_to_any_port(address.host)
                     : m_http->bind_to_port(address.host, address.port) ? address.port
                                                                        : -1;
    if (port < 0 || ::listen(listener, backlog) != 0)
        return tl::unexpected{
            fmt::format("--listen {}: cannot listen there: {}: choose another address or port",
                        address.text(), std::generic_category().message(errno))};
    m_thread = std::thread{[this] { m_http->listen_after_bind(); }};
    while (!m_http->is_running()) // stop() before that would not be heard
        std::this_thread::yield();
    return listen_address{.host = address.host, .port = port};
}

void server::implementation::stop() {
    if (!m_thread.joinable())
        return;
    m_http->stop();
    m_connections.end_all();
    m_thread.join();
}

void server::implementation::add_routes() {
    const std::string every = "/.*";
    // reads the body itself: httplib refuses forms of over 8 KiB, and a spoken text may be longer
    const auto with_body = [this](const httplib::Request& from, httplib::Response& response,
                                  const httplib::ContentReader& read) {
        std::string body;
        if (!read([&](const char* data, std::size_t size) {
                body.append(data, size);
                return true;
            })) {
            response.status = 413;
            return;
        }
        serve(from, std::move(body), response);
    };
    const auto without_body = [this](const httplib::Request& from, httplib::Response& response) {
        serve(from, from.body, response);
    };
    m_http->Post(every, with_body).Put(every, with_body).Patch(every, with_body);
    m_http->Get(every, without_body).Delete(every, without_body).Options(every, without_body);
    m_http->set_exception_handler(
        [](const httplib::Request&, httplib::Response& response, const std::exception_ptr&) {
            // the exception's text may hold parts of the request
            support::log(support::severity::error,
                         "a request could not be processed: out of memory or random numbers?");
            response.status = 500;
        });
    m_http->set_logger([this](const httplib::Request& from, const httplib::Response&) {
        if (const connection& link = m_connections.of(from.ssl); link.cut_after_reply) // all is written
            cut(link);
    });
}

void server::implementation::serve(const httplib::Request& from, std::string body,
                                   httplib::Response& response) {
    connection& link = m_connections.of(from.ssl);
    if (link.cut_after_reply) { // a fast client's next request was here before the cut
        cut(link);
        return;
    }
    const request incoming = convert(from, std::move(body));
    const reply answer = m_rules.handle(incoming);
    write_whole(stdout, access_line(link.number, incoming, answer));
    if (answer.delay.count() > 0)
        wait_for_disconnect(link, answer.delay);
    deliver(answer, link, response);
}

void server::implementation::deliver(const reply& answer, connection& link, httplib::Response& response) {
    set_headers(answer, response);
    switch (answer.transfer) {
    case transfer_mode::none:
        wait_for_disconnect(link, no_answer_timeout);
        cut(link);
        break;
    case transfer_mode::cut_before:
        cut(link);
        break;
    case transfer_mode::cut_after:
        link.cut_after_reply = true;
        [[fallthrough]];
    case transfer_mode::whole:
        response.set_content(answer.body, answer.content_type);
        break;
    case transfer_mode::chunked:
        response.set_chunked_content_provider(answer.content_type,
                                              [body = answer.body](std::size_t, httplib::DataSink& sink) {
                                                  sink.write(body.data(), body.size());
                                                  sink.done();
                                                  return true;
                                              });
        break;
    case transfer_mode::cut_amid:
        link.cut_after_reply = true;
        response.set_content_provider(
            answer.body.size(), answer.content_type,
            [body = answer.body, &link](std::size_t, std::size_t, httplib::DataSink& sink) {
                sink.write(body.data(), body.size() / 2);
                cut(link);
                return false;
            });
        break;
    }
}

server::server(service& rules, connections& links)
    : m_implementation{std::make_unique<implementation>(rules, links)} {}

server::~server() = default;

tl::expected<listen_address, std::string> server::start(const listen_address& address,
                                                        const options& settings) {
    return m_implementation->start(address, settings);
}

void server::stop() {
    m_implementation->stop();
}

} // namespace simulator
