// SPDX-License-Identifier: BSD-3-Clause
#include "state/store.h"

#include "state/database_writer.h"
#include "support/log.h"

#include <exception>
#include <future>
#include <system_error>
#include <utility>

namespace state {

using support::log;
using support::severity;

namespace {

constexpr std::chrono::seconds between_tries{1};
constexpr std::chrono::hours between_writes{1}; // at most: old rows are to go

std::size_t room_for(const change& added) {
    const bool is_event = std::holds_alternative<send>(added) || std::holds_alternative<login>(added) ||
                          std::holds_alternative<failure>(added);
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
    : m_options{with_clocks(std::move(options))}, m_writer{std::make_unique<database_writer>(
                                                      m_options, [this] { return waiting(); })} {
    m_loaded = m_writer->load();
    try {
        m_thread = std::thread{[this] { write_until_stopped(); }};
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
    if (m_thread.joinable())
        m_thread.join();
    try {
        if (const auto lost = waiting(); lost > 0)
            log(severity::error, "state: {}: {} changes could not be written and are lost", m_options.path,
                lost);
    } catch (const std::exception&) { // out of memory
    }
}

void store::add(change added) noexcept {
    try {
        if (auto* sent = std::get_if<send>(&added))
            sent->phone = hash_phone(sent->phone);
        if (auto* known = std::get_if<remembered>(&added))
            known->phone = hash_phone(known->phone);
        if (auto* reset = std::get_if<limits_reset>(&added))
            reset->phone = hash_phone(reset->phone);
        std::unique_lock lock{m_mutex};
        if (m_added - m_written >= room_for(added)) {
            lock.unlock();
            if (const auto count = m_drops.count(m_options.elapsed()))
                log(severity::error, "state: {}: too much is waiting to be written: {} changes were dropped",
                    m_options.path, *count);
            return;
        }
        m_queue.push_back(std::move(added));
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

/// Has the writer's thread answer a question. Nothing when it has not at `until`.
template <typename Answer, typename Question>
std::optional<Answer> store::ask_writer(Question question,
                                        std::chrono::steady_clock::time_point until) noexcept {
    try {
        auto asked =
            std::make_shared<std::promise<Answer>>(); // the writer may answer when nobody waits any more
        auto answer = asked->get_future();
        {
            const std::lock_guard lock{m_mutex};
            m_questions.emplace_back([this, asked, question] { asked->set_value(question(*m_writer)); });
        }
        m_wake.notify_one();
        if (answer.wait_until(until) != std::future_status::ready)
            return std::nullopt;
        return answer.get();
    } catch (const std::exception&) { // out of memory, or the store has ended
        return std::nullopt;
    }
}

std::optional<tallies> store::count(time_point from, time_point to,
                                    std::chrono::steady_clock::time_point until) noexcept {
    return ask_writer<tallies>([from, to](database_writer& writer) { return writer.count(from, to); }, until);
}

std::optional<login_list> store::list_logins(const login_query& query,
                                             std::chrono::steady_clock::time_point until) noexcept {
    try {
        return ask_writer<login_list>([query](database_writer& writer) { return writer.list_logins(query); },
                                      until);
    } catch (const std::exception&) { // out of memory
        return std::nullopt;
    }
}

std::string store::hash_phone(std::string_view digits) const noexcept {
    return m_writer->hash_phone(digits);
}

void store::write_until_stopped() {
    std::unique_lock lock{m_mutex};
    for (;;) {
        const bool is_failing = m_writer->is_failing();
        m_wake.wait_for(lock, is_failing ? std::chrono::milliseconds{between_tries} : between_writes, [&] {
            return m_stop || m_is_wanted || !m_questions.empty() || (!is_failing && !m_queue.empty());
        });
        const bool is_last = m_stop;
        const auto taken = m_added;
        ++m_tries;
        m_is_wanted = false;
        std::vector<change> more = std::exchange(m_queue, {});
        const auto questions = std::exchange(m_questions, {}); // later ones may know of changes not in `more`
        lock.unlock();
        const bool could_write = m_writer->write(std::move(more));
        lock.lock();
        if (could_write)
            m_written = taken;
        else
            m_failed_try = m_tries;
        m_tried.notify_all();
        lock.unlock(); // whoever waits for a write must not wait for an answer
        for (const auto& answer : questions)
            answer();
        lock.lock();
        if (is_last)
            return;
    }
}

std::uint64_t store::waiting() const {
    const std::lock_guard lock{m_mutex};
    return m_added - m_written;
}

} // namespace state
