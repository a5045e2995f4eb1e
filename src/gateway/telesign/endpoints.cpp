// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/endpoints.h"

namespace gateway::telesign {

std::size_t endpoint_list::first(clock::time_point now) const {
    const std::lock_guard lock{m_mutex};
    return now < m_until ? m_preferred : 0;
}

void endpoint_list::reached(std::size_t index, clock::time_point now) {
    const std::lock_guard lock{m_mutex};
    if (index == m_preferred && now < m_until) // or a busy host would never come back to the first
        return;
    m_preferred = index;
    m_until = now + preference;
}

} // namespace gateway::telesign
