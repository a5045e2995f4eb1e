#include "telesignd/login/login_story.h"

#include "support/text.h"
#include "telesignd/login/answer.h"
#include "telesignd/login/channel_order.h"
#include "telesignd/login/first_code.h"
#include "telesignd/login/recovery.h"
#include "telesignd/login/verification.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace telesignd {

namespace {

using gateway::channel;
using gateway::outcome;
using protocol::result;
using steady = std::chrono::steady_clock;

// Forgiven for each login: a program that answers by itself must not ask for ever.
constexpr unsigned implausible_answers = 5;
constexpr unsigned empty_answers = 30;

class login {
public:
    login(conversation& with, const login_context& context, const subject& who, audit_record& record,
          open_question& open)
        : m_with{with}, m_context{context}, m_who{who}, m_record{record}, m_codes{with, context, who, record},
          m_recovery{with, context, who, record}, m_open{open} {}

    verdict run();
    verdict go_on();

private:
    verdict run_by_phone();
    verdict park_if_told(verdict end);
    // Each step returns a verdict when the login ends there.
    verdict ask_until_decided(bool is_asked);
    std::optional<verdict> on_answer(const support::secret& typed);
    std::optional<verdict> on_code(const support::secret& code);
    std::optional<verdict> on_wrong_code();
    std::optional<verdict> on_repeated_code();
    std::optional<verdict> on_resend(channel way);
    std::optional<verdict> on_cooldown(std::chrono::seconds left);
    std::optional<verdict> send_another(channel way);
    std::optional<verdict> on_undeliverable_after_all();
    std::optional<verdict> on_nothing();
    std::optional<verdict> on_implausible();
    std::optional<verdict> look_after_call();

    tl::expected<support::secret, verdict> await_answer();
    [[nodiscard]] deadline next_look() const;
    [[nodiscard]] std::optional<channel> next_channel() const {
        return channel_after(m_codes.used(), m_who.otp.channels);
    }
    [[nodiscard]] std::string question() const;

