// SPDX-License-Identifier: BSD-3-Clause
#include "http/client.h"

#include "http/certificates.h"
#include "http/connection.h"
#include "http/exhaustion.h"
#include "http/retry_after.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <utility>

#include <fmt/format.h>
#include <sys/socket.h>

namespace http {

namespace {

using header_list = std::unique_ptr<curl_slist, handle_deleter<curl_slist_free_all>>;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// What libcurl's callbacks find out about one request.
struct transfer {
    support::secret body;
    std::size_t header_size = 0;
    std::size_t max_size = 0;
    bool begun = false;    ///< the connection was ready, and the request's first byte about to leave
    bool repeated = false; ///< libcurl was about to send it for the second time
    bool too_large = false;
    bool out_of_memory = false;
    bool exhausted = false; ///< this host had no descriptor or no memory for what the request needs
    std::array<char, CURL_ERROR_SIZE> reason{};
};

std::size_t on_body(const char* data, std::size_t, std::size_t size, void* user) noexcept {
    auto& state = *static_cast<transfer*>(user);
    state.too_large = state.body.view().size() + size > state.max_size;
    if (state.too_large)
        return CURL_WRITEFUNC_ERROR;
    try {
        state.body.append({data, size});
    } catch (const std::bad_alloc&) { // must not cross libcurl
        state.out_of_memory = true;
        return CURL_WRITEFUNC_ERROR;
    }
    return size;
}

std::size_t on_header(const char*, std::size_t, std::size_t size, void* user) noexcept {
    auto& state = *static_cast<transfer*>(user);
    state.header_size += size;
    state.too_large = state.header_size > state.max_size;
    return state.too_large ? CURL_WRITEFUNC_ERROR : size;
}

// Called when the connection stands (after DNS, connect, proxy and TLS) and nothing of the request is
// written. libcurl repeats a request by itself when a kept connection dies before the first byte of a reply,
// and then comes here again: the one place to keep it from sending anything twice, be it GET, POST or PUT.
int on_ready(void* user, char*, char*, int, int) noexcept {
    auto& state = *static_cast<transfer*>(user);
    state.repeated = std::exchange(state.begun, true);
    return state.repeated ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

// libcurl tells a socket that cannot be had as "could not connect": only here is it known why.
curl_socket_t on_open_socket(void* user, curlsocktype, curl_sockaddr* address) noexcept {
    auto& state = *static_cast<transfer*>(user);
    const int opened = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    state.exhausted = state.exhausted || (opened < 0 && is_exhaustion(errno));
    return opened < 0 ? CURL_SOCKET_BAD : opened;
}

// Ends the request when the resolver would lack descriptors: it tells them as a name that does not resolve.
int on_resolve(void*, void*, void* user) noexcept {
    auto& state = *static_cast<transfer*>(user);
    state.exhausted = state.exhausted || !can_resolve();
    return state.exhausted ? 1 : 0;
}

/// curl_easy_setopt, remembering the first refusal: an option that does not hold means no request at all.
class option_setter {
public:
    explicit option_setter(CURL* easy) : m_easy{easy} {}

    template <typename Value>
    void operator()(CURLoption option, Value value) {
        if (m_result == CURLE_OK)
            m_result = curl_easy_setopt(m_easy, option, value);
    }
    [[nodiscard]] CURLcode result() const { return m_result; }

private:
    CURL* m_easy;
    CURLcode m_result = CURLE_OK;
};

/// From memory: a file that cannot be opened for lack of descriptors would look like a certificate that is not trusted.
void set_tls(option_setter& set, const std::string& certificates) {
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2)); // or later
    // libcurl does not write to it, and it lives as long as the client.
    const curl_blob blob{const_cast<char*>(certificates.data()), certificates.size(), CURL_BLOB_NOCOPY};
    set(CURLOPT_CAINFO_BLOB, &blob);
    set(CURLOPT_CAINFO, static_cast<const char*>(nullptr)); // or the system's store would count as well
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
}

void set_policy(option_setter& set, const client_options& options) {
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L); // or a timeout during DNS would wait for getaddrinfo to come back
    set(CURLOPT_PROTOCOLS_STR, "https");
    set(CURLOPT_FOLLOWLOCATION,
        0L); // so that CURLOPT_REDIR_PROTOCOLS_STR, which takes no "", is of no matter
    set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set(CURLOPT_PROXY, options.proxy.c_str()); // "" is none; unset would ask https_proxy and all_proxy
    set(CURLOPT_NOPROXY, "");                  // unset would ask no_proxy
    set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE)); // Authorization is not the proxy's to see
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    // No multiplexing: a connection has one request at a time, and a connection that dies says whose fate is
    // unknown.
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_TCP_NODELAY, 1L);
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    set(CURLOPT_TCP_KEEPIDLE, 30L);
    set(CURLOPT_TCP_KEEPINTVL, 10L);
    set(CURLOPT_MAXAGE_CONN, 50L); // seconds idle; load balancers commonly close at 60
}

