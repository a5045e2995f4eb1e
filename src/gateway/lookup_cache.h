// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/phone_lookup.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gateway {

/// Keeps what lookups found for a while, in memory only, so that the same phone is not paid for at each login. One lookup
/// at a time runs for a number: another one for the same waits for it and shares its result, even a failure. Personal data
/// (lookup_result::report) is neither kept nor shared, and must be asked of the source. Thread-safe.
class lookup_cache {
public:
    using clock = std::chrono::steady_clock;

    static constexpr std::size_t capacity = 10'000; ///< numbers; beyond it the oldest is dropped
    /// How long an answer counts that was paid for and leaves something unknown; `keep_for` may be shorter.
    static constexpr std::chrono::minutes keep_incomplete_for{1};

    explicit lookup_cache(std::function<clock::time_point()> now = clock::now) : m_now{std::move(now)} {}

    /// The kept result when it is young enough and holds all that `request` wants (asked for the same way); else asks
    /// `source`, unless `may_ask` says no, which is called right before, with no lock held. A complete answer counts for
    /// `keep_for`; one that was paid for and lacks something, even all, for keep_incomplete_for. `from_cache` of the answer
    /// says which (its `requests` is 0 then). Whoever waits for another's lookup returns an incomplete result at `until`, or
    /// soon after `stop` is requested; whoever asks is bound by the source's own deadlines. An incomplete result says why in
    /// `detail`.
    lookup_result look_up(
        phone_lookup& source, const lookup_request& request, std::chrono::seconds keep_for,
        clock::time_point until, const std::stop_token& stop,
        const std::function<bool()>& may_ask = [] { return true; });

private:
    /// What was asked beyond the number.
    struct question {
        lookup_set wanted;
        std::optional<std::chrono::sys_days> enrolled;
        std::chrono::days ported_within;
        unsigned consent = 0; ///< its method; 0: none

        explicit question(const lookup_request& request);
        [[nodiscard]] bool covers(const question& other) const;
    };
    struct kept_result {
        question about;
        clock::time_point since;
        lookup_result result; ///< without report

        [[nodiscard]] std::chrono::seconds counts_for(std::chrono::seconds keep_for) const;
    };
    struct running_lookup;
    struct entry {
        std::vector<kept_result> kept;           ///< the newest last
        std::shared_ptr<running_lookup> running; ///< null: none
    };

    lookup_result ask(phone_lookup& source, const lookup_request& request, std::chrono::seconds keep_for,
                      const std::stop_token& stop, const std::function<bool()>& may_ask,
                      running_lookup& running);
    void keep(const lookup_request& request, lookup_result result, std::chrono::seconds keep_for);
    void end(std::string_view number, running_lookup& running) noexcept;

    std::function<clock::time_point()> m_now;
    std::mutex m_mutex;
    std::map<std::string, entry, std::less<>> m_entries; ///< by phone number; each has `kept` or `running`
};

} // namespace gateway
