#include "telesignd/login/challenge.h"

// How a login ends that got no valid code.
namespace telesignd {

using gateway::outcome;
using protocol::result;

verdict challenge::end(outcome what) const {
    if (m_own_end)
        return *m_own_end;
    switch (what) {
    case outcome::exhausted:
        return {result::attempts_used_up, "code_wrong", m_subject.words.end_tries_used_up()};
    case outcome::blocked:
        if (m_refusal)
            return refused(*m_refusal);
        return {result::not_permitted, "blocked", m_subject.words.end_blocked(m_record.reference_id)};
    case outcome::undeliverable: {
        const std::string why = m_tell.empty() ? "" : m_subject.words.told(m_tell) + ' ';
        const std::string text = why + m_subject.words.end_undeliverable(m_subject.last_digits);
        return {result::denied, "undeliverable", text, {}, text};
    }
    case outcome::refused: // ours to mend: never an outage that a policy may skip
        return {result::unavailable, "refused_by_telesign",
                m_tell.empty() ? m_subject.words.end_not_set_up() : m_subject.words.told(m_tell)};
    case outcome::rate_limited:
        return unreachable("rate_limited", way_out::recovery);
    case outcome::not_possible: // whoever can exhaust this host must not get in by it
        return unreachable("host_exhausted", way_out::none);
    default: // a reply that makes no sense is no outage: whoever can spoil replies must not get in by it
        if (m_answered)
            return unreachable("reply_unusable", way_out::none);
        return unreachable("telesign_unreachable", m_had_code ? way_out::recovery : way_out::skip);
    }
}

std::string challenge::undeliverable(gateway::channel way) const {
    return m_tell.empty() ? m_subject.words.undeliverable(way) : m_subject.words.told(m_tell);
}

verdict challenge::refused(const policy::risk_refusal& why) const {
    return {result::not_permitted, why.reason, m_subject.words.end_blocked(m_record.reference_id)};
}

/// The lookups gave no answer, and the policy wants one. When nobody answered at all, it is the outage that a code
/// would meet, too.
verdict challenge::unknown_risk(bool is_outage) const {
    if (is_outage || m_context.shared.stop.stop_requested())
        return unreachable("telesign_unreachable", is_outage ? way_out::skip : way_out::none);
    return {result::not_permitted, "risk_unknown", m_subject.words.end_blocked(m_record.reference_id)};
}

verdict challenge::unreachable(std::string_view reason, way_out most) const {
    if (m_context.shared.stop.stop_requested())
        return unanswered(no_answer::stopping, m_subject.words);
    const bool may_skip = m_subject.is_known && !m_subject.is_decoy();
    if (most == way_out::skip && m_subject.policy.outage == config::outage_policy::skip && may_skip)
        return {result::ignored, reason, {}};
    verdict end{result::unavailable, reason,
                m_tell.empty() ? m_subject.words.end_unavailable() : m_subject.words.told(m_tell)};
    if (most != way_out::none && m_subject.policy.outage == config::outage_policy::recovery)
        end.or_recovery = m_subject.words.service_unreachable();
    return end;
}

} // namespace telesignd
