// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "state/login_list.h"
#include "state/records.h"
#include "state/tally.h"
#include "support/rate_limited_log.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace state {

class database_writer;

/// How a store works.
struct store_options {
    std::string path;                                  ///< [state] database
    std::chrono::seconds keep = std::chrono::days{90}; ///< [state] keep: rows that are older go
    std::function<time_point()> now = {};              ///< the wall clock; empty: the system's
    std::function<std::chrono::steady_clock::time_point()> elapsed = {}; ///< empty: the steady clock
};

/// Keeps on disk what must survive a restart: a thread of its own writes, at once, all that waits in one transaction.
/// Nothing here throws, and no caller sees an error of the disk: what cannot be written waits in memory and is tried again
/// each second, with an error in the log each minute. A process that is killed loses what it added in the last second at
/// most. Thread-safe.
class store {
public:
    /// Events that may wait; more are dropped, and the log says so. The other changes have as much room again.
    static constexpr std::size_t capacity = 100'000;
    /// The longest that a login may wait for the disk.
    static constexpr std::chrono::milliseconds flush_timeout{50};

    /// Opens the database, or makes it; a corrupt one is set aside. All errors are logged.
    explicit store(store_options options);
    /// Writes what waits, if the disk takes it, and closes the database.
    ~store();
    store(const store&) = delete;
    store& operator=(const store&) = delete;

    /// What the database held when it was opened, younger than `keep`; empty when it could not be read. To be taken once,
    /// before other threads use the object.
    records take_loaded() noexcept { return std::move(m_loaded); }

    /// Adds what is to survive. Never waits for the disk. Of phones only the hash is kept.
    void add(change added) noexcept;

    /// Waits until all that this thread added before is in the file, so that it survives the process. False at `until`,
    /// and as soon as a try to write that began after the call has failed.
    bool flush(std::chrono::steady_clock::time_point until) noexcept;

    /// Counts what happened at `from` and later, and before `to`: all that was added before the call, also what is not
    /// in the file yet. The writer does it between two writes, so a span should be short: a day. Nothing when that was
    /// not done at `until`.
    std::optional<tallies> count(time_point from, time_point to,
                                 std::chrono::steady_clock::time_point until) noexcept;

    /// Lists logins as count() counts them; the span should be as short.
    std::optional<login_list> list_logins(const login_query& query,
                                          std::chrono::steady_clock::time_point until) noexcept;

    /// How the digits of a phone number are kept. The key lives in the database: another one, another hash.
    [[nodiscard]] std::string hash_phone(std::string_view digits) const noexcept;

private:
    template <typename Answer, typename Question>
    std::optional<Answer> ask_writer(Question question, std::chrono::steady_clock::time_point until) noexcept;
    void write_until_stopped();
    [[nodiscard]] std::uint64_t waiting() const;

    const store_options m_options;
    const std::unique_ptr<database_writer> m_writer; ///< for m_thread; before it begins, the constructor's
    records m_loaded;

    mutable std::mutex m_mutex; ///< of all below
    std::condition_variable m_wake;
    std::condition_variable m_tried;
    std::vector<change> m_queue;
    std::uint64_t m_added = 0;
    std::uint64_t m_written = 0;                    ///< of those
    std::uint64_t m_tries = 0;                      ///< that were begun
    std::uint64_t m_failed_try = 0;                 ///< the last of them that failed
    std::vector<std::function<void()>> m_questions; ///< for the thread
    bool m_is_wanted = false;                       ///< somebody waits in flush()
    bool m_stop = false;
    support::rate_limited_log m_drops;

    std::thread m_thread; ///< the last: it uses all above
};

} // namespace state