void set_callbacks(option_setter& set, transfer& state) {
    set(CURLOPT_ERRORBUFFER, state.reason.data());
    set(CURLOPT_WRITEFUNCTION, on_body);
    set(CURLOPT_WRITEDATA, &state);
    set(CURLOPT_HEADERFUNCTION, on_header);
    set(CURLOPT_HEADERDATA, &state);
    set(CURLOPT_PREREQFUNCTION, on_ready);
    set(CURLOPT_PREREQDATA, &state);
    set(CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
    set(CURLOPT_OPENSOCKETDATA, &state);
    set(CURLOPT_RESOLVER_START_FUNCTION, on_resolve);
    set(CURLOPT_RESOLVER_START_DATA, &state);
}

// The text of a secret ends with NUL, since it is a std::string inside.
void set_request(option_setter& set, const request& request, const curl_slist* headers) {
    set(CURLOPT_URL, request.url.view().data());
    set(CURLOPT_HTTPHEADER, headers);
    if (request.method == method::get) {
        set(CURLOPT_HTTPGET, 1L);
        return;
    }
    set(CURLOPT_POST, 1L);
    if (request.method == method::put)
        set(CURLOPT_CUSTOMREQUEST, "PUT");
    set(CURLOPT_POSTFIELDS, request.body.view().data()); // not copied
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.view().size()));
}

header_list make_headers(const std::vector<support::secret>& headers) {
    header_list list;
    const auto append = [&list](const char* header) {
        curl_slist* const longer = curl_slist_append(list.get(), header);
        if (longer == nullptr)
            throw std::bad_alloc{};
        (void)list.release(); // it is part of `longer` now
        list.reset(longer);
    };
    append("Expect:"); // never wait for "100 Continue"
    for (const auto& header : headers)
        append(header.view().data());
    return list;
}

bool has_control(const support::secret& text) {
    return std::any_of(text.view().begin(), text.view().end(),
                       [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; });
}

/// Whether libcurl's reason repeats the part of the URL that holds a phone number, a reference or a code: the path, or
/// its last name alone, or a query.
bool repeats_request(std::string_view reason, std::string_view url) {
    if (reason.find('?') != std::string_view::npos)
        return true;
    const std::size_t host = url.find("://");
    const std::size_t begin = host == std::string_view::npos ? host : url.find_first_of("/?", host + 3);
    if (begin == std::string_view::npos || begin + 1 >= url.size())
        return false;
    const std::string_view path = url.substr(begin, url.find('?', begin) - begin);
    const std::string_view last = path.substr(path.rfind('/') + 1);
    return reason.find(url.substr(begin)) != std::string_view::npos ||
           (!last.empty() && reason.find(last) != std::string_view::npos);
}

/// libcurl's reason. It names hosts and files, but must not repeat the request.
std::string reason_of(CURLcode code, const transfer& state, const request& request) {
    const std::string_view reason = state.reason.data();
    if (reason.empty() || repeats_request(reason, request.url.view()))
        return curl_easy_strerror(code);
    return fmt::format("{}: {}", curl_easy_strerror(code), reason);
}

