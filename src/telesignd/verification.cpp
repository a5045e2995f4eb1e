#include "telesignd/verification.h"

#include "policy/lookup_cache.h"
#include "telesignd/phone_lookups.h"
#include "telesignd/traces.h"

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
    : m_with{with}, m_context{context}, m_who{who}, m_record{record}, m_decoy{context.times},
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
    if (m_who.is_decoy()) {
        policy::pause(m_context.times.lookup.sample(), m_context.stop);
        return std::nullopt;
    }
    const gateway::lookup_request request = make_lookup(m_who, now());
    const auto begin = steady::now();
    const auto patience = m_context.settings.telesign.request_timeout * m_who.risk.check.size();
    const gateway::lookup_result found = m_context.lookups.look_up(
        m_context.lookup, request, m_context.settings.phoneid.cache, begin + patience, m_context.stop);
    m_context.times.lookup.record(steady::now() - begin);
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

const gateway::delivery_result& verification::delivery() {
    m_own_end.reset();
    auto posted = m_watch.latest();
    if (!posted && steady::now() < next_news())
        return m_delivery;
    m_delivery = posted ? *std::move(posted) : m_gateway.delivery(m_code->reference_id, m_context.stop);
    m_next_poll = steady::now() + between_polls;
    m_tell = m_delivery.tell;
    if (!m_who.is_decoy()) {
        m_record.detail = m_delivery.detail;
        if (is_refused(m_delivery.facts))
            m_delivery.what = outcome::blocked;
    }
    return m_delivery;
}

steady::time_point verification::next_news() const noexcept {
    return m_delivery.final ? steady::time_point::max() : m_next_poll;
}

bool verification::is_refused(const gateway::phone_facts& facts) {
    if (facts.suspicious)
        m_record.risk = "suspicious activity";
    m_refusal = policy::judge_facts(facts, m_who.risk, now(), m_who.enrolled);
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
                              [this] { m_context.keep(trace_of(*m_who.known_by)); });
}

} // namespace telesignd
