// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/growing_pool.h"

#include <system_error>
#include <utility>

namespace simulator {

growing_pool::growing_pool(std::size_t max_threads) : m_max_threads{max_threads} {}

void growing_pool::enqueue(std::function<void()> task) {
    const std::lock_guard lock{m_mutex};
    m_tasks.push_back(std::move(task));
    if (m_tasks.size() > m_idle && m_threads.size() < m_max_threads)
        start_thread();
    m_changed.notify_one();
}

void growing_pool::start_thread() {
    try {
        m_threads.emplace_back([this] { run(); });
    } catch (const std::system_error&) { // the others will come to the task
        if (m_threads.empty())
            throw;
    }
}

void growing_pool::shutdown() {
    {
        const std::lock_guard lock{m_mutex};
        m_is_stopping = true;
    }
    m_changed.notify_all();
    for (std::thread& thread : m_threads)
        thread.join();
}

void growing_pool::run() {
    std::unique_lock lock{m_mutex};
    for (;;) {
        ++m_idle;
        m_changed.wait(lock, [this] { return !m_tasks.empty() || m_is_stopping; });
        --m_idle;
        if (m_tasks.empty())
            return;
        const std::function<void()> task = std::move(m_tasks.front());
        m_tasks.pop_front();
        lock.unlock();
        task();
        lock.lock();
    }
}

} // namespace simulator
