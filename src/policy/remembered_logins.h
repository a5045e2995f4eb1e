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

/// Somebody typed a valid code.
struct remembered_login {
    std::string account;
    std::string address; ///< literal, whole, as inet_ntop(3) writes it
    std::string service;
    std::string phone; ///< digits: another phone has to prove itself anew
    std::chrono::sys_seconds since{};
};

/// The logins that [remember] goes by. How long they count, and which services share them, is the configuration's word
/// at the time of asking. In memory; all() and restore() let a database carry them over a restart. Thread-safe.
class remembered_logins {
public:
    static constexpr std::size_t capacity = 10'000; ///< logins; beyond it the oldest goes

    /// The wall clock, because it runs on while the machine sleeps. A login from the future does not count.
    static std::chrono::sys_seconds wall_clock();
    explicit remembered_logins(std::function<std::chrono::sys_seconds()> now = wall_clock)
        : m_now{std::move(now)} {}

    /// Told of a change under the lock, so that whoever keeps them hears of all in order: it must return at once and call
    /// nothing here.
    using listener = std::function<void()>;

    /// A valid code was typed now; `since` is set to that. Nothing happens, and nothing is told, under rules that remember
    /// nobody.
    void remember(
        remembered_login login, const config::remember_settings& rules, const listener& tell = [] {});

    /// The newest login of the same account, address and phone that still counts, at the service or one that shares its
    /// memory. Finding it makes it no younger.
    [[nodiscard]] std::optional<remembered_login> find(const remembered_login& wanted,
                                                       const config::remember_settings& rules) const;

    /// All that still count, by account, address and service.
    [[nodiscard]] std::vector<remembered_login> all(const config::remember_settings& rules) const;

    /// Puts in again what all() has listed once, as old as it is.
    void restore(remembered_login login);

    /// How many went.
    std::size_t forget(
        std::string_view account, const listener& tell = [] {});
    std::size_t forget_all(const listener& tell = [] {});

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
