// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/completions.h"

#include "support/log.h"

#include <exception>
#include <utility>

namespace telesignd {

using support::log;
using support::severity;

completions::completions() : m_thread{[this](const std::stop_token& stop) { run(stop); }} {}

void completions::add(std::shared_ptr<gateway::verifier> by, std::string reference_id) {
    {
        const std::lock_guard lock{m_mutex};
        if (m_waiting.size() >= capacity) {
            log(severity::warning, "completion of reference {} is not sent: {} are waiting already",
                reference_id, m_waiting.size());
            return;
        }
        m_waiting.push_back({std::move(by), std::move(reference_id)});
    }
    m_added.notify_one();
}

void completions::run(const std::stop_token& stop) {
    std::unique_lock lock{m_mutex};
    while (m_added.wait(lock, stop, [this] { return !m_waiting.empty(); }) && !stop.stop_requested()) {
        const item next = std::move(m_waiting.front());
        m_waiting.pop_front();
        lock.unlock();
        try {
            if (const auto told = next.by->complete(next.reference_id, stop); !told)
                log(severity::notice, "completion of reference {} was not accepted: {}", next.reference_id,
                    told.error());
        } catch (const std::exception& problem) {
            log(severity::warning, "completion of reference {} is not sent: {}", next.reference_id,
                problem.what());
        }
        lock.lock();
    }
}

} // namespace telesignd
