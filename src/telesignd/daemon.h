// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/decoy.h"
#include "gateway/lookup_cache.h"
#include "policy/lockouts.h"
#include "policy/recovery_codes.h"
#include "policy/remembered_logins.h"
#include "policy/send_limits.h"
#include "state/store.h"
#include "support/rate_limited_log.h"
#include "support/unique_fd.h"
#include "telesignd/callbacks.h"
#include "telesignd/completions.h"
#include "telesignd/configuration.h"
#include "telesignd/control/command.h"
#include "telesignd/handover.h"
#include "telesignd/login/delivery_tracker.h"
#include "telesignd/login/login.h"
#include "telesignd/login/records.h"
#include "telesignd/login_places.h"
#include "telesignd/peer.h"
#include "telesignd/services.h"
#include "telesignd/small_thread.h"
#include "telesignd/text/languages.h"
#include "telesignd/user_database.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include <pthread.h>
#include <tl/expected.hpp>

namespace telesignd {

/// How a daemon's run has ended.
struct exit_reason {
    bool is_reexec = false; ///< told by SIGUSR1: the program that is installed now is to go on (reexec.h)
    bool is_complete =
        true; ///< false: a login did not end in time, and the process must end without destroying anything
    handover left = {}; ///< for that program
};

/// Accepts logins and commands and runs each in a thread of its own until it is told to stop.
class daemon {
public:
    /// All must outlive the object. `configuration` is loaded. The caller has blocked SIGTERM, SIGINT,
    /// SIGHUP and SIGUSR1 in every thread. Throws std::system_error when the kernel has no descriptors left.
    daemon(int listening_socket, live_configuration& configuration, const languages& texts);

    /// Takes TeleSign's callbacks where the configuration says. The error says what is wrong and the remedy.
    tl::expected<void, std::string> take_callbacks();

    /// Goes on with what another telesignd has left. To be called once, before run().
    void go_on(handover before);

    /// Serves until SIGTERM or SIGINT, which deny pending logins; SIGHUP reloads. At SIGUSR1 logins that wait for their users
    /// are left to the program that goes on, and those that wait for the network have four seconds to come that far, while
    /// new ones wait in the socket.
    exit_reason run();

private:
    /// What a signal tells the daemon.
    enum class order { none, stop, reexec };

    bool serve_until_told();
    order handle_signal();
    void reload();
    load_result reload_now() noexcept;
    load_result reload_once() noexcept;
    void accept_login();
    template <typename Work>
    void start_login(Work serve) {
        begin_login();
        report_start(start_thread([this, serve = std::move(serve)]() mutable {
            serve();
            end_login();
        }));
    }
    void report_start(int error);
    void serve(support::unique_fd socket, const peer& caller, login_places::place place);
    void run(conversation& conversation, const login_request& login, const peer& caller,
             login_places::place& place);
    void run(conversation& conversation, const command_request& command, const peer& caller,
             login_places::place& place);
    login_context context_of(const std::shared_ptr<configuration>& in_force, login_places::place& place);
    bool flush(std::chrono::milliseconds timeout) noexcept;
    services make_services();
    command_context command_context_of(const std::shared_ptr<configuration>& in_force);
    policy::found_account find_account(const std::string& name);
    void refuse_at_once(support::unique_fd socket, const peer& caller);
    void serve(pending_login login, login_places::place place);
    static bool is_stop_pending();
    bool prepare_reexec();
    /// A login that waits for the program that goes on, with the place that it keeps if none does.
    struct parked_login {
        pending_login login;
        login_places::place place;
    };
    void park(parked_login parked);
    void resume(parked_login parked);
    void park_logins();
    bool finish();
    void begin_login();
    void end_login();
    void join_finished();

    const int m_listening;
    live_configuration& m_configuration;
    const languages& m_texts;
    state::store m_store; ///< ends after all that writes to it
    gateway::verifier_times m_times;
    gateway::lookup_cache m_lookup_cache;
    policy::remembered_logins m_remembered;
    policy::send_limits m_send_limits;
    policy::lockouts m_lockouts{std::chrono::steady_clock::now,
                                [this](const policy::lockout_key& who, auto when, bool locked) {
                                    const state::failure guess = record_of_guess(who, when);
                                    m_store.add(guess);
                                    if (locked)
                                        m_store.add(record_of_lock(guess));
                                }};
    policy::recovery_codes m_recovery_codes{
        [this](const std::string& user, std::span<const policy::recovery_code> codes, bool anew) {
            if (anew)
                m_store.add(state::removal{state::removal::kind::recovery_codes, user});
            for (const policy::recovery_code& each : codes)
                m_store.add(record_of(user, each));
        }};
    pending_codes m_codes;
    delivery_tracker m_deliveries;
    callback_listener m_callbacks;
    completions m_completions;
    user_database m_users;
    login_places m_places{[this] {
        const auto in_force = m_configuration.current();
        const config::daemon_settings& limits = in_force->settings.daemon;
        return login_places::bounds{limits.max_logins, limits.max_logins_per_user};
    }};
    support::rate_limited_log m_refused_logins;
    support::rate_limited_log m_refused_connections;
    support::unique_fd m_signals;
    support::unique_fd
        m_stop_event;        ///< readable from the moment of stopping: wakes logins that wait for a person
    std::stop_source m_stop; ///< wakes logins that wait for the network
    const services m_services{make_services()};
    support::unique_fd
        m_reexec_event; ///< readable from the moment of a renewal: wakes logins that wait for a person

    std::mutex m_reload_mutex; ///< held while the configuration is read anew

    std::mutex m_mutex; ///< of all below
    std::condition_variable m_ended;
    unsigned m_logins = 0;
    bool m_is_parking = false;          ///< else a login goes on here
    std::vector<parked_login> m_parked; ///< for the program that goes on
    std::vector<pthread_t> m_finished;  ///< threads that have nothing left to do but to end
    bool m_reload_wanted = false;
    bool m_reloading = false;
};

} // namespace telesignd
