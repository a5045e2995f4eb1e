// SPDX-License-Identifier: BSD-3-Clause
#include "http/connection.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <stdexcept>
#include <utility>

#include <malloc.h>
#include <string.h>

#include <fmt/format.h>

namespace http {

namespace {

// libcurl keeps copies of URLs and headers, so what it frees is wiped: a code, a phone number or a signature
// does not stay behind on the heap.
void wiping_free(void* block) {
    if (block != nullptr)
        ::explicit_bzero(block, ::malloc_usable_size(block));
    std::free(block);
}

void* wiping_realloc(void* block, std::size_t size) {
    const std::size_t old_size = block == nullptr ? 0 : ::malloc_usable_size(block);
    if (block != nullptr && size <= old_size)
        return block;
    void* const larger = std::malloc(size);
    if (larger != nullptr && block != nullptr) {
        std::memcpy(larger, block, old_size);
        wiping_free(block);
    }
    return larger;
}

// SSLKEYLOGFILE and OPENSSL_CONF are read here, once: the daemon empties its environment before it comes
// here.
void start_libcurl() {
    static const CURLcode result = curl_global_init_mem(CURL_GLOBAL_DEFAULT, std::malloc, wiping_free,
                                                        wiping_realloc, ::strdup, std::calloc);
    if (result != CURLE_OK)
        throw std::runtime_error{fmt::format("libcurl does not start: {}", curl_easy_strerror(result))};
}

} // namespace

connection::connection() {
    start_libcurl();
    m_multi.reset(curl_multi_init());
    m_easy.reset(curl_easy_init());
    if (!m_multi || !m_easy)
        throw std::bad_alloc{};
}

CURLcode connection::run(const std::stop_token& stop) {
    if (stop.stop_requested()) // on a kept connection the first step below would send the request
        return CURLE_ABORTED_BY_CALLBACK;
    const std::stop_callback wake{stop, [this] { curl_multi_wakeup(m_multi.get()); }};
    CURLcode result = CURLE_FAILED_INIT; // unless libcurl says otherwise
    CURLMcode multi_result = curl_multi_add_handle(m_multi.get(), m_easy.get());
    int running = 1;
    while (multi_result == CURLM_OK) {
        multi_result = curl_multi_perform(m_multi.get(), &running);
        if (running == 0)
            break;
        if (stop.stop_requested()) {
            result = CURLE_ABORTED_BY_CALLBACK;
            break;
        }
        if (multi_result == CURLM_OK) // libcurl shortens the wait to its own deadlines
            multi_result = curl_multi_poll(m_multi.get(), nullptr, 0, 1000, nullptr);
    }
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(m_multi.get(), &left))
        if (message->msg == CURLMSG_DONE)
            result = message->data.result;
    curl_multi_remove_handle(m_multi.get(), m_easy.get()); // closes a connection in the middle of a request
    return result;
}

connection_pool::connection_pool(std::size_t max_idle) : m_max_idle{max_idle} {
    start_libcurl();
}

std::unique_ptr<connection> connection_pool::acquire() {
    {
        const std::scoped_lock lock{m_mutex};
        if (!m_idle.empty()) {
            auto last = std::move(m_idle.back());
            m_idle.pop_back();
            return last;
        }
    }
    return std::make_unique<connection>();
}

void connection_pool::release(std::unique_ptr<connection> used) {
    curl_easy_reset(used->easy()); // drops the pointers into the caller's frame, keeps the connection
    const std::scoped_lock lock{m_mutex};
    if (m_idle.size() < m_max_idle)
        m_idle.push_back(std::move(used));
}

} // namespace http
