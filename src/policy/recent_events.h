// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <utility>
#include <vector>

namespace policy {

/// Records when something happened, by key. Events are added in order of time. Not thread-safe.
template <typename Key>
class recent_events {
public:
    using clock = std::chrono::steady_clock;

    /// In keys. Beyond it the one that has been quiet for longest is dropped, so that memory is bounded and nobody refused.
    static constexpr std::size_t capacity = 100'000;

    recent_events() = default;
    recent_events(const recent_events&) = delete; // the map refers to the list's keys
    recent_events& operator=(const recent_events&) = delete;
    ~recent_events() = default;

    /// Returns the times of one key, the oldest first.
    [[nodiscard]] const std::vector<clock::time_point>& of(const Key& key) const {
        static const std::vector<clock::time_point> none;
        const auto found = m_by_key.find(key);
        return found == m_by_key.end() ? none : found->second->times;
    }

    /// Adds an event, and forgets what is older than `max_age`.
    void add(const Key& key, clock::time_point time, clock::duration max_age) {
        while (!m_entries.empty() && (time - m_entries.front().times.back() >= max_age ||
                                      (m_entries.size() >= capacity && !m_by_key.contains(key))))
            forget(m_entries.begin());
        const auto found = m_by_key.find(key);
        if (found == m_by_key.end()) {
            m_entries.push_back({key, {time}});
            m_by_key.emplace(std::cref(m_entries.back().key), std::prev(m_entries.end()));
            return;
        }
        auto& of_key = found->second->times;
        std::erase_if(of_key, [&](clock::time_point old) { return time - old >= max_age; });
        of_key.push_back(time);
        m_entries.splice(m_entries.end(), m_entries, found->second);
    }

    /// Removes one event that was added.
    void remove(const Key& key, clock::time_point time) {
        const auto found = m_by_key.find(key);
        if (found == m_by_key.end())
            return;
        auto& of_key = found->second->times;
        if (const auto one = std::find(of_key.begin(), of_key.end(), time); one != of_key.end())
            of_key.erase(one);
        if (of_key.empty())
            forget(found->second);
    }

    void forget(const Key& key) {
        if (const auto found = m_by_key.find(key); found != m_by_key.end())
            forget(found->second);
    }

    /// Forgets every key that is_gone(key).
    template <typename Predicate>
    void forget_if(Predicate is_gone) {
        for (auto each = m_entries.begin(); each != m_entries.end();) {
            const iterator one = each++;
            if (is_gone(one->key))
                forget(one);
        }
    }

    /// Calls look(key, times) for each key, the one with the newest event first, until it returns false.
    template <typename Look>
    void for_each(Look look) const {
        for (auto each = m_entries.rbegin(); each != m_entries.rend(); ++each)
            if (!look(each->key, each->times))
                return;
    }

    [[nodiscard]] std::size_t keys() const noexcept { return m_by_key.size(); }

private:
    struct entry {
        Key key;
        std::vector<clock::time_point> times; ///< never empty, the oldest first
    };
    using iterator = typename std::list<entry>::iterator;

    void forget(iterator position) {
        m_by_key.erase(position->key);
        m_entries.erase(position);
    }

    std::list<entry> m_entries; ///< by the time of the last event; each owns its key
    std::map<std::reference_wrapper<const Key>, iterator, std::less<Key>> m_by_key;
};

} // namespace policy
