// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/daemon.h"

#include "support/log.h"
#include "telesignd/restore_state.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>

namespace telesignd {

using support::log;
using support::severity;

namespace {

constexpr std::chrono::milliseconds stop_patience{4000}; // SIGTERM ends the daemon within 5 s
constexpr std::chrono::milliseconds flush_patience{500};
constexpr std::chrono::milliseconds accept_pause{100};

support::unique_fd checked(int descriptor, const char* what) {
    if (descriptor < 0)
        throw std::system_error{errno, std::generic_category(), what};
    return support::unique_fd{descriptor};
}

support::unique_fd signals_as_descriptor() {
    sigset_t wanted;
    ::sigemptyset(&wanted);
    for (const int each : {SIGTERM, SIGINT, SIGHUP, SIGUSR1})
        ::sigaddset(&wanted, each);
    return checked(::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK), "signalfd");
}

} // namespace

daemon::daemon(int listening_socket, live_configuration& configuration, const languages& texts)
    : m_listening{listening_socket}, m_configuration{configuration}, m_texts{texts},
      m_store{{.path = configuration.current()->settings.database,
               .keep = configuration.current()->settings.keep}},
      m_callbacks{configuration, m_deliveries}, m_signals{signals_as_descriptor()},
      m_stop_event{checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")},
      m_reexec_event{checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")} {
    const auto in_force = configuration.current();
    restore(m_store.take_loaded(), m_store, in_force->settings, *in_force->phones, clock_times::now(),
            {m_send_limits, m_lockouts, m_remembered, m_recovery_codes});
}

exit_reason daemon::run() {
    exit_reason end;
    do {
        end.is_reexec = serve_until_told();
    } while (end.is_reexec && !prepare_reexec());
    if (end.is_reexec && is_stop_pending()) // nobody takes over, and those that have parked are denied below
        end.is_reexec = false;
    if (!end.is_reexec)
        ::sd_notify(0, "STOPPING=1");
    end.is_complete = finish();
    handover left{{}, m_codes.all(), m_times.past()};
    {
        const std::lock_guard lock{m_mutex};
        for (parked_login& each : m_parked)
            left.logins.push_back(std::move(each.login));
        m_parked.clear();
    }
    if (end.is_reexec)
        end.left = std::move(left);
    return end;
}

/// True when another program is to go on.
bool daemon::serve_until_told() {
    for (;;) {
        pollfd waiting[] = {{m_signals.get(), POLLIN, 0}, {m_listening, POLLIN, 0}};
        if (::poll(waiting, 2, -1) < 0 && errno != EINTR)
            throw std::system_error{errno, std::generic_category(), "poll"};
        if (waiting[0].revents != 0)
            if (const order wanted = handle_signal(); wanted != order::none)
                return wanted ==
                       order::reexec; // whoever connects now waits in the socket for the next program
        if (waiting[1].revents != 0)
            accept_login();
    }
}

daemon::order daemon::handle_signal() {
    signalfd_siginfo received{};
    if (::read(m_signals.get(), &received, sizeof received) != sizeof received)
        return order::none;
    if (received.ssi_signo == SIGUSR1)
        return order::reexec;
    if (received.ssi_signo != SIGHUP)
        return order::stop;
    const std::lock_guard lock{m_mutex};
    m_reload_wanted = true;
    if (m_reloading)
        return order::none; // the thread under way looks again when it is done
    // In a thread of its own, so that reading a large phone book delays no login.
    const int error = start_thread([this] { reload(); });
    m_reloading = error == 0;
    if (error != 0)
        log(severity::error, "reload failed: {}", ::strerrordesc_np(error));
    return order::none;
}

void daemon::reload() {
    std::unique_lock lock{m_mutex};
    while (m_reload_wanted) {
        m_reload_wanted = false;
        lock.unlock();
        static_cast<void>(reload_now());
        lock.lock();
    }
    m_reloading = false;
    m_finished.push_back(::pthread_self());
    m_ended.notify_all();
}

load_result daemon::reload_now() noexcept {
    const std::lock_guard one_at_a_time{m_reload_mutex};
    ::sd_notify(0, "RELOADING=1");
    load_result result = reload_once();
    ::sd_notify(0, "READY=1");
    return result;
}

load_result daemon::reload_once() noexcept {
    try {
        load_result result = m_configuration.load();
        if (!result.is_in_force) {
            log(severity::error, "reload failed: the previous configuration stays in force");
            return result;
        }
        if (const auto moved = take_callbacks(); !moved) {
            result.problems.push_back(moved.error() + ": callbacks are accepted at the previous address");
            log(severity::error, "{}", result.problems.back());
        }
        return result;
    } catch (const std::exception& problem) {
        log(severity::error, "reload failed: {}", problem.what());
        return {false, {}, {problem.what()}};
    }
}

tl::expected<void, std::string> daemon::take_callbacks() {
    return m_callbacks.listen(m_configuration.current()->settings.callback);
}

void daemon::accept_login() {
    join_finished();
    support::unique_fd socket{::accept4(m_listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
    if (!socket) {
        if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED)
            return;
        log(severity::error, "a login cannot be accepted: {}", ::strerrordesc_np(errno));
        // Out of descriptors or memory: the connection stays in the backlog; do not spin on it.
        pollfd signal{m_signals.get(), POLLIN, 0};
        ::poll(&signal, 1, static_cast<int>(accept_pause.count()));
        return;
    }
    const auto caller = peer_of(socket.get());
    if (!caller)
        return log(severity::error, "a login is refused: {}", caller.error());
    auto place = m_places.open(caller->uid, socket.get());
    if (!place)
        return refuse_at_once(std::move(socket), *caller);
    start_login([this, socket = std::move(socket), caller = *caller, place = *std::move(place)]() mutable {
        serve(std::move(socket), caller, std::move(place));
    });
}

void daemon::begin_login() {
    const std::lock_guard lock{m_mutex};
    ++m_logins;
}

/// `error`: errno's value of a thread that could not be started; 0: it was.
void daemon::report_start(int error) {
    if (error == 0)
        return;
    {
        const std::lock_guard lock{m_mutex};
        --m_logins;
    }
    // The connection is closed already, which the module takes as a refusal.
    log(severity::error, "a login cannot be served: {}", ::strerrordesc_np(error));
}

void daemon::end_login() {
    const std::lock_guard lock{m_mutex};
    --m_logins;
    m_finished.push_back(::pthread_self());
    m_ended.notify_all();
}

/// Joined, not detached: what libraries do at a thread's end must be over before the process's own end.
void daemon::join_finished() {
    std::vector<pthread_t> finished;
    {
        const std::lock_guard lock{m_mutex};
        finished.swap(m_finished);
    }
    for (const pthread_t each : finished)
        ::pthread_join(each, nullptr);
}

bool daemon::finish() {
    m_stop.request_stop();
    ::eventfd_write(m_stop_event.get(), 1);
    std::unique_lock lock{m_mutex};
    if (m_logins > 0)
        log(severity::notice, "stopping: {} logins in progress are denied", m_logins);
    const bool is_over =
        m_ended.wait_for(lock, stop_patience, [this] { return m_logins == 0 && !m_reloading; });
    if (!is_over || m_users.left_behind() > 0) {
        lock.unlock();
        m_store.flush(std::chrono::steady_clock::now() + flush_patience); // nothing is destroyed
        return false;
    }
    lock.unlock();
    join_finished();
    return true;
}

} // namespace telesignd
