// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/callback.h"

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include <httplib.h>

namespace simulator {

/// POSTs callbacks when they are due, one after another, in a thread of its own. A callback that is not answered with 200
/// within five seconds is logged and sent again, after 5, 10 and 15 seconds: four times in all, as TeleSign does. https
/// is verified against the system's store (or SSL_CERT_FILE). For many threads.
class callback_sender {
public:
    callback_sender();
    callback_sender(const callback_sender&) = delete;
    callback_sender& operator=(const callback_sender&) = delete;
    callback_sender(callback_sender&&) = delete;
    callback_sender& operator=(callback_sender&&) = delete;
    ~callback_sender(); ///< stops

    /// Returns at once.
    void send(callback fresh);

    /// Drops what waits and ends what is under way; takes at most as long as a connection may take to be made.
    void stop();

private:
    using steady_time = std::chrono::steady_clock::time_point;
    struct task {
        callback contents;
        std::size_t tries = 0;
    };

    void enqueue(task fresh, std::chrono::milliseconds after);
    bool is_stopping();
    void run();
    void post(task current);

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::multimap<steady_time, task> m_waiting;    ///< by when they are due
    std::unique_ptr<httplib::ClientImpl> m_client; ///< under way
    bool m_is_stopping = false;
    bool m_has_stopped = false;
    std::thread m_thread;
};

} // namespace simulator
