// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/pending_code.h"

#include <algorithm>
#include <optional>

namespace telesignd {

tl::expected<pending_code::attempt, pending_code::refusal>
pending_code::begin(const support::secret& digits, const policy::wait_limit& wait) {
    std::optional<refusal> refused;
    std::unique_lock lock{m_mutex};
    const bool is_decided = wait.wait(m_changed, lock, [&] {
        const auto same = std::find_if(m_entries.begin(), m_entries.end(), [&](const entry& each) {
            return each.digits.view() == digits.view();
        });
        if (m_is_closed)
            refused = refusal::closed;
        else if (same != m_entries.end() && same->is_wrong)
            refused = refusal::tried;
        return refused || (same == m_entries.end() && left() > 0);
    });
    if (!is_decided || refused)
        return tl::unexpected{refused.value_or(refusal::busy)};
    m_entries.push_back({support::secret{digits.view()}});
    return attempt{*this, std::prev(m_entries.end())};
}

unsigned pending_code::tries_left() const {
    const std::lock_guard lock{m_mutex};
    return m_is_closed ? 0 : left();
}

bool pending_code::is_closed() const {
    const std::lock_guard lock{m_mutex};
    return m_is_closed;
}

bool pending_code::claim() noexcept {
    const std::lock_guard lock{m_mutex};
    return close_locked();
}

pending_code::history pending_code::past() const {
    const std::lock_guard lock{m_mutex};
    history past{m_attempts, m_is_closed, {}};
    for (const entry& each : m_entries) // also those being checked: who checks them will not say any more
        past.wrong.emplace_back(each.digits.view());
    return past;
}

void pending_code::restore(history past) {
    const std::lock_guard lock{m_mutex};
    m_is_closed = past.is_closed;
    for (support::secret& each : past.wrong)
        m_entries.push_back({std::move(each), true});
}

bool pending_code::close_locked() noexcept {
    std::erase_if(m_entries, [](const entry& each) { return each.is_wrong; }); // nobody needs them any more
    m_changed.notify_all();
    return !std::exchange(m_is_closed, true);
}

void pending_code::end(std::list<entry>::iterator where, bool is_wrong) noexcept {
    const std::lock_guard lock{m_mutex};
    where->is_wrong = is_wrong;
    if (!is_wrong || m_is_closed)
        m_entries.erase(where);
    const auto wrong = static_cast<std::size_t>(
        std::count_if(m_entries.begin(), m_entries.end(), [](const entry& each) { return each.is_wrong; }));
    if (wrong >= m_attempts)
        close_locked();
    m_changed.notify_all();
}

void pending_code::attempt::was_wrong() noexcept {
    if (m_of != nullptr)
        std::exchange(m_of, nullptr)->end(m_entry, true);
}

pending_code::attempt::~attempt() {
    if (m_of != nullptr)
        m_of->end(m_entry, false);
}

} // namespace telesignd
