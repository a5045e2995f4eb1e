// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include <httplib.h>

namespace simulator {

/// Threads for connections, started when they are needed: httplib's own pool starts all of them before the first
/// connection is accepted, which takes seconds for a few hundred on a busy machine. Thread-safe.
class growing_pool : public httplib::TaskQueue {
public:
    /// At most `max_threads` run at once; what is enqueued beyond waits for one to be free.
    explicit growing_pool(std::size_t max_threads);
    growing_pool(const growing_pool&) = delete;
    growing_pool& operator=(const growing_pool&) = delete;
    growing_pool(growing_pool&&) = delete;
    growing_pool& operator=(growing_pool&&) = delete;
    /// shutdown() must have come before, as httplib sees to.
    ~growing_pool() override = default;

    /// Throws std::system_error when the first thread cannot be started.
    void enqueue(std::function<void()> task) override;
    /// Returns when all that was enqueued is done.
    void shutdown() override;

private:
    void run();
    void start_thread();

    std::size_t m_max_threads;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::function<void()>> m_tasks;
    std::size_t m_idle = 0;
    bool m_is_stopping = false;
    std::vector<std::thread> m_threads;
};

} // namespace simulator
