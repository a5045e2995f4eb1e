// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/provider_health.h"

#include <algorithm>
#include <memory>

namespace gateway {

namespace {

bool is_failure(outcome outcome) noexcept {
    return outcome == outcome::unavailable || outcome == outcome::rate_limited ||
           outcome == outcome::refused || outcome == outcome::not_possible || outcome == outcome::undecided;
}

} // namespace

bool pause(std::chrono::steady_clock::duration time, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock{mutex};
    never.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

request_end end_of(const send_result& result, std::chrono::steady_clock::duration took) {
    if (!is_failure(result.outcome))
        return {.took = took};
    return {result.outcome, result.user_message, result.answered, result.fate_unknown, took};
}

request_end end_of(const check_result& result, std::chrono::steady_clock::duration took) {
    if (!is_failure(result.outcome))
        return {.took = took};
    return {result.outcome, result.user_message, result.answered, false, took};
}

/// A reply that has to be paid for and lacks something is about the phone alone.
request_end end_of(const lookup_result& result, std::chrono::steady_clock::duration took) {
    const bool is_about_phone = result.blocked || (result.billed > 0 && !result.reference_id.empty());
    if (result.complete || (result.answered && is_about_phone))
        return {.took = took};
    return {outcome::unavailable, {}, result.answered, result.billed > 0, took};
}

void provider_health::record(kind request_kind, const request_end& end) {
    const std::lock_guard lock{m_mutex};
    m_real.at(static_cast<std::size_t>(request_kind)) = evidence{end, m_timer.now()};
}

request_end provider_health::expect(kind request_kind, verifier& provider, const std::stop_token& stop) {
    std::unique_lock lock{m_mutex};
    for (;;) {
        if (stop.stop_requested())
            return {.outcome = outcome::unavailable};
        if (const auto end = known(request_kind))
            return *end;
        if (!m_is_probing) {
            m_is_probing = true;
            lock.unlock();
            return probe(provider, stop);
        }
        m_probed.wait(lock, stop, [this] { return !m_is_probing; });
    }
}

/// The lock is held.
std::optional<request_end> provider_health::known(kind request_kind) const {
    const auto& real = m_real.at(static_cast<std::size_t>(request_kind));
    const auto now = m_timer.now();
    if (real && now - real->at < (real->end.has_failed() ? failure_counts_for : counts_for))
        return real->end;
    if (m_probe && now - m_probe->at < counts_for)
        return m_probe->end;
    return std::nullopt;
}

request_end provider_health::probe(verifier& provider, const std::stop_token& stop) {
    std::optional<evidence> found;
    // Also when the provider throws: nobody waits for a probe that is gone.
    const auto end_it = [&](provider_health* self) {
        const std::lock_guard lock{self->m_mutex};
        self->m_is_probing = false;
        if (found && !stop.stop_requested())
            self->m_probe = found;
        self->m_probed.notify_all();
    };
    const std::unique_ptr<provider_health, decltype(end_it)> at_the_end{this, end_it};
    const auto begin = m_timer.now();
    const send_result result = provider.probe(stop);
    const auto now = m_timer.now();
    found = evidence{end_of(result, now - begin), now};
    return found->end;
}

} // namespace gateway
