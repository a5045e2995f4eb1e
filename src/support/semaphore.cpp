// SPDX-License-Identifier: BSD-3-Clause
#include "support/semaphore.h"

namespace support {

std::optional<semaphore::permit> semaphore::acquire(clock::time_point until, const std::stop_token& stop) {
    std::unique_lock lock{m_mutex};
    if (!m_released.wait_until(lock, stop, until, [this] { return m_free > 0; }) || stop.stop_requested())
        return std::nullopt;
    --m_free;
    return permit{*this};
}

semaphore::permit::~permit() {
    if (m_owner == nullptr)
        return;
    const std::lock_guard lock{m_owner->m_mutex};
    ++m_owner->m_free;
    m_owner->m_released.notify_one();
}

} // namespace support