    conversation& m_with;
    const login_context& m_context;
    const subject& m_who;
    audit_record& m_record;
    verification m_codes;
    recovery m_recovery;
    open_question& m_open;
    repetition m_repetition;
    std::string m_news; ///< what the next prompt begins with
};

verdict login::run() {
    m_open.resends_left = m_who.otp.resends;
    m_with.send_accepted(turn_limit(m_context.settings, m_who.risk.check.size()));
    return park_if_told(m_recovery.ask_before(run_by_phone(), m_open));
}

/// From the question on that the telesignd before this one has asked.
verdict login::go_on() {
    m_codes.go_on(m_open);
    if (m_open.recovery)
        return park_if_told(m_recovery.go_on(m_open));
    return park_if_told(m_recovery.ask_before(ask_until_decided(true), m_open));
}

verdict login::park_if_told(verdict end) {
    if (end.is_parked)
        m_codes.park(m_open);
    return end;
}

verdict login::run_by_phone() {
    auto end = m_codes.may_begin();
    if (!end)
        end = get_first_code(m_codes, m_with, m_who, m_news);
    m_codes.end_lookups();
    if (end)
        return *std::move(end);
    m_open.until = steady::now() + m_who.otp.lifetime;
    return ask_until_decided(false);
}

verdict login::ask_until_decided(bool is_asked) {
    for (;; is_asked = false) {
        if (!is_asked && !m_with.ask(question(), m_who.otp.echo))
            return unanswered(no_answer::gone, m_who.words);
        m_news.clear();
        const auto typed = await_answer();
        if (!typed)
            return typed.error();
        if (auto end = on_answer(*typed))
            return *end;
    }
}

std::optional<verdict> login::on_answer(const support::secret& typed) {
    if (typed.view() == m_who.account) // the module keeps back the spelling that was typed only
        return unanswered(no_answer::withheld_user_name, m_who.words);
    const answer said = read_answer(typed);
    if (m_repetition.is_again(typed, std::holds_alternative<implausible>(said)))
        return same_again(m_who.words);
    if (const auto* code = std::get_if<typed_code>(&said))
        return on_code(code->digits);
    if (const auto* spare = std::get_if<typed_recovery_code>(&said))
        return m_recovery.on_code(spare->code, m_open.until, m_news);
    if (const auto* keyword = std::get_if<channel_keyword>(&said))
        return on_resend(keyword->way);
    if (std::holds_alternative<resend_keyword>(said))
        return on_resend(m_codes.used());
    if (std::holds_alternative<nothing>(said))
        return on_nothing();
    return on_implausible();
}

std::optional<verdict> login::on_code(const support::secret& code) {
    const auto what = m_codes.check(code);
    if (!what)
        return on_repeated_code();
    switch (*what) {
    case outcome::valid:
        m_codes.complete();
        return verdict{result::granted, "code_valid", {}};
    case outcome::wrong:
        return on_wrong_code();
    case outcome::expired:
        if (m_record.attempts >= m_who.otp.attempts || m_open.resends_left == 0)
            return verdict{result::denied, "code_expired", m_who.words.end_expired()};
        m_news = m_who.words.expired_offer();
        return std::nullopt;
    case outcome::undecided:
        if (++m_open.implausible > implausible_answers) // TeleSign may never be able to say
            return m_codes.end(*what);
        m_news = m_who.words.not_checked();
        return std::nullopt;
    case outcome::undeliverable:
        return on_undeliverable_after_all();
    default:
        return m_codes.end(*what);
    }
}

std::optional<verdict> login::on_wrong_code() {
    const unsigned own = m_who.otp.attempts - std::min(m_record.attempts, m_who.otp.attempts);
    if (const unsigned left = std::min(own, m_codes.tries_left()); left > 0) {
        m_news = m_who.words.wrong_code(left);
        return std::nullopt;
    }
    if (m_who.otp.attempts == 1) // the only try is no series that could be used up: the program may ask again
        return verdict{result::denied, "code_wrong", m_who.words.end_wrong_code()};
    return m_codes.end(outcome::exhausted);
}

/// A program that repeats what was wrong learns nothing by that, uses up no try, and must not be asked for ever.
std::optional<verdict> login::on_repeated_code() {
    if (std::exchange(m_open.has_repeated, true))
        return verdict{result::denied, "code_repeated", m_who.words.already_tried()};
    m_news = m_who.words.already_tried();
    return std::nullopt;
}

std::optional<verdict> login::on_resend(channel way) {
    if (m_open.resends_left == 0) {
        auto end = on_implausible(); // bounded like every other answer that is no code
        m_news = m_who.words.no_resend_left();
        return end;
    }
    if (const auto left = m_codes.cooldown())
        return on_cooldown(*left);
    return send_another(way);
}

std::optional<verdict> login::on_cooldown(std::chrono::seconds left) {
    if (++m_open.empty > empty_answers)
        return on_implausible();
    m_news = m_who.words.cooling_down(left);
    return std::nullopt;
}

std::optional<verdict> login::send_another(channel way) {
    --m_open.resends_left;
    const outcome what = m_codes.send(way);
    const bool may_go_on = what == outcome::sent || what == outcome::undeliverable ||
                           what == outcome::unavailable || what == outcome::rate_limited;
    if (!may_go_on || !m_codes.has_code())
        return m_codes.end(what);
    if (m_codes.text_only() && way != channel::sms)
        m_news =
            (m_codes.limits().text_only() ? m_who.words.calls_not_allowed() : m_who.words.calls_forwarded()) +
            ' ';
    if (what == outcome::sent)
        m_news += m_codes.has_joined() ? m_who.words.joined(m_codes.used(), m_who.ending)
                                       : m_who.words.sent_again(m_codes.used(), m_who.ending);
    else if (what == outcome::undeliverable)
        m_news += m_codes.undeliverable(way) + ' ' + m_who.words.resend_failed();
    else if (const std::string limited = m_codes.limits().news();
             what == outcome::rate_limited && !limited.empty())
        m_news += limited;
    else
        m_news += m_who.words.resend_failed();
    return std::nullopt;
}

/// TeleSign accepted the code for delivery and reports at the check that it did not arrive.
std::optional<verdict> login::on_undeliverable_after_all() {
    const std::string news = m_codes.undeliverable(m_codes.used()) + ' ';
    const auto way = next_channel();
    if (!way || m_open.resends_left == 0 || m_record.attempts >= m_who.otp.attempts)
        return m_codes.end(outcome::undeliverable);
    if (auto end = send_another(*way))
        return end;
    m_news.insert(0, news);
    return std::nullopt;
}

/// An empty answer asks what became of the code.
std::optional<verdict> login::on_nothing() {
    if (++m_open.empty > empty_answers)
        return on_implausible();
    const gateway::delivery_result& news = m_codes.delivery();
    if (news.outcome == outcome::blocked)
        return m_codes.end(outcome::blocked);
    if (news.outcome == outcome::sent || news.outcome == outcome::undeliverable)
        m_news = m_who.words.delivery(news.user_message, m_codes.used(),
                                      m_open.resends_left > 0 &&
                                          (news.outcome == outcome::undeliverable || news.unconfirmed),
                                      !m_codes.text_only());
    else
        m_news = m_who.words.delivery_unknown();
    return std::nullopt;
}

std::optional<verdict> login::on_implausible() {
    if (++m_open.implausible > implausible_answers)
        return verdict{result::denied, "no_code_typed", m_who.words.end_wrong_code()};
    m_news = m_who.words.not_a_code();
    return std::nullopt;
}

/// Waits for what the person types, and looks after an unanswered call meanwhile.
tl::expected<support::secret, verdict> login::await_answer() {
    for (;;) {
        const deadline look = next_look();
        auto typed = m_with.await_answer(std::min(m_open.until, look));
        if (typed) {
            m_open.has_typed = true;
            return *std::move(typed);
        }
        if (typed.error() != no_answer::timed_out || look >= m_open.until)
            return tl::unexpected{unanswered(typed.error(), m_who.words)};
        if (auto end = look_after_call())
            return tl::unexpected{*std::move(end)};
    }
}

/// When to ask whether a call was answered; never when nothing would follow.
deadline login::next_look() const {
    if (!m_who.otp.next_channel_after || m_open.has_typed || m_codes.used() != channel::voice ||
        !next_channel())
        return deadline::max();
    return std::max(m_codes.sent_at() + *m_who.otp.next_channel_after, m_codes.next_news());
}

/// Moves on to the next channel when nobody took the call. The question stays on the screen: the person types the code
/// that arrives.
std::optional<verdict> login::look_after_call() {
    const outcome found = m_codes.delivery().outcome;
    if (found == outcome::blocked)
        return m_codes.end(outcome::blocked);
    if (found != outcome::undeliverable || m_with.is_gone())
        return std::nullopt;
    const outcome what = m_codes.send(*next_channel());
    const bool is_final = what == outcome::blocked || what == outcome::refused || !m_codes.has_code();
    return is_final ? std::optional{m_codes.end(what)} : std::nullopt;
}

std::string login::question() const {
    const bool tell_left = m_open.resends_left < m_who.otp.resends;
    const std::string text = m_news.empty() ? m_news : m_news + ' ';
    return support::remove_control(
        text + m_who.words.question(m_codes.used(), m_open.resends_left, tell_left, !m_codes.text_only()));
}

} // namespace

verdict tell_story(conversation& with, const login_context& context, const subject& who, audit_record& record,
                   open_question& open) {
    return login{with, context, who, record, open}.run();
}

verdict go_on_with_story(conversation& with, const login_context& context, const subject& who,
                         audit_record& record, open_question& open) {
    return login{with, context, who, record, open}.go_on();
}

} // namespace telesignd
