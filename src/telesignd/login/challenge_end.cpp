// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/challenge.h"

// How a login ends that got no valid code.
namespace telesignd {

using gateway::outcome;
using protocol::result;

verdict challenge::end(outcome outcome) const {
    if (m_own_end)
        return *m_own_end;
    switch (outcome) {
    case outcome::exhausted:
        return {result::attempts_used_up, "code_wrong", m_subject.words.end_tries_used_up()};
    case outcome::blocked:
        if (m_refusal)
            return refused(*m_refusal);
        return {result::not_permitted, "blocked", m_subject.words.end_blocked(m_record.reference_id)};
    case outcome::undeliverable: {
        std::string text = m_subject.words.told(m_user_message);
        add_line(text, m_subject.words.end_undeliverable(m_subject.last_digits));
        return {result::denied, "undeliverable", text, {}, text};
    }
    case outcome::refused: // ours to mend: never an outage that a policy may skip
        return {result::unavailable, "refused_by_telesign",
                m_user_message.empty() ? m_subject.words.end_not_set_up()
                                       : m_subject.words.told(m_user_message)};
    case outcome::rate_limited:
        return unreachable("rate_limited", fallback::recovery);
    case outcome::not_possible: // whoever can exhaust this host must not get in by it
        return unreachable("host_exhausted", fallback::none);
    default: // a reply that makes no sense is no outage: whoever can spoil replies must not get in by it
        if (m_answered)
            return unreachable("reply_unusable", fallback::none);
        return unreachable("telesign_unreachable", m_had_code ? fallback::recovery : fallback::skip);
    }
}

std::string challenge::undeliverable(gateway::channel channel) const {
    return m_user_message.empty() ? m_subject.words.undeliverable(channel)
                                  : m_subject.words.told(m_user_message);
}

std::string challenge::joined() const {
    const unsigned left = tries_left();
    return left > 0 && left < tries_of_code(m_subject.otp) ? m_subject.words.joined(left)
                                                           : m_subject.words.joined();
}

verdict challenge::refused(const policy::risk_refusal& refusal) const {
    return {result::not_permitted, refusal.reason, m_subject.words.end_blocked(m_record.reference_id)};
}

/// The lookups gave no answer, and the policy wants one. When nobody answered at all, it is the outage that a code
/// would meet, too.
verdict challenge::unknown_risk(bool is_outage) const {
    if (is_outage || m_context.shared.stop.stop_requested())
        return unreachable("telesign_unreachable", is_outage ? fallback::skip : fallback::none);
    return {result::not_permitted, "risk_unknown", m_subject.words.end_blocked(m_record.reference_id)};
}

verdict challenge::unreachable(std::string_view reason, fallback most) const {
    if (m_context.shared.stop.stop_requested())
        return unanswered(no_answer::stopping, m_subject.words);
    const bool may_skip = m_subject.is_known && !m_subject.is_decoy();
    if (most == fallback::skip && m_subject.policy.outage == config::outage_policy::skip && may_skip)
        return {result::ignored, reason, {}};
    verdict end{result::unavailable, reason,
                m_user_message.empty() ? m_subject.words.end_unavailable()
                                       : m_subject.words.told(m_user_message)};
    if (most != fallback::none && m_subject.policy.outage == config::outage_policy::recovery)
        end.or_recovery = m_subject.words.service_unreachable();
    return end;
}

} // namespace telesignd
