// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/recovery.h"

#include "state/store.h"
#include "support/clean_lines.h"
#include "telesignd/login/answer.h"
#include "telesignd/login/other_logins.h"

#include <algorithm>
#include <utility>

namespace telesignd {

namespace {

using protocol::result;
using steady = std::chrono::steady_clock;

constexpr std::chrono::seconds patience{10}; // while others compute; less than a turn of the daemon may take
constexpr unsigned max_no_codes = 5;
constexpr std::size_t few = 3; // from then on the user is told

/// The user has no recovery code: Ctrl-C is as good as Enter.
bool is_given_up(no_answer reason) {
    return reason == no_answer::cancelled || reason == no_answer::gone || reason == no_answer::timed_out;
}

/// How the login ends without a recovery code, whose question must outlive it.
verdict first_end(const recovery_question& question) {
    verdict end{question.result, question.reason, question.text, question.detail};
    end.until = question.refused_until;
    return end;
}

} // namespace

recovery::recovery(conversation& conversation, const login_context& context, const subject& subject,
                   audit_record& record)
    : m_conversation{conversation}, m_context{context}, m_subject{subject}, m_record{record}, m_limits{
                                                                                                  context,
                                                                                                  subject} {}

std::optional<verdict> recovery::on_code(const support::secret& code, deadline until, std::string& notice) {
    if (auto moved = refuse_moved(m_context, m_subject))
        return moved;
    ++m_record.attempts;
    auto place = m_limits.reserve_check(patience_of(m_conversation, m_context));
    if (!place)
        return place.error();
    // Codes whose owner has no phone any more do not count; nobody's cost the same.
    const std::string owner = m_subject.is_decoy() ? std::string{} : m_subject.account;
    const auto tried = m_context.shared.recovery_codes.use(
        owner, code.view(), std::min(until, steady::now() + patience), m_context.shared.stop);
    if (!tried && m_context.shared.stop.stop_requested())
        return unanswered(no_answer::stopping, m_subject.words);
    if (!tried)
        return verdict{result::unavailable, "recovery_busy", m_subject.words.end_busy()};
    return *tried ? let_in(**tried, *std::move(place)) : on_wrong_code(*std::move(place), notice);
}

verdict recovery::let_in(std::size_t left, policy::lockouts::reservation checked) {
    if (auto locked = m_limits.admit_right_code(std::move(checked), [] {}))
        return *locked;
    m_context.shared.flush(
        state::store::flush_timeout); // in vain with a full disk: then it is used up in memory
    m_record.recovery_left = left;
    return {result::granted, "recovery_code", left <= few ? m_subject.words.recovery_codes_left(left) : ""};
}

std::optional<verdict> recovery::on_wrong_code(policy::lockouts::reservation checked, std::string& notice) {
    m_limits.count_wrong_code(std::move(checked));
    if (auto locked = m_limits.refuse_locked())
        return locked;
    if (m_record.attempts < m_subject.otp.attempts) {
        notice = m_subject.words.wrong_recovery_code(
            m_limits.tries_left(m_subject.otp.attempts - m_record.attempts));
        return std::nullopt;
    }
    if (m_subject.otp.attempts == 1) // as for a code from the phone
        return verdict{result::denied, "recovery_code_wrong", m_subject.words.end_wrong_recovery_code()};
    return verdict{result::attempts_used_up, "recovery_code_wrong",
                   m_subject.words.end_recovery_tries_used_up()};
}

/// In an outage users without a phone do not come here, and the others are asked only for what they have. Otherwise all are
/// asked as soon as anybody has codes, so that this does not show who has.
bool recovery::is_worth_asking(const verdict& end) const {
    if (end.or_recovery.empty())
        return false;
    if (end.result == result::unavailable)
        return !m_subject.is_decoy() && m_context.shared.recovery_codes.left(m_subject.account) > 0;
    return m_context.shared.recovery_codes.anybody_has();
}

verdict recovery::ask_before(verdict end, open_question& open) {
    if (!is_worth_asking(end))
        return end;
    open.recovery = {steady::now() + m_subject.otp.lifetime,
                     0,
                     end.result,
                     std::string{end.reason},
                     end.text,
                     end.detail,
                     end.until};
    if (!m_conversation.ask(support::clean_lines(m_subject.words.recovery_question(end.or_recovery)),
                            m_subject.otp.echo))
        return end;
    return go_on(open);
}

verdict recovery::go_on(open_question& open) {
    recovery_question& question = *open.recovery;
    repetition repeated;
    for (std::string notice;;) {
        const auto typed = m_conversation.await_answer(question.until);
        if (!typed)
            return is_given_up(typed.error()) ? first_end(question)
                                              : unanswered(typed.error(), m_subject.words);
        const answer said = read_answer(*typed);
        const auto* const recovery_code = std::get_if<typed_recovery_code>(&said);
        const bool is_empty = std::holds_alternative<empty_answer>(said);
        if (repeated.is_again(*typed, recovery_code == nullptr && !is_empty))
            return same_again(m_subject.words);
        if (recovery_code != nullptr) {
            if (auto over = on_code(recovery_code->code, question.until, notice))
                return *over;
        } else if (is_empty || ++question.no_codes > max_no_codes) {
            return first_end(question);
        } else {
            notice = m_subject.words.not_a_recovery_code();
        }
        if (!m_conversation.ask(support::clean_lines(m_subject.words.recovery_question(notice)),
                                m_subject.otp.echo))
            return first_end(question);
    }
}

} // namespace telesignd
