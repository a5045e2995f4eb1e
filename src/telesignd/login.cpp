#include "telesignd/login.h"

#include "support/text.h"
#include "telesignd/answer.h"
#include "telesignd/prompts.h"
#include "telesignd/send_code.h"
#include "telesignd/subject.h"
#include "telesignd/verdict.h"

#include <optional>

namespace telesignd {

namespace {

using gateway::channel;
using gateway::outcome;
using protocol::result;
using steady = std::chrono::steady_clock;

constexpr unsigned implausible_answers = 5; // forgiven for each login

class login {
public:
    login(conversation& with, const login_context& context, const subject& who, audit_record& record)
        : m_with{with}, m_context{context}, m_who{who}, m_record{record}, m_decoy{context.times},
          m_gateway{who.is_decoy() ? static_cast<gateway::verifier&>(m_decoy) : context.gateway},
          m_resends_left{who.otp.resends} {}

    verdict run();

private:
    // Each step returns a verdict when the login ends there.
    std::optional<verdict> send_first();
    verdict ask_until_decided();
    std::optional<verdict> on_code(const support::secret& code);
    std::optional<verdict> on_wrong_code();
    std::optional<verdict> on_resend(channel way);
    std::optional<verdict> on_undeliverable_after_all();
    std::optional<verdict> on_implausible();

    outcome send(channel way);
    [[nodiscard]] std::optional<verdict> final_answer(outcome what);
    [[nodiscard]] verdict unreachable(bool is_outage) const;
    [[nodiscard]] verdict undelivered() const;
    [[nodiscard]] std::string question() const;

    conversation& m_with;
    const login_context& m_context;
    const subject& m_who;
    audit_record& m_record;
    policy::decoy_verifier m_decoy;
    gateway::verifier& m_gateway; ///< the real one, or m_decoy

