// SPDX-License-Identifier: BSD-3-Clause
// How a daemon leaves its logins to the telesignd that is installed now, and goes on with those of the one before.

#include "support/log.h"
#include "telesignd/daemon.h"
#include "telesignd/login/other_logins.h"

#include <signal.h>
#include <sys/eventfd.h>

namespace telesignd {

using support::log;
using support::severity;

namespace {

// A module that has just connected wants a sign of life within 20 s: this, a stop, a start, and up to 10 s that the user
// database may take.
constexpr std::chrono::seconds reexec_timeout{4};
constexpr std::chrono::milliseconds flush_timeout{500};
constexpr std::chrono::milliseconds between_looks{100};

} // namespace

/// Whether the daemon was told to stop, by a signal that nobody has read yet.
bool daemon::is_stop_pending() {
    sigset_t pending;
    return ::sigpending(&pending) == 0 &&
           (::sigismember(&pending, SIGTERM) == 1 || ::sigismember(&pending, SIGINT) == 1);
}

/// Waits until no login is under way but those that have parked, for so long.
void daemon::park_logins() {
    {
        const std::lock_guard lock{m_mutex};
        m_is_parking = true;
    }
    ::eventfd_write(m_reexec_event.get(), 1);
    const auto until = std::chrono::steady_clock::now() + reexec_timeout;
    std::unique_lock lock{m_mutex};
    const std::size_t logins = m_logins + m_parked.size();
    lock.unlock();
    log(severity::notice,
        "the upgraded telesignd takes over when no login waits for the network (logins in progress: {})",
        logins);
    lock.lock();
    while (!m_ended.wait_for(lock, between_looks, [this] { return m_logins == 0; }) && !is_stop_pending() &&
           std::chrono::steady_clock::now() < until) {
    }
}

/// Parks logins. Returns false when this program has to go on, with them: the next one knows of locks, of what was sent and
/// of used recovery codes what is on disk.
bool daemon::prepare_reexec() {
    park_logins();
    if (is_stop_pending() || flush(flush_timeout))
        return true;
    log(severity::error,
        "the upgraded telesignd does not take over: {} cannot be written; free some space, then send SIGUSR1 "
        "again, or restart telesignd",
        m_configuration.current()->settings.database);
    std::vector<parked_login> parked;
    eventfd_t count = 0;
    ::eventfd_read(m_reexec_event.get(), &count);
    {
        const std::lock_guard lock{m_mutex};
        m_is_parking = false;
        parked.swap(m_parked);
    }
    for (parked_login& each : parked)
        resume(std::move(each));
    return false;
}

/// A login that was about to park when parking ended goes on here.
void daemon::park(parked_login parked) {
    {
        const std::lock_guard lock{m_mutex};
        if (m_is_parking)
            return m_parked.push_back(std::move(parked));
    }
    resume(std::move(parked));
}

/// In a thread of its own, from its question on.
void daemon::resume(parked_login parked) {
    start_login([this, parked = std::move(parked)]() mutable {
        serve(std::move(parked.login), std::move(parked.place));
    });
}

void daemon::go_on(handover before) {
    for (auto& [place, code] : before.codes)
        m_codes.add(place, std::move(code));
    m_times.restore(before.times);
    for (pending_login& each : before.logins) // they have their places before anybody else asks for one
        if (auto place = m_places.open(each.caller.uid, each.socket.get())) {
            place->end_silence();
            if (place->begin_login() &&
                (each.caller.uid != 0 || place->hold(holder_of(each.request, each.record.account))))
                resume({std::move(each), *std::move(place)});
        }
}

} // namespace telesignd
