#include "state/store.h"

#include "state/database.h"
#include "state/database_file.h"
#include "state/phone_key.h"
#include "support/log.h"

#include <exception>
#include <future>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <unistd.h>

namespace state {

using support::log;
using support::severity;

namespace {

constexpr std::chrono::seconds between_tries{1};
constexpr std::chrono::hours between_forgetting{1};
constexpr std::chrono::minutes between_databases{
    1}; // a disk that spoils each of them must not be filled with them

std::size_t room_for(const change& what) {
    const bool is_event = std::holds_alternative<send>(what) || std::holds_alternative<login>(what) ||
                          std::holds_alternative<failure>(what);
    return is_event ? store::capacity : 2 * store::capacity;
}

store_options with_clocks(store_options options) {
    if (!options.now)
        options.now = [] {
            return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
        };
    if (!options.elapsed)
        options.elapsed = std::chrono::steady_clock::now;
    return options;
}

} // namespace

store::store(store_options options)
    : m_options{with_clocks(std::move(options))}, m_phone_key{make_phone_key()} {
    const bool could_open = attempt([this] {
        m_loaded = m_database->load(oldest());
        m_kept = keyed_rows{m_loaded};
    });
    if (!could_open)
        load_unwritable();
    try {
        m_writer = std::thread{[this] { write_until_told(); }};
    } catch (const std::system_error& problem) {
        log(severity::error, "state: {}: nothing is written: no thread: {}", m_options.path, problem.what());
    }
}

store::~store() {
    {
        const std::lock_guard lock{m_mutex};
        m_stop = true;
    }
    m_wake.notify_one();
    if (m_writer.joinable())
        m_writer.join();
    try {
        if (const auto lost = waiting(); lost > 0)
            log(severity::error, "state: {}: {} changes could not be written and are lost", m_options.path,
                lost);
    } catch (const std::exception&) { // out of memory
    }
}

void store::add(change what) noexcept {
    try {
        if (auto* sent = std::get_if<send>(&what))
            sent->phone = hash_phone(sent->phone);
        if (auto* known = std::get_if<remembered>(&what))
            known->phone = hash_phone(known->phone);
        std::unique_lock lock{m_mutex};
        if (m_added - m_written >= room_for(what)) {
            lock.unlock();
            if (const auto count = m_drops.count(m_options.elapsed()))
                log(severity::error,
                    "state: {}: so much waits to be written that more is dropped: {} changes", m_options.path,
                    *count);
            return;
        }
        m_queue.push_back(std::move(what));
        ++m_added;
        lock.unlock();
        m_wake.notify_one();
    } catch (const std::exception&) { // out of memory: what is known lives on in the policies
    }
}

bool store::flush(std::chrono::steady_clock::time_point until) noexcept {
    try {
        std::unique_lock lock{m_mutex};
        const auto wanted = m_added;
        const auto begun = m_tries; // one that is under way may not know of a disk that works again
        const auto written = [&] { return m_written >= wanted; };
        if (written())
            return true;
        m_is_wanted = true;
        m_wake.notify_one();
        m_tried.wait_until(lock, until, [&] { return written() || m_failed_try > begun; });
        return written();
    } catch (const std::exception&) {
        return false;
    }
}

std::optional<tallies> store::count(time_point from, time_point to,
                                    std::chrono::steady_clock::time_point until) noexcept {
    try {
        auto asked =
            std::make_shared<std::promise<tallies>>(); // the writer may answer when nobody waits any more
        auto answer = asked->get_future();
        {
            const std::lock_guard lock{m_mutex};
            m_questions.emplace_back([this, asked, from, to] { asked->set_value(count_now(from, to)); });
        }
        m_wake.notify_one();
        if (answer.wait_until(until) != std::future_status::ready)
            return std::nullopt;
        return answer.get();
    } catch (const std::exception&) { // out of memory, or the store has ended
        return std::nullopt;
    }
}

std::string store::hash_phone(std::string_view digits) const noexcept {
    try {
        const std::lock_guard lock{m_mutex};
        return m_phone_key && !digits.empty() ? state::hash_phone(*m_phone_key, digits) : std::string{};
    } catch (const std::exception&) {
        return {};
    }
}

void store::write_until_told() {
    std::unique_lock lock{m_mutex};
    for (;;) {
        m_wake.wait_for(
            lock, m_is_failing ? std::chrono::milliseconds{between_tries} : between_forgetting, [this] {
                return m_stop || m_is_wanted || !m_questions.empty() || (!m_is_failing && !m_queue.empty());
            });
        const bool is_last = m_stop;
        const auto taken = m_added;
        ++m_tries;
        m_is_wanted = false;
        m_batch.insert(m_batch.end(), std::move_iterator{m_queue.begin()}, std::move_iterator{m_queue.end()});
        m_queue.clear();
        lock.unlock();
        const bool could_write = attempt([this] { write(); });
        lock.lock();
        if (could_write)
            m_written = taken;
        else
            m_failed_try = m_tries;
        m_tried.notify_all();
        const auto questions = std::exchange(m_questions, {});
        lock.unlock(); // whoever waits for a write must not wait for an answer
        for (const auto& answer : questions)
            answer();
        lock.lock();
        if (is_last)
            return;
    }
}

/// In the writer thread.
void store::write() {
    const auto now = m_options.elapsed();
    const bool forgets = !m_forgot_at || now - *m_forgot_at >= between_forgetting;
    m_database->write(m_batch, forgets ? std::optional{oldest()} : std::nullopt);
    if (forgets)
        m_forgot_at = now;
    for (const change& each : m_batch)
        m_kept.apply(each);
    m_batch.clear();
}

/// Does `work` with an open database. False when that failed, which the log then says.
template <typename Work>
bool store::attempt(Work work) noexcept {
    try {
        try {
            with_database(work);
            return true;
        } catch (const std::exception& error) {
            if (!database::is_corrupt(error))
                throw;
            begin_anew(error);
        }
        with_database(work);
        return true;
    } catch (const std::exception& error) {
        complain(error);
        return false;
    }
}

template <typename Work>
void store::with_database(Work work) {
    if (m_database != nullptr && m_database->is_gone()) {
        log(severity::error, "state: {}: somebody took it away: a new one is begun", m_options.path);
        m_database.reset();
        m_is_lost = true;
        remove_log(m_options.path);
    }
    if (m_database == nullptr)
        open();
    work();
    if (m_is_failing)
        log(severity::notice, "state: {}: it is written again", m_options.path);
    m_is_failing = false;
}

void store::open() {
    prepare_file(m_options.path);
    auto opened = std::make_unique<database>(m_options.path, !m_is_sound);
    if (auto key = opened->phone_key()) {
        const std::lock_guard lock{m_mutex};
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

void store::begin_anew(const std::exception& why) {
    const auto now = m_options.elapsed();
    if (m_set_aside_at && now - *m_set_aside_at < between_databases)
        throw std::runtime_error{std::string{"is damaged again: look after the disk: "} + why.what()};
    m_database.reset();
    const std::string aside = set_aside(m_options.path, m_options.now());
    m_set_aside_at = now;
    m_is_sound = false;
    m_is_lost = true;
    log(severity::error,
        "state: {}: damaged: {}: it is kept as {}, and a new one begun, without sends, logins and "
        "failures, and all that was not in memory",
        m_options.path, why.what(), aside);
}

/// In the writer thread, which has just written what waited, or could not.
tallies store::count_now(time_point from, time_point to) noexcept {
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

/// What was known before should count although nothing can be written.
void store::load_unwritable() noexcept {
    if (::access(m_options.path.c_str(), R_OK) != 0 || ::access(m_options.path.c_str(), W_OK) == 0)
        return; // or somebody may be writing
    try {
        database readable = database::read_only(m_options.path);
        if (auto key = readable.phone_key())
            m_phone_key = std::move(key);
        m_loaded = readable.load(oldest());
        m_kept = keyed_rows{m_loaded};
        log(severity::warning, "state: {}: what it holds is known, nothing new is kept", m_options.path);
    } catch (const std::exception& problem) {
        write_log(severity::error, problem.what());
    }
}

void store::complain(const std::exception& why) noexcept {
    m_is_failing = true;
    m_database.reset();
    try {
        if (m_complaints.count(m_options.elapsed()))
            log(severity::error,
                "state: {}: {}: {} changes wait in memory, and are lost if telesignd ends before it can be "
                "written",
                m_options.path, why.what(), waiting());
    } catch (const std::exception&) { // out of memory: the next try tells
    }
}

time_point store::oldest() const {
    return m_options.now() - m_options.keep;
}

std::uint64_t store::waiting() const {
    const std::lock_guard lock{m_mutex};
    return m_added - m_written;
}

} // namespace state
