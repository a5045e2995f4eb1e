// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "state/keyed_rows.h"
#include "state/login_list.h"
#include "state/records.h"
#include "state/tally.h"
#include "support/rate_limited_log.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace state {

class database;
struct store_options;

/// Writes for the store's thread, and recovers the database from errors: opens it when it is needed, sets it aside when it
/// is damaged, and creates it again from memory when it is gone. Logs all of that. For one thread at a time, but for
/// hash_phone().
class database_writer {
public:
    /// `options` have clocks and must outlive the object. `waiting`: how many changes are not in the file, for the log.
    database_writer(const store_options& options, std::function<std::uint64_t()> waiting);
    ~database_writer();
    database_writer(const database_writer&) = delete;
    database_writer& operator=(const database_writer&) = delete;

    /// What the file holds, younger than `keep`; nothing when it cannot be read. To be called first.
    records load();

    /// Writes these, after those that could not be written before. False: all of them wait in memory.
    bool write(std::vector<change> more) noexcept;

    /// Counts what is in the file, and what waits to be written.
    tallies count(time_point from, time_point to) noexcept;

    /// Lists logins that are in the file, and that wait to be written.
    login_list list_logins(const login_query& query) noexcept;

    /// The last try to use the file failed.
    [[nodiscard]] bool is_failing() const noexcept { return m_is_failing; }

    /// As store::hash_phone().
    [[nodiscard]] std::string hash_phone(std::string_view digits) const noexcept;

private:
    records load_unwritable() noexcept;
    void write_batch();
    template <typename Work>
    bool attempt(Work work) noexcept;
    template <typename Work>
    void with_database(Work work);
    void open();
    void recreate(const std::exception& error);
    void log_failure(const std::exception& error) noexcept;
    [[nodiscard]] time_point oldest() const;

    const store_options& m_options;
    const std::function<std::uint64_t()> m_waiting;
    std::unique_ptr<database> m_database; ///< null: not open
    std::vector<change> m_batch;          ///< not written yet
    keyed_rows m_kept;                    ///< as the file has them
    bool m_is_sound = false;              ///< the file's content was looked through
    bool m_is_lost = false;               ///< the next file does not know what m_kept knows
    bool m_is_failing = false;
    std::optional<std::chrono::steady_clock::time_point> m_set_aside_at;
    std::optional<std::chrono::steady_clock::time_point> m_forgot_at;
    support::rate_limited_log m_failure_log;

    mutable std::mutex m_key_mutex;
    std::optional<bytes> m_phone_key; ///< set by the one thread only
};

} // namespace state
