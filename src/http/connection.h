// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <stop_token>
#include <vector>

#include <curl/curl.h>

namespace http {

/// Deleter for unique_ptr: releases a C library's handle with the library's own function.
template <auto release>
struct handle_deleter {
    template <typename Handle>
    void operator()(Handle* handle) const noexcept {
        release(handle);
    }
};

/// One request at a time, and the connection that it leaves open.
class connection {
public:
    /// Throws std::runtime_error when libcurl cannot be started, std::bad_alloc when memory is out.
    connection();

    /// For curl_easy_setopt before a run and curl_easy_getinfo after it.
    [[nodiscard]] CURL* easy() const noexcept { return m_easy.get(); }

    /// Blocks until the request is done, or returns CURLE_ABORTED_BY_CALLBACK as soon as `stop` is requested.
    CURLcode run(const std::stop_token& stop);

private:
    // A multi handle, unlike curl_easy_perform, can be woken by another thread. It owns the kept connection.
    std::unique_ptr<CURLM, handle_deleter<curl_multi_cleanup>> m_multi;
    std::unique_ptr<CURL, handle_deleter<curl_easy_cleanup>> m_easy;
};

/// Idle connections, the last used first. Thread-safe; a connection belongs to the one thread that acquired it.
class connection_pool {
public:
    /// Keeps up to `max_idle` connections. Starts libcurl, and throws std::runtime_error if that fails.
    explicit connection_pool(std::size_t max_idle);

    std::unique_ptr<connection> acquire();

    /// Returns a connection to the pool with all options unset, or closes it if enough are kept.
    void release(std::unique_ptr<connection> used);

private:
    const std::size_t m_max_idle;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<connection>> m_idle; ///< the last used at the end
};

} // namespace http
