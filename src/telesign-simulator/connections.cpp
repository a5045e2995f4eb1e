// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/connections.h"

#include <memory>

#include <sys/socket.h>

namespace simulator {

connections::connections() : m_index{::SSL_get_ex_new_index(0, this, nullptr, nullptr, on_free)} {}

connections::~connections() {
    ::CRYPTO_free_ex_index(CRYPTO_EX_INDEX_SSL, m_index);
}

void connections::watch(SSL_CTX& context) {
    SSL_CTX_set_app_data(&context, this);
    ::SSL_CTX_set_info_callback(&context, on_tls_event);
}

void connections::on_tls_event(const SSL* tls, int event, int /*value*/) {
    auto* self = static_cast<connections*>(SSL_CTX_get_app_data(::SSL_get_SSL_CTX(tls)));
    // TLS 1.3 says "start" again for messages after the handshake
    if ((event & SSL_CB_HANDSHAKE_START) != 0 && ::SSL_get_ex_data(tls, self->m_index) == nullptr)
        self->add(const_cast<SSL*>(tls));
}

void connections::add(SSL* tls) {
    auto entry = std::make_unique<connection>();
    entry->descriptor = ::SSL_get_fd(tls);
    const std::lock_guard lock{m_mutex};
    if (m_is_stopping)
        cut(*entry);
    m_entries.insert(entry.get());
    ::SSL_set_ex_data(tls, m_index, entry.release()); // given back in on_free
}

/// OpenSSL frees an SSL before httplib closes the descriptor, so no entry names a descriptor of somebody else.
void connections::on_free(void* /*tls*/, void* entry, CRYPTO_EX_DATA* /*data*/, int /*index*/,
                          long /*number*/, void* self) {
    if (entry != nullptr)
        static_cast<connections*>(self)->remove(static_cast<connection*>(entry));
}

void connections::remove(connection* entry) {
    const std::lock_guard lock{m_mutex};
    m_entries.erase(entry);
    delete entry;
}

connection& connections::of(const SSL* tls) {
    auto* entry = static_cast<connection*>(::SSL_get_ex_data(tls, m_index));
    const std::lock_guard lock{m_mutex};
    if (entry->number == 0)
        entry->number = ++m_count;
    return *entry;
}

void connections::end_all() {
    const std::lock_guard lock{m_mutex};
    m_is_stopping = true;
    for (const connection* entry : m_entries)
        cut(*entry);
}

void cut(const connection& target) {
    ::shutdown(target.descriptor, SHUT_RDWR); // fails only when the client was faster
}

} // namespace simulator
