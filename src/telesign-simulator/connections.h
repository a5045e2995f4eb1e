// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <mutex>
#include <set>

#include <openssl/ssl.h>

namespace simulator {

/// A TLS connection, from the beginning of its handshake to its end.
struct connection {
    int descriptor = -1;
    unsigned long number = 0; ///< 0 until its first request
    bool cut_after_reply = false;
};

/// Knows the TLS connections of one SSL_CTX: counts them and can end them all. For many threads.
class connections {
public:
    connections();
    connections(const connections&) = delete;
    connections& operator=(const connections&) = delete;
    connections(connections&&) = delete;
    connections& operator=(connections&&) = delete;
    ~connections();

    /// From now on the context's connections are known. The context must not outlive this object.
    void watch(SSL_CTX& context);

    /// The connection that a request came on; numbers count from 1 in the order of first requests.
    connection& of(const SSL* tls);

    /// Ends all connections, and those that are still to come.
    void end_all();

private:
    static void on_tls_event(const SSL* tls, int event, int value);
    static void on_free(void* tls, void* entry, CRYPTO_EX_DATA* data, int index, long number, void* self);
    void add(SSL* tls);
    void remove(connection* entry);

    int m_index; ///< where OpenSSL keeps our entry in its SSL
    std::mutex m_mutex;
    std::set<connection*> m_entries;
    unsigned long m_count = 0;
    bool m_is_stopping = false;
};

/// Cuts a connection without a word of TLS. What was written before still arrives.
void cut(const connection& target);

} // namespace simulator