    channel m_used = channel::smart; ///< of the last code
    unsigned m_resends_left;
    unsigned m_implausible = 0;
    bool m_answered = false; ///< of the last request: gateway::send_result
    std::string m_news;      ///< what the next prompt begins with
};

verdict login::run() {
    m_with.send_accepted(turn_limit(m_context.settings));
    if (auto end = send_first())
        return *end;
    return ask_until_decided();
}

std::optional<verdict> login::send_first() {
    for (const channel way : m_who.otp.channels) {
        if (m_with.is_gone()) // nobody pays for a call that nobody waits for
            return unanswered(no_answer::gone);
        const outcome what = send(way);
        if (what == outcome::sent) {
            m_news += prompts::sent(way, m_who.ending);
            return std::nullopt;
        }
        if (what != outcome::undeliverable)
            return final_answer(what);
        m_news += prompts::undeliverable(way) + ' ';
    }
    return undelivered();
}

verdict login::ask_until_decided() {
    const deadline until = steady::now() + m_who.otp.lifetime;
    for (;;) {
        if (!m_with.ask(question(), m_who.otp.echo))
            return unanswered(no_answer::gone);
        const auto typed = m_with.await_answer(until);
        if (!typed)
            return unanswered(typed.error());
        m_news.clear();
        const answer said = read_answer(*typed);
        std::optional<verdict> end;
        if (const auto* code = std::get_if<typed_code>(&said))
            end = on_code(code->digits);
        else if (const auto* keyword = std::get_if<channel_keyword>(&said))
            end = on_resend(keyword->way);
        else if (std::holds_alternative<resend_keyword>(said))
            end = on_resend(m_used);
        else
            end = on_implausible();
        if (end)
            return *end;
    }
}

std::optional<verdict> login::on_code(const support::secret& code) {
    const auto begin = steady::now();
    const gateway::check_result checked = m_gateway.check(m_record.reference_id, code.view(), m_context.stop);
    ++m_record.attempts;
    m_answered = checked.answered;
    if (!m_who.is_decoy()) {
        m_record.detail = checked.detail;
        if (checked.what == outcome::valid || checked.what == outcome::wrong)
            m_context.times.check.record(steady::now() - begin);
    }

    switch (checked.what) {
    case outcome::valid:
        // A decoy never says so; should it ever, this still is no phone's code.
        if (m_who.is_decoy())
            return verdict{result::denied, "unmapped", std::string{prompts::end_wrong_code}};
        return verdict{result::granted, "code_valid", {}};
    case outcome::wrong:
        return on_wrong_code();
    case outcome::expired:
        if (m_record.attempts >= m_who.otp.attempts || m_resends_left == 0)
            return verdict{result::denied, "code_expired", std::string{prompts::end_expired}};
        m_news = prompts::expired_offer;
        return std::nullopt;
    case outcome::undeliverable:
        return on_undeliverable_after_all();
    default:
        return final_answer(checked.what);
    }
}

std::optional<verdict> login::on_wrong_code() {
    if (m_record.attempts < m_who.otp.attempts) {
        m_news = prompts::wrong_code(m_who.otp.attempts - m_record.attempts);
        return std::nullopt;
    }
    if (m_who.otp.attempts == 1) // the only try is no series that could be used up: the program may ask again
        return verdict{result::denied, "code_wrong", std::string{prompts::end_wrong_code}};
    return final_answer(outcome::exhausted);
}

std::optional<verdict> login::on_resend(channel way) {
    if (m_resends_left == 0) {
        auto end = on_implausible(); // bounded like every other answer that is no code
        m_news = prompts::no_resend_left;
        return end;
    }
    --m_resends_left;
    const outcome what = send(way);
    if (what == outcome::sent)
        m_news = prompts::sent_again(way, m_who.ending);
    else if (what == outcome::undeliverable)
        m_news = prompts::undeliverable(way) + ' ' + std::string{prompts::resend_failed};
    else if (what == outcome::unavailable || what == outcome::rate_limited)
        m_news = prompts::resend_failed;
    else
        return final_answer(what);
    return std::nullopt;
}

/// TeleSign accepted the code for delivery and reports at the check that it did not arrive.
std::optional<verdict> login::on_undeliverable_after_all() {
    const std::string news = prompts::undeliverable(m_used) + ' ';
    for (const channel way : m_who.otp.channels) {
        if (way == m_used)
            continue;
        if (m_resends_left == 0 || m_record.attempts >= m_who.otp.attempts)
            return undelivered();
        if (auto end = on_resend(way))
            return end;
        m_news.insert(0, news);
        return std::nullopt;
    }
    return undelivered();
}

std::optional<verdict> login::on_implausible() {
    if (++m_implausible > implausible_answers)
        return verdict{result::denied, "no_code_typed", std::string{prompts::end_wrong_code}};
    m_news = prompts::not_a_code;
    return std::nullopt;
}

/// Sends one code. After anything but `sent`, the code before it still counts.
outcome login::send(channel way) {
    const auto begin = steady::now();
    const gateway::send_result sent = send_code(m_gateway, m_who, way, m_context.stop);
    if (m_who.is_decoy()) {
        m_used = way;
        return sent.what;
    }
    ++m_record.sends;
    m_answered = sent.answered;
    m_record.detail = sent.detail;
    m_record.channel = gateway::name_of(way);
    if (!sent.reference_id.empty() &&
        (sent.what == outcome::sent || m_record.reference_id.empty() || sent.what == outcome::blocked))
        m_record.reference_id = sent.reference_id;
    if (sent.what == outcome::sent) {
        m_context.times.send.record(steady::now() - begin);
        m_used = way;
    }
    return sent.what;
}

/// The verdict for an outcome that ends the login.
std::optional<verdict> login::final_answer(outcome what) {
    switch (what) {
    case outcome::exhausted:
        return verdict{result::attempts_used_up, "code_wrong", std::string{prompts::end_tries_used_up}};
    case outcome::blocked:
        return verdict{result::not_permitted, "blocked", prompts::end_blocked(m_record.reference_id)};
    case outcome::refused: // ours to mend: never an outage that a policy may skip
        return verdict{result::unavailable, "refused_by_telesign", std::string{prompts::end_not_set_up}};
    case outcome::rate_limited:
        return unreachable(true);
    default: // a reply that makes no sense is no outage: whoever can spoil replies must not get in by it
        return unreachable(!m_answered);
    }
}

verdict login::unreachable(bool is_outage) const {
    if (m_context.stop.stop_requested())
        return unanswered(no_answer::stopping);
    if (is_outage && m_who.policy.outage == config::outage_policy::skip && !m_who.is_decoy())
        return {result::ignored, "telesign_unreachable", {}};
    return {result::unavailable, "telesign_unreachable", std::string{prompts::end_unavailable}};
}

verdict login::undelivered() const {
    return {result::denied, "undeliverable", prompts::end_undeliverable(m_who.ending)};
}

std::string login::question() const {
    const bool tell_left = m_resends_left < m_who.otp.resends;
    std::string text = m_news;
    if (!text.empty())
        text += ' ';
    return support::remove_control(text + prompts::question(m_used, m_resends_left, tell_left));
}

verdict tell_story(conversation& with, const login_request& request, const peer& caller,
                   const login_context& context, audit_record& record) {
    const auto who = find_subject(request, caller, context.settings, context.phones);
    if (!who) {
        record.reason = who.error().reason;
        return who.error();
    }
    record.account = who->account;
    record.masked_phone = support::mask_phone(who->phone);
    record.detail = who->decoy_detail;
    verdict end = login{with, context, *who, record}.run();
    record.reason = who->is_decoy() ? who->decoy_reason : end.reason; // the first says more
    if (end.reason == "protocol_violation")
        record.detail = with.fault();
    return end;
}

/// Nothing may leave a login without a verdict.
verdict tell_story_or_deny(conversation& with, const login_request& request, const peer& caller,
                           const login_context& context, audit_record& record) {
    try {
        return tell_story(with, request, caller, context, record);
    } catch (const std::exception& problem) {
        record.reason = "internal_error";
        record.detail = problem.what();
        return {result::service_error, record.reason, std::string{prompts::end_not_set_up}};
    }
}

} // namespace

std::chrono::seconds turn_limit(const config::settings& settings) {
    constexpr std::chrono::seconds own_time{20};
    constexpr int requests = 4; // at most in one turn: a check, and a code by each of the three channels
    return own_time + settings.telesign.request_timeout * requests;
}

void run_login(conversation& with, const login_request& request, const peer& caller,
               const login_context& context) {
    audit_record record;
    const verdict end = tell_story_or_deny(with, request, caller, context, record);
    with.send_verdict(end.how, end.text);
    write_audit(request, caller, record, end.how);
}

} // namespace telesignd
