// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/challenge.h"

#include "support/log.h"
#include "telesignd/login/other_logins.h"
#include "telesignd/login/records.h"
#include "telesignd/login/send_code.h"

#include <algorithm>
#include <utility>

// How a login comes by a code.
namespace telesignd {

namespace {

using gateway::channel;
using gateway::outcome;
using support::log;
using support::severity;
using steady = std::chrono::steady_clock;

constexpr int requests_of_first_code =
    4; // by each of the three channels, and one in the place of a forwarded call
constexpr int requests_of_another_code = 2;

/// A request that left no trace at the provider is not billed, so it does not count either: who tries again and again
/// during an outage, or while the provider refuses the credentials, is not shut out by that.
bool was_not_sent(const gateway::send_result& sent) {
    return sent.outcome == outcome::rate_limited || sent.outcome == outcome::not_possible ||
           sent.outcome == outcome::refused ||
           (sent.outcome == outcome::unavailable && !sent.answered && !sent.fate_unknown);
}

} // namespace

std::optional<verdict> challenge::join() {
    const auto is_acceptable = [this](const pending_code& code) {
        return !m_text_only || code.channel == channel::sms;
    };
    const auto wait = patience_of(m_conversation, m_context, requests_of_first_code);
    auto found =
        m_context.shared.codes.join(m_subject.place, m_subject.otp.reuse_pending, is_acceptable, wait);
    if (auto* const code = std::get_if<std::shared_ptr<pending_code>>(&found)) {
        take(std::move(*code), true);
        if (!m_subject.is_decoy())
            m_record.detail = "joined the code of an earlier login";
        return std::nullopt;
    }
    if (auto* const turn = std::get_if<pending_codes::turn>(&found)) {
        m_turn.emplace(std::move(*turn));
        return std::nullopt;
    }
    if (const auto* const other = std::get_if<pending_codes::failure>(&found)) {
        if (!m_subject.is_decoy()) {
            m_record.detail = "waited for the code of an earlier login, which could not be sent";
            m_record.reference_id = other->reference_id;
        }
        if (other->end.result ==
            protocol::result::ignored) // by its policy: this login's may be another by now
            return unreachable(other->end.reason, fallback::skip);
        return other->end;
    }
    return waited_in_vain(wait, m_subject.words);
}

void challenge::end_turn(const std::optional<verdict>& end) {
    // A program that is gone says nothing about codes: another login sends its own.
    if (m_turn && end && end->result != protocol::result::conversation_error)
        m_turn->fail_with({*end, m_record.reference_id});
    m_turn.reset();
}

outcome challenge::send(channel channel) {
    if (ends_here(refuse_moved(m_context, m_subject)))
        return outcome::blocked;
    if (!has_code())
        return send_in_turn(channel);
    std::optional<pending_codes::turn> turn;
    if (const auto joined = join_newer(m_text_only ? channel::sms : channel, turn))
        return *joined;
    return send_in_turn(channel);
}

/// Of two logins that share a code and want another, one sends it. Nothing: it is this login's turn.
std::optional<outcome> challenge::join_newer(channel channel, std::optional<pending_codes::turn>& turn) {
    const auto is_acceptable = [&](const pending_code& code) {
        return code.channel == channel && code.sent_at > m_code->sent_at;
    };
    const auto wait = patience_of(m_conversation, m_context, requests_of_another_code);
    auto found =
        m_context.shared.codes.join(m_subject.place, m_subject.otp.reuse_pending, is_acceptable, wait);
    if (auto* const mine = std::get_if<pending_codes::turn>(&found)) {
        turn.emplace(std::move(*mine));
        return std::nullopt;
    }
    if (auto* const code = std::get_if<std::shared_ptr<pending_code>>(&found)) {
        take(std::move(*code), true);
        return outcome::sent;
    }
    m_user_message = {};
    m_answered = true; // by the other login: no outage that a policy may skip
    return outcome::unavailable;
}

outcome challenge::send_in_turn(channel channel) {
    const outcome outcome = send_by(m_text_only ? channel::sms : channel);
    const bool is_overheard = m_text_only && has_code() && m_used != channel::sms;
    if (!is_overheard)
        return outcome;
    give_up(); // whoever the calls are forwarded to has heard it
    m_code.reset();
    const bool may_go_on = outcome == outcome::sent || outcome == outcome::undeliverable;
    return may_go_on ? send_by(channel::sms) : outcome;
}

outcome challenge::send_by(channel channel) {
    m_own_end.reset();
    if (!m_limits.reserve(channel))
        return on_limited();
    const auto begin = m_context.shared.times.clock.now();
    const gateway::send_result sent = send_code(m_gateway, m_subject, channel, m_context.shared.stop);
    if (!m_subject.is_decoy())
        note(sent, m_context.shared.times.clock.now() - begin);
    const bool is_counted = !was_not_sent(sent);
    if (!is_counted)
        m_limits.give_back();
    m_context.shared.record(record_of(m_subject, channel, sent.outcome, is_counted));
    m_user_message = sent.user_message;
    m_answered = sent.answered;
    const outcome outcome = on_sent(channel, sent);
    if (outcome != outcome::sent)
        return outcome;
    auto code = std::make_shared<pending_code>(channel, sent.reference_id, steady::now(),
                                               tries_of_code(m_subject.otp),
                                               m_subject.otp.verify_code == config::code_maker::local);
    m_context.shared.codes.add(m_subject.place, code);
    take(std::move(code), false);
    return outcome;
}

/// For decoys.
void challenge::note(const gateway::send_result& sent, steady::duration took) const {
    if (m_context.shared.stop.stop_requested())
        return;
    m_context.shared.times.health.record(gateway::provider_health::kind::send, gateway::end_of(sent, took));
    if (sent.outcome == outcome::sent)
        m_context.shared.times.send.record(took);
}

/// Notes what a request for a code has brought, and judges it.
outcome challenge::on_sent(channel channel, const gateway::send_result& sent) {
    if (m_subject.is_decoy())
        return sent.outcome;
    ++m_record.sends;
    m_record.detail = sent.detail;
    m_record.channel = gateway::name_of(channel);
    if (!sent.reference_id.empty() &&
        (sent.outcome == outcome::sent || m_record.reference_id.empty() || sent.outcome == outcome::blocked))
        m_record.reference_id = sent.reference_id;
    if (is_refused(sent.facts))
        return outcome::blocked;
    m_text_only = m_text_only || policy::needs_text_message(sent.facts, m_subject.risk);
    return sent.outcome;
}

outcome challenge::on_limited() {
    m_own_end = m_limits.end_limited();
    m_user_message = {};
    if (has_code() && m_code->is_closed())
        m_code.reset(); // no other will come in its place
    if (has_code())     // the login goes on, and its audit line may tell of something else
        log(severity::notice, "no further code for {}: {}", m_subject.account, m_limits.tripped());
    return outcome::rate_limited;
}

std::optional<std::chrono::seconds> challenge::cooldown() const {
    const bool is_lost = m_code->is_closed() || m_delivery.outcome == outcome::undeliverable;
    return is_lost ? std::nullopt : m_limits.cooldown(m_code->sent_at);
}

void challenge::take(std::shared_ptr<pending_code> code, bool is_joined) {
    m_code = std::move(code);
    m_used = m_code->channel;
    m_has_joined = is_joined;
    m_had_code = true;
    m_delivery = {};
    m_next_poll = {};
    m_may_have_missed_callbacks = false;
    if (m_subject.is_decoy())
        return m_decoy.join(m_used);
    m_subscription = {m_context.shared.deliveries, m_code->reference_id};
    m_record.channel = gateway::name_of(m_used);
    m_record.reference_id = m_code->reference_id;
}

/// No more than TeleSign takes, whatever [otp] says: with more, the right code would be wrong.
unsigned challenge::tries_of_code(const config::otp_settings& otp) noexcept {
    return std::min(otp.attempts, gateway::decoy_verifier::tries_per_code);
}

void challenge::give_up() const noexcept {
    if (m_code != nullptr)
        m_code->close();
}

} // namespace telesignd
