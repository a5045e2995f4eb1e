#pragma once

#include "gateway/phone_lookup.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

namespace policy {

/// What lookups found, for a while and in memory only, so that the same phone is not paid for at each login. One lookup
/// at a time runs for a number: whoever wants the same meanwhile waits for it and shares its result, even a failure.
/// Personal data (lookup_result::report) is never kept. For many threads.
class lookup_cache {
public:
    using clock = std::chrono::steady_clock;

    static constexpr std::size_t capacity = 10'000; ///< numbers; beyond it the oldest goes

    explicit lookup_cache(std::function<clock::time_point()> now = clock::now) : m_now{std::move(now)} {}

    /// The kept result when it is younger than `keep_for`, holds all that `request` wants and was complete; else asks
    /// `source`. `from_cache` of the answer says which (its `requests` is 0 then). Returns an incomplete result at
    /// `until`, or soon after `stop` is requested.
    gateway::lookup_result look_up(gateway::phone_lookup& source, const gateway::lookup_request& request,
                                   std::chrono::seconds keep_for, clock::time_point until,
                                   const std::stop_token& stop);

private:
    struct entry;

    std::function<clock::time_point()> m_now;
    std::mutex m_mutex;
    std::map<std::string, std::shared_ptr<entry>, std::less<>> m_entries; ///< by phone number
};

} // namespace policy
