#include "policy/places.h"

namespace policy {

std::optional<places::place> places::take(clock::time_point until, const std::stop_token& stop) {
    std::unique_lock lock{m_mutex};
    if (!m_given_back.wait_until(lock, stop, until, [this] { return m_free > 0; }) || stop.stop_requested())
        return std::nullopt;
    --m_free;
    return place{*this};
}

places::place::~place() {
    if (m_of == nullptr)
        return;
    const std::lock_guard lock{m_of->m_mutex};
    ++m_of->m_free;
    m_of->m_given_back.notify_one();
}

} // namespace policy
