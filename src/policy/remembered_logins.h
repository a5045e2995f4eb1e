// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace policy {

/// A login with a valid code.
struct remembered_login {
    std::string account;
    std::string address; ///< literal, whole, as inet_ntop(3) writes it
    std::string service;
    std::string phone; ///< digits: a new phone must be verified again
    std::chrono::sys_seconds since{};
};

/// The logins for which [remember] asks no further code. How long they count and which services share them, the
/// configuration says at the time of find(). In memory; all() and restore() carry them over a restart. Thread-safe.
class remembered_logins {
public:
    static constexpr std::size_t capacity = 10'000; ///< logins; beyond it the oldest is dropped

    /// The wall clock, because it runs on while the machine sleeps. A login from the future does not count.
    static std::chrono::sys_seconds wall_clock();
    explicit remembered_logins(std::function<std::chrono::sys_seconds()> now = wall_clock)
        : m_now{std::move(now)} {}

    /// Called for a change, in order, under the mutex: it must return at once and call no member of this class.
    using listener = std::function<void()>;

    /// Records a login now, which `since` is set to. Does nothing, and does not call `notify`, if the rules remember nobody.
    void remember(
        remembered_login login, const config::remember_settings& rules, const listener& notify = [] {});

    /// Returns the newest login of the same account, address and phone that still counts, at the service or one that shares
    /// its logins. Does not renew it.
    [[nodiscard]] std::optional<remembered_login> find(const remembered_login& wanted,
                                                       const config::remember_settings& rules) const;

    /// Returns all that still count, by account, address and service.
    [[nodiscard]] std::vector<remembered_login> all(const config::remember_settings& rules) const;

    /// Adds a login that all() has returned before, as old as it is.
    void restore(remembered_login login);

    /// Returns how many were removed.
    std::size_t forget(
        std::string_view account, const listener& notify = [] {});
    std::size_t forget_all(const listener& notify = [] {});

private:
    struct value {
        std::string phone;
        std::chrono::sys_seconds since;
    };
    using key = std::tuple<std::string, std::string, std::string>; ///< account, address, service

    static bool counts(const value& login, std::chrono::sys_seconds now,
                       const config::remember_settings& rules);
    void put(remembered_login login);

    const std::function<std::chrono::sys_seconds()> m_now;
    mutable std::mutex m_mutex;
    std::map<key, value> m_logins;
};

} // namespace policy
