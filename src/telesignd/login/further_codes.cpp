// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/further_codes.h"

#include "telesignd/login/channel_order.h"

#include <algorithm>

namespace telesignd {

using gateway::channel;
using gateway::outcome;

std::optional<channel> further_codes::next_channel() const {
    return channel_after(m_codes.used(), m_subject.otp.channels);
}

std::optional<verdict> further_codes::send(channel wanted) {
    --m_question.resends_left;
    const outcome result = m_codes.send(wanted);
    const bool may_go_on = result == outcome::sent || result == outcome::undeliverable ||
                           result == outcome::unavailable || result == outcome::rate_limited;
    if (!may_go_on || !m_codes.has_code())
        return m_codes.end(result);
    if (m_codes.text_only() && wanted != channel::sms)
        m_notice = m_codes.limits().text_only() ? m_subject.words.calls_not_allowed()
                                                : m_subject.words.calls_forwarded();
    if (result == outcome::undeliverable)
        add_line(m_notice, m_codes.undeliverable(wanted));
    const std::string limited = result == outcome::rate_limited ? m_codes.limits().notice() : std::string{};
    if (result == outcome::sent)
        add_line(m_notice,
                 m_codes.has_joined() ? m_codes.joined() : m_subject.words.sent_again(m_codes.used()));
    else
        add_line(m_notice, limited.empty() ? m_subject.words.resend_failed() : limited);
    return std::nullopt;
}

std::optional<verdict> further_codes::replace_undelivered() {
    const std::string notice = m_codes.undeliverable(m_codes.used()) + '\n';
    const auto next = next_channel();
    if (!next || m_question.resends_left == 0 || m_record.attempts >= m_subject.otp.attempts)
        return m_codes.end(outcome::undeliverable);
    if (auto end = send(*next))
        return end;
    m_notice.insert(0, notice);
    return std::nullopt;
}

std::optional<verdict> further_codes::tell_delivery() {
    const gateway::delivery_result& status = m_codes.delivery();
    if (status.outcome == outcome::blocked)
        return m_codes.end(outcome::blocked);
    if (status.outcome == outcome::sent || status.outcome == outcome::undeliverable)
        m_notice = m_subject.words.delivery(
            status.user_message, m_codes.used(),
            m_question.resends_left > 0 && (status.outcome == outcome::undeliverable || status.unconfirmed),
            !m_codes.text_only());
    else
        m_notice = m_subject.words.delivery_unknown();
    return std::nullopt;
}

deadline further_codes::next_look() const {
    if (!m_subject.otp.next_channel_after || m_question.has_typed || m_codes.used() != channel::voice ||
        !next_channel())
        return deadline::max();
    return std::max(m_codes.sent_at() + *m_subject.otp.next_channel_after, m_codes.next_status());
}

std::optional<verdict> further_codes::look_after_call() {
    const outcome found = m_codes.delivery().outcome;
    if (found == outcome::blocked)
        return m_codes.end(outcome::blocked);
    if (found != outcome::undeliverable || m_conversation.is_gone())
        return std::nullopt;
    const outcome result = m_codes.send(*next_channel());
    const bool is_final = result == outcome::blocked || result == outcome::refused || !m_codes.has_code();
    return is_final ? std::optional{m_codes.end(result)} : std::nullopt;
}

} // namespace telesignd
