#include "telesignd/login/verification.h"

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

verification::verification(const conversation& with, const login_context& context, const subject& who,
                           audit_record& record)
    : m_with{with}, m_context{context}, m_who{who}, m_record{record},
      m_decoy_context{context.times, context.gateway, context.settings.telesign.api_key,
                      context.settings.telesign.request_timeout},
      m_decoy{m_decoy_context}, m_decoy_lookup{m_decoy_context},
      m_gateway{who.is_decoy() ? static_cast<gateway::verifier&>(m_decoy) : context.gateway},
      m_limits{context, who}, m_text_only{m_limits.text_only()} {}

std::optional<verdict> verification::may_begin() {
    if (auto end = m_limits.refuse_login())
        return end;
    // A code that cannot be sent costs no lookups either, unless it need not be sent.
    const bool joins = m_context.codes.has(m_who.place, m_who.otp.reuse_pending);
    if (!m_who.risk.check.empty() && !joins && !m_limits.has_place(m_who.otp.channels.front()))
        return m_limits.end_limited();
    return look_up_phone();
}

std::optional<verdict> verification::look_up_phone() {
    if (m_who.risk.check.empty())
        return std::nullopt;
    const auto found = make_lookups();
    return found ? judge_lookups(*found) : m_limits.end_limited();
}

/// What the lookups tell, or have told lately; nothing when [limits] leaves them no send. Those of a user without a phone
/// are kept as others are, so that the next login takes as long as the next one with a phone.
std::optional<gateway::lookup_result> verification::make_lookups() {
    gateway::verifier_times& times = m_context.times;
    gateway::lookup_request request = make_lookup(m_who, now());
    if (m_who.is_decoy())
        request.phone_number = m_who.account;
    gateway::phone_lookup& source = m_who.is_decoy() ? m_decoy_lookup : m_context.lookup;
    gateway::lookup_cache& kept = m_who.is_decoy() ? times.decoy_lookups : m_context.lookups;
    bool is_limited = false;
    std::optional<steady::time_point> begin;
    const auto may_ask = [&] {
        is_limited = !m_limits.reserve_lookup();
        begin = times.clock.now();
        return !is_limited;
    };
    const auto until = steady::now() + m_context.settings.telesign.request_timeout * m_who.risk.check.size();
    auto found =
        kept.look_up(source, request, m_context.settings.phoneid.cache, until, m_context.stop, may_ask);
    if (is_limited)
        return std::nullopt;
    if (!begin)
        return found;
    if (found.billed == 0)
        m_limits.give_back_lookup();
    if (m_who.is_decoy() || m_context.stop.stop_requested())
        return found;
    const auto took = times.clock.now() - *begin;
    times.health.record(gateway::provider_health::kind::lookup, gateway::end_of(found, took));
    if (found.complete)
        times.lookup.record(took);
    return found;
}

std::optional<verdict> verification::judge_lookups(const gateway::lookup_result& found) {
    if (m_who.is_decoy()) {
        const bool may_go_on = found.complete || m_who.risk.on_unknown == config::unknown_policy::allow;
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
    m_text_only = m_text_only || policy::needs_text_message(found.facts, m_who.risk);
    const std::string missing = missing_from(found, m_who.risk);
    if (const std::string unknown = describe_unknown(missing, found); !unknown.empty())
        m_record.risk = "unknown: " + unknown;
    if (found.complete && missing.empty())
        return std::nullopt;
    if (m_who.risk.on_unknown == config::unknown_policy::allow && !m_context.stop.stop_requested())
        return std::nullopt;
    m_record.reference_id = found.reference_id;
    return unknown_risk(!found.complete && !found.answered);
}

void verification::end_lookups() {
    if (m_limits.end_lookup())
        m_context.keep(trace_of_lookups(m_who));
}

void verification::park(open_question& into) const {
    into.is_known = m_who.is_known;
    into.phone = m_who.phone;
    into.code = m_code;
    into.has_joined = m_has_joined;
    into.had_code = m_had_code;
    into.text_only = m_text_only;
    into.is_lost = m_delivery.outcome == outcome::undeliverable;
    into.is_final = m_delivery.final;
}

void verification::go_on(const open_question& from) {
    m_text_only = m_text_only || from.text_only;
    if (from.code != nullptr) {
        const audit_record before = m_record; // a later code, which could not be sent, may be its last one
        take(from.code, from.has_joined);
        m_record = before;
    }
    if (from.is_lost)
        m_delivery.outcome = outcome::undeliverable;
    m_delivery.final = from.is_final;
    m_may_have_missed_news = from.code != nullptr;
    m_had_code = from.had_code;
}

const gateway::delivery_result& verification::delivery() {
    m_own_end.reset();
    auto posted = m_watch.latest();
    if (!posted && steady::now() < next_news())
        return m_delivery;
    m_delivery = posted ? *std::move(posted) : m_gateway.delivery(m_code->reference_id, m_context.stop);
    m_next_poll = steady::now() + between_polls;
    m_tell = m_delivery.user_message;
    if (!m_who.is_decoy()) {
        m_record.detail = m_delivery.detail;
        if (is_refused(m_delivery.facts))
            m_delivery.outcome = outcome::blocked;
    }
    return m_delivery;
}

steady::time_point verification::next_news() const noexcept {
    return m_delivery.final ? steady::time_point::max() : m_next_poll;
}

bool verification::is_refused(const gateway::phone_facts& facts) {
    if (facts.suspicious)
        m_record.risk = "suspicious activity";
    m_refusal = policy::judge_facts(facts, m_who.risk, now(), m_who.risk.enrolled);
    if (m_refusal)
        m_record.risk = m_refusal->detail;
    return m_refusal.has_value();
}

/// Of TeleSign's own codes the check is the completion (TeleSign's page "Complete verification").
bool verification::is_to_be_completed() const noexcept {
    switch (m_who.otp.completion) {
    case config::completion_policy::automatic:
        return m_code->is_own;
    case config::completion_policy::always:
        return true;
    case config::completion_policy::never:
        break;
    }
    return false;
}

void verification::complete() const {
    if (is_to_be_completed() && !m_who.is_decoy())
        m_context.complete(m_code->reference_id);
    if (!m_who.known_by)
        return;
    m_context.memory.remember(*m_who.known_by, m_context.settings.remember,
                              [this] { m_context.keep(record_of(*m_who.known_by)); });
}

} // namespace telesignd
