#include "telesignd/login/recovery.h"

#include "support/text.h"
#include "telesignd/login/answer.h"
#include "telesignd/login/waiting.h"

#include <algorithm>
#include <utility>

namespace telesignd {

namespace {

using protocol::result;
using steady = std::chrono::steady_clock;

constexpr std::chrono::seconds patience{10}; // while others compute; less than a turn of the daemon may take
constexpr unsigned implausible_answers = 5;
constexpr std::size_t few = 3; // from then on the user is told

} // namespace

recovery::recovery(conversation& with, const login_context& context, const subject& who, audit_record& record)
    : m_with{with}, m_context{context}, m_who{who}, m_record{record}, m_limits{context, who} {}

std::optional<verdict> recovery::on_code(const support::secret& code, deadline until, std::string& news) {
    if (auto moved = refuse_moved(m_context, m_who))
        return moved;
    ++m_record.attempts;
    auto place = m_limits.reserve_check(patience_of(m_with, m_context));
    if (!place)
        return place.error();
    // Codes whose owner has no phone any more do not count; nobody's cost the same.
    const std::string owner = m_who.is_decoy() ? std::string{} : m_who.account;
    const auto tried = m_context.recovery_codes.use(
        owner, code.view(), std::min(until, steady::now() + patience), m_context.stop);
    if (!tried && m_context.stop.stop_requested())
        return unanswered(no_answer::stopping, m_who.words);
    if (!tried)
        return verdict{result::unavailable, "recovery_busy", m_who.words.end_busy()};
    return *tried ? let_in(**tried, *std::move(place)) : on_wrong_code(*std::move(place), news);
}

verdict recovery::let_in(std::size_t left, policy::lockouts::reservation checked) {
    if (auto locked = m_limits.admit_right_code(std::move(checked), [] {}))
        return *locked;
    m_context.settle(); // in vain with a full disk: then it is used up in memory
    m_record.recovery_left = left;
    return {result::granted, "recovery_code", left <= few ? m_who.words.recovery_codes_left(left) : ""};
}

std::optional<verdict> recovery::on_wrong_code(policy::lockouts::reservation checked, std::string& news) {
    m_limits.count_wrong_code(std::move(checked));
    if (auto locked = m_limits.refuse_locked())
        return locked;
    if (m_record.attempts < m_who.otp.attempts) {
        news = m_who.words.wrong_recovery_code(m_who.otp.attempts - m_record.attempts);
        return std::nullopt;
    }
    if (m_who.otp.attempts == 1) // as for a code from the phone
        return verdict{result::denied, "recovery_code_wrong", m_who.words.end_wrong_recovery_code()};
    return verdict{result::attempts_used_up, "recovery_code_wrong", m_who.words.end_recovery_tries_used_up()};
}

/// In an outage users without a phone do not come here, and the others are asked only for what they have. Otherwise all are
/// asked as soon as anybody has codes, so that this does not show who has.
bool recovery::is_worth_asking(const verdict& end) const {
    if (end.or_recovery.empty())
        return false;
    if (end.how == result::unavailable)
        return !m_who.is_decoy() && m_context.recovery_codes.left(m_who.account) > 0;
    return m_context.recovery_codes.anybody_has();
}

verdict recovery::ask_before(verdict end, open_question& open) {
    if (!is_worth_asking(end))
        return end;
    open.recovery = {
        steady::now() + m_who.otp.lifetime, 0, end.how, std::string{end.reason}, end.text, end.detail};
    if (!m_with.ask(support::remove_control(m_who.words.recovery_question(end.or_recovery)), m_who.otp.echo))
        return unanswered(no_answer::gone, m_who.words);
    return go_on(open);
}

verdict recovery::go_on(open_question& open) {
    recovery_question& question = *open.recovery;
    repetition repeated;
    for (std::string news;;) {
        const auto typed = m_with.await_answer(question.until);
        if (!typed)
            return unanswered(typed.error(), m_who.words);
        const answer said = read_answer(*typed);
        const auto* const spare = std::get_if<typed_recovery_code>(&said);
        const bool is_empty = std::holds_alternative<nothing>(said);
        if (repeated.is_again(*typed, spare == nullptr && !is_empty))
            return same_again(m_who.words);
        if (spare != nullptr) {
            if (auto over = on_code(spare->code, question.until, news))
                return *over;
        } else if (is_empty || ++question.implausible > implausible_answers) {
            return {question.result, question.reason, question.text, question.detail};
        } else {
            news = m_who.words.not_a_recovery_code();
        }
        if (!m_with.ask(support::remove_control(m_who.words.recovery_question(news)), m_who.otp.echo))
            return unanswered(no_answer::gone, m_who.words);
    }
}

} // namespace telesignd
