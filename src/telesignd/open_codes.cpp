#include "telesignd/open_codes.h"

#include <utility>

namespace telesignd {

std::shared_ptr<sent_code> open_codes::find(const place& where, std::chrono::seconds reuse) {
    const std::lock_guard lock{m_mutex};
    const auto found = m_codes.find(where);
    if (found == m_codes.end() || found->second->closed || m_now() - found->second->sent_at >= reuse)
        return nullptr;
    return found->second;
}

void open_codes::add(const place& where, std::shared_ptr<sent_code> code) {
    const std::lock_guard lock{m_mutex};
    if (m_codes.size() >= capacity)
        forget_old(m_now());
    if (m_codes.size() < capacity || m_codes.contains(where))
        m_codes.insert_or_assign(where, std::move(code));
}

void open_codes::forget_old(clock::time_point now) {
    std::erase_if(m_codes, [&](const auto& each) {
        return each.second->closed || now - each.second->sent_at >= longest_reuse;
    });
}

} // namespace telesignd
