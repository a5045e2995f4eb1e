// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/challenge.h"

#include "gateway/lookup_cache.h"
#include "telesignd/login/phone_lookups.h"
#include "telesignd/login/records.h"

#include <string>
#include <utility>

namespace telesignd {

namespace {

using gateway::outcome;
using steady = std::chrono::steady_clock;

constexpr std::chrono::seconds between_polls{5};

std::chrono::sys_seconds now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

} // namespace

challenge::challenge(const conversation& conversation, const login_context& context, const subject& subject,
                     audit_record& record)
    : m_conversation{conversation}, m_context{context}, m_subject{subject}, m_record{record},
      m_decoy_context{context.shared.times, context.gateway, context.settings.telesign.api_key,
                      context.settings.telesign.request_timeout},
      m_decoy{m_decoy_context}, m_decoy_lookup{m_decoy_context},
      m_gateway{subject.is_decoy() ? static_cast<gateway::verifier&>(m_decoy) : context.gateway},
      m_limits{context, subject}, m_text_only{m_limits.text_only()} {}

std::optional<verdict> challenge::may_begin() {
    if (auto end = m_limits.refuse_login())
        return end;
    // A code that cannot be sent costs no lookups either, unless it need not be sent.
    const bool joins = m_context.shared.codes.has(m_subject.place, m_subject.otp.reuse_pending);
    if (!m_subject.risk.check.empty() && !joins && !m_limits.has_place(m_subject.otp.channels.front()))
        return m_limits.end_limited();
    return look_up_phone();
}

std::optional<verdict> challenge::look_up_phone() {
    if (m_subject.risk.check.empty())
        return std::nullopt;
    const auto found = make_lookups();
    return found ? judge_lookups(*found) : m_limits.end_limited();
}

/// What the lookups tell, or have told lately; nothing when [limits] leaves them no send. Those of a user without a phone
/// are kept as others are, so that the next login takes as long as the next one with a phone.
std::optional<gateway::lookup_result> challenge::make_lookups() {
    gateway::verifier_times& times = m_context.shared.times;
    gateway::lookup_request request = make_lookup(m_subject, now());
    if (m_subject.is_decoy())
        request.phone_number = m_subject.account;
    gateway::phone_lookup& source = m_subject.is_decoy() ? m_decoy_lookup : m_context.lookup;
    gateway::lookup_cache& kept = m_subject.is_decoy() ? times.decoy_lookups : m_context.shared.lookup_cache;
    bool is_limited = false;
    std::optional<steady::time_point> begin;
    const auto may_ask = [&] {
        is_limited = !m_limits.reserve_lookup();
        begin = times.clock.now();
        return !is_limited;
    };
    const auto until =
        steady::now() + m_context.settings.telesign.request_timeout * m_subject.risk.check.size();
    auto found = kept.look_up(source, request, m_context.settings.phoneid.cache, until, m_context.shared.stop,
                              may_ask);
    if (is_limited)
        return std::nullopt;
    if (!begin)
        return found;
    if (found.billed == 0)
        m_limits.give_back_lookup();
    if (m_subject.is_decoy() || m_context.shared.stop.stop_requested())
        return found;
    const auto took = times.clock.now() - *begin;
    times.health.record(gateway::provider_health::kind::lookup, gateway::end_of(found, took));
    if (found.complete)
        times.lookup.record(took);
    return found;
}

std::optional<verdict> challenge::judge_lookups(const gateway::lookup_result& found) {
    if (m_subject.is_decoy()) {
        const bool may_go_on = found.complete || m_subject.risk.on_unknown == config::unknown_policy::allow;
        return may_go_on ? std::nullopt : std::optional{unknown_risk(!found.answered)};
    }
    m_record.lookups += found.requests;
    if (is_refused(found.facts)) {
        m_record.reference_id = found.reference_id;
        return refused(*m_refusal);
    }
    if (found.blocked) {
        m_record.reference_id = found.reference_id;
        m_record.detail = found.detail;
        return end(outcome::blocked);
    }
    m_text_only = m_text_only || policy::needs_text_message(found.facts, m_subject.risk);
    const std::string missing = missing_from(found, m_subject.risk);
    if (const std::string unknown = describe_unknown(missing, found); !unknown.empty())
        m_record.risk = "unknown: " + unknown;
    if (found.complete && missing.empty())
        return std::nullopt;
    if (m_subject.risk.on_unknown == config::unknown_policy::allow && !m_context.shared.stop.stop_requested())
        return std::nullopt;
    m_record.reference_id = found.reference_id;
    return unknown_risk(!found.complete && !found.answered);
}

void challenge::end_lookups() {
    if (m_limits.end_lookup())
        m_context.shared.record(record_of_lookups(m_subject));
}

void challenge::park(open_question& into) const {
    into.is_known = m_subject.is_known;
    into.phone = m_subject.phone;
    into.code = m_code;
    into.has_joined = m_has_joined;
    into.had_code = m_had_code;
    into.text_only = m_text_only;
    into.is_lost = m_delivery.outcome == outcome::undeliverable;
    into.is_final = m_delivery.final;
}

void challenge::go_on(const open_question& from) {
    m_text_only = m_text_only || from.text_only;
    if (from.code != nullptr) {
        const audit_record before = m_record; // a later code, which could not be sent, may be its last one
        take(from.code, from.has_joined);
        m_record = before;
    }
    if (from.is_lost)
        m_delivery.outcome = outcome::undeliverable;
    m_delivery.final = from.is_final;
    m_may_have_missed_callbacks = from.code != nullptr;
    m_had_code = from.had_code;
}

const gateway::delivery_result& challenge::delivery() {
    m_own_end.reset();
    auto posted = m_subscription.latest();
    if (!posted && steady::now() < next_status())
        return m_delivery;
    m_delivery =
        posted ? *std::move(posted) : m_gateway.delivery(m_code->reference_id, m_context.shared.stop);
    m_next_poll = steady::now() + between_polls;
    m_user_message = m_delivery.user_message;
    if (!m_subject.is_decoy()) {
        m_record.detail = m_delivery.detail;
        if (is_refused(m_delivery.facts))
            m_delivery.outcome = outcome::blocked;
    }
    return m_delivery;
}

steady::time_point challenge::next_status() const noexcept {
    return m_delivery.final ? steady::time_point::max() : m_next_poll;
}

bool challenge::is_refused(const gateway::phone_facts& facts) {
    if (facts.suspicious)
        m_record.risk = "suspicious activity";
    m_refusal = policy::judge_facts(facts, m_subject.risk, now(), m_subject.risk.enrolled);
    if (m_refusal)
        m_record.risk = m_refusal->detail;
    return m_refusal.has_value();
}

/// Of TeleSign's own codes the check is the completion (TeleSign's page "Complete verification").
bool challenge::is_to_be_completed() const noexcept {
    switch (m_subject.otp.completion) {
    case config::completion_policy::automatic:
        return m_code->is_own;
    case config::completion_policy::always:
        return true;
    case config::completion_policy::never:
        break;
    }
    return false;
}

void challenge::complete() const {
    if (is_to_be_completed() && !m_subject.is_decoy())
        m_context.complete(m_code->reference_id);
    if (!m_subject.known_by)
        return;
    m_context.shared.remembered.remember(*m_subject.known_by, m_context.settings.remember,
                                         [this] { m_context.shared.record(record_of(*m_subject.known_by)); });
}

} // namespace telesignd
