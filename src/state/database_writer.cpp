// SPDX-License-Identifier: BSD-3-Clause
#include "state/database_writer.h"

#include "state/database.h"
#include "state/database_file.h"
#include "state/phone_key.h"
#include "state/store.h"
#include "support/log.h"

#include <exception>
#include <iterator>
#include <stdexcept>
#include <utility>

#include <unistd.h>

namespace state {

using support::log;
using support::severity;

namespace {

constexpr std::chrono::hours between_forgetting{1};
constexpr std::chrono::minutes between_databases{
    1}; // a disk that spoils each of them must not be filled with them

} // namespace

database_writer::database_writer(const store_options& options, std::function<std::uint64_t()> waiting)
    : m_options{options}, m_waiting{std::move(waiting)}, m_phone_key{make_phone_key()} {}

database_writer::~database_writer() = default;

records database_writer::load() {
    records loaded;
    const bool could_open = attempt([&] {
        loaded = m_database->load(oldest());
        m_kept = keyed_rows{loaded};
    });
    return could_open ? loaded : load_unwritable();
}

/// What was known before should count although nothing can be written.
records database_writer::load_unwritable() noexcept {
    if (::access(m_options.path.c_str(), R_OK) != 0 || ::access(m_options.path.c_str(), W_OK) == 0)
        return {}; // or somebody may be writing
    try {
        database readable = database::read_only(m_options.path);
        if (auto key = readable.phone_key())
            m_phone_key = std::move(key);
        records loaded = readable.load(oldest());
        m_kept = keyed_rows{loaded};
        log(severity::warning, "state: {}: it can be read but not written", m_options.path);
        return loaded;
    } catch (const std::exception& problem) {
        write_log(severity::error, problem.what());
        return {};
    }
}

bool database_writer::write(std::vector<change> more) noexcept {
    m_batch.insert(m_batch.end(), std::move_iterator{more.begin()}, std::move_iterator{more.end()});
    return attempt([this] { write_batch(); });
}

void database_writer::write_batch() {
    const auto now = m_options.elapsed();
    const bool forgets = !m_forgot_at || now - *m_forgot_at >= between_forgetting;
    m_database->write(m_batch, forgets ? std::optional{oldest()} : std::nullopt);
    if (forgets)
        m_forgot_at = now;
    for (const change& each : m_batch)
        m_kept.apply(each);
    m_batch.clear();
}

tallies database_writer::count(time_point from, time_point to) noexcept {
    tallies all;
    all.is_complete = attempt([&] { all.rows = m_database->count(from, to); });
    if (!all.is_complete)
        all.rows.clear();
    try {
        add_waiting(all, m_batch, from, to);
    } catch (const std::exception&) { // out of memory
        all.is_complete = false;
    }
    return all;
}

login_list database_writer::list_logins(const login_query& query) noexcept {
    login_list all;
    all.is_complete = attempt([&] { all.rows = m_database->list_logins(query); });
    if (!all.is_complete)
        all.rows.clear();
    try {
        add_waiting(all, m_batch, query);
    } catch (const std::exception&) { // out of memory
        all.is_complete = false;
    }
    return all;
}

std::string database_writer::hash_phone(std::string_view digits) const noexcept {
    try {
        const std::lock_guard lock{m_key_mutex};
        return m_phone_key && !digits.empty() ? state::hash_phone(*m_phone_key, digits) : std::string{};
    } catch (const std::exception&) {
        return {};
    }
}

/// Does `work` with an open database. False when that failed, which the log then says.
template <typename Work>
bool database_writer::attempt(Work work) noexcept {
    try {
        try {
            with_database(work);
            return true;
        } catch (const std::exception& error) {
            if (!database::is_corrupt(error))
                throw;
            recreate(error);
        }
        with_database(work);
        return true;
    } catch (const std::exception& error) {
        log_failure(error);
        return false;
    }
}

template <typename Work>
void database_writer::with_database(Work work) {
    if (m_database != nullptr && m_database->is_gone()) {
        log(severity::error, "state: {}: it was removed: a new one is created", m_options.path);
        m_database.reset();
        m_is_lost = true;
        remove_log(m_options.path);
    }
    if (m_database == nullptr)
        open();
    work();
    if (m_is_failing)
        log(severity::notice, "state: {}: it can be written again", m_options.path);
    m_is_failing = false;
}

void database_writer::open() {
    prepare_file(m_options.path);
    auto opened = std::make_unique<database>(m_options.path, !m_is_sound);
    if (auto key = opened->phone_key()) {
        const std::lock_guard lock{m_key_mutex};
        m_phone_key = std::move(key);
    } else { // it is new
        m_is_lost = true;
        if (m_phone_key) // only this thread ever sets it
            opened->set_phone_key(*m_phone_key);
    }
    if (m_is_lost) {
        auto rows = m_kept.all();
        m_batch.insert(m_batch.begin(), std::move_iterator{rows.begin()}, std::move_iterator{rows.end()});
        m_is_lost = false;
    }
    m_is_sound = true;
    m_database = std::move(opened);
}

void database_writer::recreate(const std::exception& error) {
    const auto now = m_options.elapsed();
    if (m_set_aside_at && now - *m_set_aside_at < between_databases)
        throw std::runtime_error{std::string{"is damaged again: check the disk: "} + error.what()};
    m_database.reset();
    const std::string aside = set_aside(m_options.path, m_options.now());
    m_set_aside_at = now;
    m_is_sound = false;
    m_is_lost = true;
    log(severity::error,
        "state: {}: damaged: {}: it is kept as {}, and a new one is created, without sends, logins and "
        "failures, and all that was not in memory",
        m_options.path, error.what(), aside);
}

void database_writer::log_failure(const std::exception& error) noexcept {
    m_is_failing = true;
    m_database.reset();
    try {
        if (m_failure_log.count(m_options.elapsed()))
            log(severity::error,
                "state: {}: {}: {} changes wait in memory, and are lost if telesignd ends before it can be "
                "written",
                m_options.path, error.what(), m_waiting());
    } catch (const std::exception&) { // out of memory: the next try tells
    }
}

time_point database_writer::oldest() const {
    return m_options.now() - m_options.keep;
}

} // namespace state
