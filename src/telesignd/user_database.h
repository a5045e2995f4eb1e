// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "policy/accounts.h"
#include "support/semaphore.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace telesignd {

/// Asks the system's user database (NSS), whose services may block for as long as they like: nobody waits longer than he
/// wants to. A lookup that has not ended by then is left behind in its thread. Lookups under way are bounded, those left
/// behind included; whoever finds no room in time gets no answer. Thread-safe.
class user_database {
public:
    using clock = std::chrono::steady_clock;

    static constexpr std::chrono::seconds timeout{5}; ///< what a login gives it
    static constexpr unsigned max_lookups = 64;       ///< of accounts, and as many of groups

    /// What answers; may block.
    struct lookups {
        std::function<policy::found_account(const std::string& name)> find_account = policy::find_account;
        std::function<policy::membership(const policy::account& user, const std::string& group)>
            membership_of = policy::membership_of;
    };

    user_database() : user_database{lookups{}} {}
    explicit user_database(lookups source);
    user_database(const user_database&) = delete;
    user_database& operator=(const user_database&) = delete;
    ~user_database(); ///< does not wait for what is left behind

    /// `silent` also when no answer came until then, or `stop` ended the wait.
    policy::found_account find_account(const std::string& name, clock::time_point until,
                                       const std::stop_token& stop);

    /// `unknown` also when no answer came until then, or `stop` ended the wait.
    policy::membership membership_of(const policy::account& user, const std::string& group,
                                     clock::time_point until, const std::stop_token& stop);

    /// How many lookups are still under way that nobody waits for.
    [[nodiscard]] unsigned left_behind() const;

private:
    struct shared_state;
    template <typename Answer>
    struct question;

    template <typename Answer>
    std::optional<Answer> ask(support::semaphore& room, std::function<Answer()> look_up,
                              clock::time_point until, const std::stop_token& stop);

    std::shared_ptr<const lookups> m_lookups;
    std::shared_ptr<shared_state> m_shared; ///< with the threads that are left behind
};

} // namespace telesignd
