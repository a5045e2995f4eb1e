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

/// When something happened lately, by key. Time only goes on: nothing is older than what was added before it. Not for
/// several threads.
template <typename Key>
class recent_events {
public:
    using clock = std::chrono::steady_clock;

    /// Keys; beyond it the one goes that has been quiet for longest, so that memory stays bounded and nobody is refused.
    static constexpr std::size_t capacity = 100'000;

    recent_events() = default;
    recent_events(const recent_events&) = delete; // the map refers to the list's keys
    recent_events& operator=(const recent_events&) = delete;
    ~recent_events() = default;

    /// Of one key, the oldest first; empty when there are none.
    [[nodiscard]] const std::vector<clock::time_point>& of(const Key& key) const {
        static const std::vector<clock::time_point> none;
        const auto found = m_by_key.find(key);
        return found == m_by_key.end() ? none : found->second->when;
    }

    /// Also forgets what is older than `longest`.
    void add(const Key& key, clock::time_point when, clock::duration longest) {
        while (!m_entries.empty() && (when - m_entries.front().when.back() >= longest ||
                                      (m_entries.size() >= capacity && !m_by_key.contains(key))))
            forget(m_entries.begin());
        const auto found = m_by_key.find(key);
        if (found == m_by_key.end()) {
            m_entries.push_back({key, {when}});
            m_by_key.emplace(std::cref(m_entries.back().key), std::prev(m_entries.end()));
            return;
        }
        auto& of_key = found->second->when;
        std::erase_if(of_key, [&](clock::time_point old) { return when - old >= longest; });
        of_key.push_back(when);
        m_entries.splice(m_entries.end(), m_entries, found->second);
    }

    /// Takes back one event that was added.
    void remove(const Key& key, clock::time_point when) {
        const auto found = m_by_key.find(key);
        if (found == m_by_key.end())
            return;
        auto& of_key = found->second->when;
        if (const auto one = std::find(of_key.begin(), of_key.end(), when); one != of_key.end())
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
            const place one = each++;
            if (is_gone(one->key))
                forget(one);
        }
    }

    /// Calls look(key, when) for each key, the one with the newest event first, until it says false.
    template <typename Look>
    void for_each(Look look) const {
        for (auto each = m_entries.rbegin(); each != m_entries.rend(); ++each)
            if (!look(each->key, each->when))
                return;
    }

    [[nodiscard]] std::size_t keys() const noexcept { return m_by_key.size(); }

private:
    struct entry {
        Key key;
        std::vector<clock::time_point> when; ///< never empty, the oldest first
    };
    using place = typename std::list<entry>::iterator;

    void forget(place where) {
        m_by_key.erase(where->key);
        m_entries.erase(where);
    }

    std::list<entry> m_entries; ///< by the time of the last event; each owns its key
    std::map<std::reference_wrapper<const Key>, place, std::less<Key>> m_by_key;
};

} // namespace policy
