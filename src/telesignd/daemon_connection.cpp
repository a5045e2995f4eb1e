// SPDX-License-Identifier: BSD-3-Clause
// What a program gets that has connected to the daemon.

#include "support/log.h"
#include "telesignd/control/commands.h"
#include "telesignd/conversation.h"
#include "telesignd/daemon.h"
#include "telesignd/login/login.h"
#include "telesignd/login/subject.h"
#include "telesignd/peer.h"
#include "telesignd/text/prompts.h"

#include <memory>

namespace telesignd {

using support::log;
using support::severity;

namespace {

constexpr std::chrono::seconds request_patience{5}; // the module sends its request right after connecting

/// In the language of whoever a login seems to be about: its account is not looked up to refuse it.
prompts words_for(const login_request& login, const configuration& in_force, const languages& texts) {
    return prompts{texts.find(language_of(login.service, typed_name(login, in_force.settings),
                                          in_force.settings, *in_force.phones))};
}

} // namespace

void daemon::serve(support::unique_fd socket, const peer& caller, login_places::place place) {
    try {
        conversation conversation{std::move(socket), m_stop_event.get(), m_reexec_event.get()};
        login_places::place mine{std::move(place)}; // whose silence ends before the socket is closed
        const auto request =
            conversation.receive_request(std::chrono::steady_clock::now() + request_patience);
        mine.end_silence();
        if (!request) {
            log(severity::warning, "a program (pid {}, uid {}) connected and sent no request: {}", caller.pid,
                caller.uid,
                request.error() == no_answer::violation ? conversation.fault()
                                                        : std::string{"no request came"});
            conversation.send_verdict(protocol::result::service_error, {});
            return;
        }
        std::visit([&](const auto& asked) { run(conversation, asked, caller, mine); }, *request);
    } catch (const std::exception& problem) {
        // The connection closes without a verdict, which the module takes as a refusal.
        log(severity::error, "a login ended: {}", problem.what());
    }
}

void daemon::serve(pending_login login, login_places::place place) {
    try {
        conversation conversation{std::move(login.socket), m_stop_event.get(), m_reexec_event.get()};
        login_places::place mine{std::move(place)};
        const auto in_force = m_configuration.current();
        go_on_with_login(conversation, login, context_of(in_force, mine));
    } catch (const std::exception& problem) {
        log(severity::error, "a login ended: {}", problem.what());
    }
}

void daemon::run(conversation& conversation, const login_request& login, const peer& caller,
                 login_places::place& place) {
    const auto in_force = m_configuration.current();
    if (place.begin_login())
        return run_login(conversation, login, caller, context_of(in_force, place));
    if (const auto count = m_refused_logins.count(std::chrono::steady_clock::now()))
        log(severity::warning,
            "logins are refused ({}): too many are in progress; [daemon] max_logins is the limit", *count);
    conversation.send_verdict(protocol::result::unavailable, words_for(login, *in_force, m_texts).end_busy());
}

void daemon::run(conversation& conversation, const command_request& command, const peer& caller,
                 login_places::place& place) {
    if (!place.begin_command())
        return conversation.send_done(protocol::result::unavailable, prompts{}.end_busy());
    const auto in_force = m_configuration.current();
    run_command(conversation, command, caller, command_context_of(in_force));
}

/// On the accepting thread, which waits for nobody: a request that is not there yet is not looked at.
void daemon::refuse_at_once(support::unique_fd socket, const peer& caller) {
    if (const auto count = m_refused_connections.count(std::chrono::steady_clock::now()))
        log(severity::warning,
            "connections are refused ({}; the last by pid {}, uid {}): [daemon] max_logins_per_user limits "
            "those of a uid that is not root's, and max_logins those that send no request",
            *count, caller.pid, caller.uid);
    conversation conversation{std::move(socket), m_stop_event.get()};
    const auto request = conversation.receive_request(std::chrono::steady_clock::now());
    if (request && std::holds_alternative<command_request>(*request))
        return conversation.send_done(protocol::result::unavailable, prompts{}.end_busy());
    const auto in_force = m_configuration.current();
    const prompts words = request ? words_for(std::get<login_request>(*request), *in_force, m_texts)
                                  : prompts{m_texts.find(in_force->settings.otp.language)};
    if (caller.uid == 0)
        conversation.send_verdict(protocol::result::unavailable, words.end_busy());
    else
        conversation.send_verdict(protocol::result::not_permitted, words.end_too_many_logins());
}

policy::found_account daemon::find_account(const std::string& name) {
    return m_users.find_account(name, std::chrono::steady_clock::now() + user_database::timeout,
                                m_stop.get_token());
}

services daemon::make_services() {
    return {.times = m_times,
            .lookup_cache = m_lookup_cache,
            .codes = m_codes,
            .deliveries = m_deliveries,
            .remembered = m_remembered,
            .send_limits = m_send_limits,
            .lockouts = m_lockouts,
            .recovery_codes = m_recovery_codes,
            .texts = m_texts,
            .stop = m_stop.get_token(),
            .record = [this](state::change change) { m_store.add(std::move(change)); },
            .flush = [this](std::chrono::milliseconds timeout) { return flush(timeout); },
            .find_account = [this](const std::string& name) { return find_account(name); },
            .membership_of =
                [this](const policy::account& user, const std::string& group, deadline until) {
                    return m_users.membership_of(user, group, until, m_stop.get_token());
                }};
}

login_context daemon::context_of(const std::shared_ptr<configuration>& in_force, login_places::place& place) {
    return {.settings = in_force->settings,
            .phones = *in_force->phones,
            .gateway = *in_force->gateway,
            .lookup = *in_force->lookup,
            .shared = m_services,
            .complete =
                [this, in_force](const std::string& reference_id) {
                    m_completions.add({in_force, in_force->gateway.get()}, reference_id);
                },
            .phone_now =
                [this](const std::string& account) {
                    return phone_of(*m_configuration.current()->phones, account);
                },
            .park =
                [this, &place](pending_login login) {
                    park({std::move(login), std::move(place)});
                },
            .take_place = [&place](const std::string& account) { return place.hold(account); },
            .release_place = [&place] { place.release_account(); }};
}

bool daemon::flush(std::chrono::milliseconds timeout) noexcept {
    return m_store.flush(std::chrono::steady_clock::now() + timeout);
}

command_context daemon::command_context_of(const std::shared_ptr<configuration>& in_force) {
    return {
        .settings = in_force->settings,
        .phones = *in_force->phones,
        .gateway = *in_force->gateway,
        .lookup = *in_force->lookup,
        .shared = m_services,
        .now = policy::remembered_logins::wall_clock(),
        .count = [this](auto from, auto to, auto until) { return m_store.count(from, to, until); },
        .list_logins = [this](const auto& query, auto until) { return m_store.list_logins(query, until); },
        .reload = [this] { return reload_now(); }};
}

} // namespace telesignd
