// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/user_database.h"

#include "support/log.h"
#include "telesignd/small_thread.h"

#include <condition_variable>
#include <cstring>
#include <exception>
#include <mutex>
#include <utility>
#include <vector>

namespace telesignd {

struct user_database::shared_state {
    support::semaphore accounts{max_lookups};
    support::semaphore groups{
        max_lookups}; ///< of their own: a directory that hangs over groups keeps nobody's name waiting

    mutable std::mutex mutex; ///< of all below
    unsigned left_behind = 0;
    std::vector<pthread_t> ended; ///< threads that were left behind, to be joined

    /// Joined, not detached: what libraries do at a thread's end must be over before the process's own end.
    void join_ended() {
        std::vector<pthread_t> threads;
        {
            const std::lock_guard lock{mutex};
            threads.swap(ended);
        }
        for (const pthread_t each : threads)
            ::pthread_join(each, nullptr);
    }
};

/// One lookup; shared by whoever waits for it and its thread.
template <typename Answer>
struct user_database::question {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::optional<Answer> answer; ///< nothing after the end: the lookup has thrown
    std::optional<pthread_t> ended;
    bool is_left_behind = false;

    void end(std::optional<Answer> given, shared_state& shared) {
        const std::lock_guard lock{mutex};
        answer = std::move(given);
        ended = ::pthread_self();
        changed.notify_all();
        if (!is_left_behind)
            return;
        const std::lock_guard shared_lock{shared.mutex};
        --shared.left_behind;
        shared.ended.push_back(::pthread_self());
    }

    /// Whether it has ended. If not, nobody may wait for it any more.
    bool await_end(clock::time_point until, const std::stop_token& stop, shared_state& shared) {
        std::unique_lock lock{mutex};
        if (changed.wait_until(lock, stop, until, [this] { return ended.has_value(); }))
            return true;
        is_left_behind = true;
        const std::lock_guard shared_lock{shared.mutex};
        ++shared.left_behind;
        return false;
    }
};

namespace {

template <typename Answer>
std::optional<Answer> answer_of(const std::function<Answer()>& look_up) {
    try {
        return look_up();
    } catch (const std::exception& problem) {
        support::log(support::severity::error, "the user database cannot be queried: {}", problem.what());
        return std::nullopt;
    }
}

} // namespace

user_database::user_database(lookups source)
    : m_lookups{std::make_shared<const lookups>(std::move(source))}, m_shared{
                                                                         std::make_shared<shared_state>()} {}

user_database::~user_database() {
    m_shared->join_ended();
}

unsigned user_database::left_behind() const {
    const std::lock_guard lock{m_shared->mutex};
    return m_shared->left_behind;
}

template <typename Answer>
std::optional<Answer> user_database::ask(support::semaphore& room, std::function<Answer()> look_up,
                                         clock::time_point until, const std::stop_token& stop) {
    m_shared->join_ended();
    auto place = room.acquire(until, stop);
    if (!place)
        return std::nullopt;
    const auto asked = std::make_shared<question<Answer>>();
    const int error = start_thread(
        [asked, shared = m_shared, place = std::move(place), look_up = std::move(look_up)]() mutable {
            auto answer = answer_of(look_up);
            place.reset(); // before `shared`, which it is a part of
            asked->end(std::move(answer), *shared);
        });
    if (error != 0) {
        support::log(support::severity::error, "the user database cannot be queried: {}",
                     ::strerrordesc_np(error));
        return std::nullopt;
    }
    if (!asked->await_end(until, stop, *m_shared))
        return std::nullopt;
    ::pthread_join(*asked->ended, nullptr);
    return std::move(asked->answer);
}

policy::found_account user_database::find_account(const std::string& name, clock::time_point until,
                                                  const std::stop_token& stop) {
    // By copies: a lookup that is left behind outlives the caller.
    auto found = ask<policy::found_account>(
        m_shared->accounts, [source = m_lookups, name] { return source->find_account(name); }, until, stop);
    if (found)
        return *std::move(found);
    return tl::unexpected{policy::no_account{policy::no_account::reason::silent, "no answer in time"}};
}

policy::membership user_database::membership_of(const policy::account& user, const std::string& group,
                                                clock::time_point until, const std::stop_token& stop) {
    const auto found = ask<policy::membership>(
        m_shared->groups, [source = m_lookups, user, group] { return source->membership_of(user, group); },
        until, stop);
    if (!found)
        support::log(support::severity::warning, "group {}: no answer in time: nobody is exempt by it",
                     group);
    return found.value_or(policy::membership::unknown);
}

} // namespace telesignd
