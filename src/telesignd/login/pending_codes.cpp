// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/pending_codes.h"

namespace telesignd {

/// Somebody's turn. Guarded by the mutex of the table.
struct pending_codes::sending {
    place where;
    bool is_over = false;
    std::optional<failure> failed = {};
};

bool pending_codes::has(const place& where, std::chrono::seconds reuse) {
    const std::lock_guard lock{m_mutex};
    return reuse > reuse.zero() && (find(where, reuse) != nullptr || m_sending.contains(where));
}

pending_codes::joined pending_codes::join(const place& where, std::chrono::seconds reuse,
                                          const std::function<bool(const pending_code&)>& is_acceptable,
                                          const policy::wait_limit& wait) {
    if (reuse <= reuse.zero())
        return turn{};
    std::unique_lock lock{m_mutex};
    for (;;) {
        if (auto code = find(where, reuse); code != nullptr && is_acceptable(*code))
            return code;
        const auto other = m_sending.find(where);
        if (other == m_sending.end()) {
            auto mine = std::make_shared<sending>(sending{where});
            m_sending.emplace(where, mine);
            return turn{*this, std::move(mine)};
        }
        const auto under_way = other->second;
        if (!wait.wait(m_changed, lock, [&] { return under_way->is_over; }))
            return out_of_patience{};
        if (under_way->failed)
            return *under_way->failed;
    }
}

void pending_codes::turn::finish(std::optional<failure> result) noexcept {
    if (m_of == nullptr)
        return;
    pending_codes& of = *std::exchange(m_of, nullptr);
    const std::lock_guard lock{of.m_mutex};
    m_sending->failed = std::move(result);
    m_sending->is_over = true;
    of.m_sending.erase(m_sending->where);
    of.m_changed.notify_all();
}

void pending_codes::add(const place& where, std::shared_ptr<pending_code> code) {
    const std::lock_guard lock{m_mutex};
    if (m_codes.size() >= capacity)
        forget_old(m_now());
    if (m_codes.size() < capacity || m_codes.contains(where))
        m_codes.insert_or_assign(where, std::move(code));
}

std::vector<std::pair<pending_codes::place, std::shared_ptr<pending_code>>> pending_codes::all() {
    const std::lock_guard lock{m_mutex};
    forget_old(m_now());
    return {m_codes.begin(), m_codes.end()};
}

/// The mutex is held.
std::shared_ptr<pending_code> pending_codes::find(const place& where, std::chrono::seconds reuse) const {
    const auto found = m_codes.find(where);
    if (found == m_codes.end() || found->second->tries_left() == 0 ||
        m_now() - found->second->sent_at >= reuse)
        return nullptr;
    return found->second;
}

/// The mutex is held.
void pending_codes::forget_old(clock::time_point now) {
    std::erase_if(m_codes, [&](const auto& each) {
        return each.second->is_closed() || now - each.second->sent_at >= longest_reuse;
    });
}

} // namespace telesignd
