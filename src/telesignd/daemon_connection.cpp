// What a program gets that has connected to the daemon.

#include "support/log.h"
#include "telesignd/commands.h"
#include "telesignd/conversation.h"
#include "telesignd/daemon.h"
#include "telesignd/login.h"
#include "telesignd/peer.h"
#include "telesignd/prompts.h"
#include "telesignd/subject.h"

#include <memory>

namespace telesignd {

using support::log;
using support::severity;

namespace {

constexpr std::chrono::milliseconds refusal_patience{100};
constexpr std::chrono::milliseconds disk_patience{3000}; // of a command; a stop has more
constexpr std::chrono::seconds request_patience{5}; // the module sends its request right after connecting

} // namespace

void daemon::serve(support::unique_fd socket) {
    try {
        const auto caller = peer_of(socket.get());
        conversation with{std::move(socket), m_stop_event.get()};
        if (!caller) {
            log(severity::error, "a login is refused: {}", caller.error());
            with.send_verdict(protocol::result::service_error, {});
            return;
        }
        const auto request = with.receive_request(std::chrono::steady_clock::now() + request_patience);
        if (!request) {
            log(severity::warning, "a program (pid {}, uid {}) connected and asked for nothing: {}",
                caller->pid, caller->uid,
                request.error() == no_answer::violation ? with.fault() : std::string{"no request came"});
            with.send_verdict(protocol::result::service_error, {});
            return;
        }
        const auto in_force = m_configuration.current();
        if (const auto* login = std::get_if<login_request>(&*request))
            run_login(with, *login, *caller, context_of(in_force));
        else
            run_command(with, std::get<command_request>(*request), *caller, surroundings_of(in_force));
    } catch (const std::exception& problem) {
        // The connection closes without a verdict, which the module takes as a refusal.
        log(severity::error, "a login ended: {}", problem.what());
    }
}

login_context daemon::context_of(const std::shared_ptr<configuration>& in_force) {
    return {.settings = in_force->settings,
            .phones = *in_force->phones,
            .gateway = *in_force->gateway,
            .times = m_times,
            .stop = m_stop.get_token(),
            .lookup = *in_force->lookup,
            .lookups = m_lookups,
            .codes = m_codes,
            .board = m_board,
            .memory = m_memory,
            .send_limits = m_send_limits,
            .guess_locks = m_guess_locks,
            .recovery_codes = m_recovery_codes,
            .complete =
                [this, in_force](const std::string& reference_id) {
                    m_completions.add({in_force, in_force->gateway.get()}, reference_id);
                },
            .keep = [this](state::change what) { m_store.add(std::move(what)); },
            .texts = m_texts,
            .settle = [this] { return settle(state::store::patience); },
            .phone_now =
                [this](const std::string& account) {
                    return phone_of(*m_configuration.current()->phones, account);
                }};
}

bool daemon::settle(std::chrono::milliseconds patience) noexcept {
    return m_store.flush(std::chrono::steady_clock::now() + patience);
}

command_context daemon::surroundings_of(const std::shared_ptr<configuration>& in_force) {
    return {.settings = in_force->settings,
            .phones = *in_force->phones,
            .gateway = *in_force->gateway,
            .lookup = *in_force->lookup,
            .memory = m_memory,
            .recovery_codes = m_recovery_codes,
            .send_limits = m_send_limits,
            .guess_locks = m_guess_locks,
            .now = policy::login_memory::wall_clock(),
            .stop = m_stop.get_token(),
            .keep = [this](state::change what) { m_store.add(std::move(what)); },
            .settle = [this] { return settle(disk_patience); },
            .count = [this](auto from, auto to, auto until) { return m_store.count(from, to, until); },
            .reload = [this] { return reload_now(); }};
}

void daemon::refuse(support::unique_fd socket) {
    log(severity::warning, "a login is refused: too many are under way; [daemon] max_logins is the limit");
    conversation with{std::move(socket), m_stop_event.get()};
    const auto request = with.receive_request(std::chrono::steady_clock::now() + refusal_patience);
    if (!request)
        return;
    const auto* const login = std::get_if<login_request>(&*request);
    if (login == nullptr)
        return with.send_done(protocol::result::unavailable, prompts{}.end_busy());
    const auto in_force = m_configuration.current();
    const prompts words{m_texts.find(language_of(*login, in_force->settings, *in_force->phones))};
    with.send_verdict(protocol::result::unavailable, words.end_busy());
}

} // namespace telesignd