/// libcurl's resolver runs in a thread; that it could not be started is told in words alone.
bool has_no_thread(const transfer& state) {
    return std::string_view{state.reason.data()}.find("thread failed to start") != std::string_view::npos;
}

error error_of(CURLcode code, const transfer& state, const request& request) {
    if (state.out_of_memory || code == CURLE_OUT_OF_MEMORY)
        throw std::bad_alloc{};
    // Looked up again: other requests may have taken what was there before the resolver ran.
    const bool is_unresolved = code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY;
    if (!state.begun && (state.exhausted || has_no_thread(state) || (is_unresolved && !can_resolve())))
        return {failure::not_possible,
                "this host has no descriptors, memory or threads left: raise telesignd's limits"};
    if (code == CURLE_ABORTED_BY_CALLBACK && !state.repeated)
        return {failure::stopped, "stopped"};
    if (state.too_large)
        return {failure::too_large, fmt::format("the reply is over {} bytes", state.max_size)};
    if (state.repeated)
        return {failure::dead_connection, "the kept connection ended before a reply"};
    if (state.begun)
        return {failure::fate_unknown, reason_of(code, state, request)};
    return {failure::not_sent, reason_of(code, state, request)};
}

/// The value of a reply's header; empty when it is absent.
std::string header_value(CURL* easy, const char* name) {
    curl_header* header = nullptr;
    if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
        return {};
    return header->value;
}

reply reply_of(CURL* easy, transfer& state) {
    reply result;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &result.status);
    result.body = std::move(state.body);
    result.content_type = header_value(easy, "Content-Type");
    if (const std::time_t date = curl_getdate(header_value(easy, "Date").c_str(), nullptr); date != -1)
        result.date = date;
    result.retry_after =
        read_retry_after(header_value(easy, "Retry-After"), result.date.value_or(std::time(nullptr)));
    return result;
}

} // namespace

struct client::pool {
    client_options options;
    std::string certificates; ///< PEM
    connection_pool lanes{options.max_idle};
};

client::client(client_options options) {
    std::string certificates = read_certificates(options.ca_file);
    m_pool.reset(new pool{std::move(options), std::move(certificates)});
}

client::~client() = default;

tl::expected<reply, error> client::perform(const request& request, const std::stop_token& stop) {
    const client_options& options = m_pool->options;
    const auto time_left = std::chrono::ceil<milliseconds>(request.deadline - steady_clock::now());
    const auto timeout = std::min(options.request_timeout, time_left);
    if (timeout <= milliseconds::zero()) // libcurl would take 0 for "no limit"
        return tl::unexpected{error{failure::not_sent, "no time is left"}};
    if (std::any_of(request.headers.begin(), request.headers.end(), has_control))
        return tl::unexpected{error{failure::not_sent, "a header of the request holds a control character"}};

    transfer state;
    state.max_size = options.max_reply;
    const header_list headers = make_headers(request.headers);
    auto borrowed = m_pool->lanes.acquire();
    option_setter set{borrowed->easy()};
    set_policy(set, options);
    set_tls(set, m_pool->certificates);
    set_callbacks(set, state);
    set_request(set, request, headers.get());
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(options.connect_timeout, timeout).count()));

    const CURLcode code = set.result() == CURLE_OK ? borrowed->run(stop) : set.result();
    tl::expected<reply, error> result;
    long system_error = 0; // of connect(2)
    curl_easy_getinfo(borrowed->easy(), CURLINFO_OS_ERRNO, &system_error);
    state.exhausted = state.exhausted || is_exhaustion(static_cast<int>(system_error));
    if (code == CURLE_OK)
        result = reply_of(borrowed->easy(), state);
    else
        result = tl::unexpected{error_of(code, state, request)};
    m_pool->lanes.release(std::move(borrowed));
    return result;
}

} // namespace http
