// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/verifier.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace telesignd {

/// Tells the provider in the background, in a thread of its own, that users finished, so that no verdict waits for it.
/// Each is told at most once; what the provider does not take, or what is still waiting at the end, is dropped: nothing
/// depends on it.
class completions {
public:
    static constexpr std::size_t capacity = 1000; ///< that wait; beyond it the newest is dropped

    completions();
    ~completions() = default; ///< ends a request under way and waits for the thread
    completions(const completions&) = delete;
    completions& operator=(const completions&) = delete;

    void add(std::shared_ptr<gateway::verifier> by, std::string reference_id);

private:
    struct item {
        std::shared_ptr<gateway::verifier> by;
        std::string reference_id;
    };
    void run(const std::stop_token& stop);

    std::mutex m_mutex;
    std::condition_variable_any m_added;
    std::deque<item> m_waiting;
    std::jthread m_thread; ///< last: ends before what it uses
};

} // namespace telesignd
