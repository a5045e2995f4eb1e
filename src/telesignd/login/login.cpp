// SPDX-License-Identifier: BSD-3-Clause
// The story of one login, from the request to the verdict. README names its other files in order.

#include "telesignd/login/login.h"

#include "support/clean_lines.h"
#include "telesignd/login/answer.h"
#include "telesignd/login/audit_notes.h"
#include "telesignd/login/challenge.h"
#include "telesignd/login/first_code.h"
#include "telesignd/login/further_codes.h"
#include "telesignd/login/other_logins.h"
#include "telesignd/login/records.h"
#include "telesignd/login/recovery.h"
#include "telesignd/login/subject.h"
#include "telesignd/verdict.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace telesignd {

namespace {

using gateway::channel;
using gateway::outcome;
using protocol::result;

// Forgiven for each login: a program that answers by itself must not ask for ever.
constexpr unsigned max_no_codes = 5;
constexpr unsigned max_empty_answers = 30;

/// One login: what it is about, and what came of it.
struct login {
    telesignd::conversation& conversation;
    const login_request& request;
    const peer& caller;
    const login_context& context;
    audit_record& record;
    open_question& question;
    prompts words = {}; ///< in the language of whoever is asked
};

/// The part of a login in which its user is asked: codes sent and typed until it is decided.
class dialogue {
public:
    /// All must outlive the object. After a verdict that is_parked login.question is what go_on() needs.
    dialogue(const login& login, const subject& subject)
        : m_conversation{login.conversation}, m_subject{subject}, m_record{login.record},
          m_question{login.question}, m_codes{login.conversation, login.context, subject, login.record},
          m_further{login.conversation, m_codes, subject, login.record, login.question, m_notice},
          m_recovery{login.conversation, login.context, subject, login.record} {}

    verdict run();
    /// From the question on that the telesignd before this one has asked.
    verdict go_on();

private:
    verdict run_by_phone();
    verdict park_if_told(verdict end);
    verdict ask_until_decided(bool is_asked);
    tl::expected<support::secret, verdict> await_answer();
    [[nodiscard]] std::string question() const;

    // Each step returns a verdict when the login ends there; else m_notice is what the next prompt begins with.
    std::optional<verdict> on_answer(const support::secret& typed);
    std::optional<verdict> on_code(const support::secret& code);
    std::optional<verdict> on_wrong_code();
    std::optional<verdict> on_repeated_code();
    std::optional<verdict> on_resend(channel wanted);
    std::optional<verdict> on_no_code(std::string notice);

    conversation& m_conversation;
    const subject& m_subject;
    audit_record& m_record;
    open_question& m_question;
    std::string m_notice;
    challenge m_codes;
    further_codes m_further;
    recovery m_recovery;
    repetition m_repetition;
};

verdict dialogue::run() {
    m_question.resends_left = m_subject.otp.resends;
    return park_if_told(m_recovery.ask_before(run_by_phone(), m_question));
}

verdict dialogue::go_on() {
    m_codes.go_on(m_question);
    return park_if_told(m_question.recovery ? m_recovery.go_on(m_question)
                                            : m_recovery.ask_before(ask_until_decided(true), m_question));
}

verdict dialogue::park_if_told(verdict end) {
    if (end.is_parked)
        m_codes.park(m_question);
    return end;
}

verdict dialogue::run_by_phone() {
    auto end = m_codes.may_begin();
    if (!end)
        end = get_first_code(m_codes, m_conversation, m_subject, m_notice);
    m_codes.end_lookups();
    if (end)
        return *std::move(end);
    m_question.until = std::chrono::steady_clock::now() + m_subject.otp.lifetime;
    return ask_until_decided(false);
}

verdict dialogue::ask_until_decided(bool is_asked) {
    for (;; is_asked = false) {
        if (!is_asked && !m_conversation.ask(question(), m_subject.otp.echo))
            return unanswered(no_answer::gone, m_subject.words);
        m_notice.clear();
        const auto typed = await_answer();
        if (!typed)
            return typed.error();
        if (auto end = on_answer(*typed))
            return *end;
    }
}

/// Waits for what the person types, and looks after an unanswered call meanwhile.
tl::expected<support::secret, verdict> dialogue::await_answer() {
    for (;;) {
        const deadline look = m_further.next_look();
        auto typed = m_conversation.await_answer(std::min(m_question.until, look));
        if (typed) {
            m_question.has_typed = true;
            return *std::move(typed);
        }
        if (typed.error() != no_answer::timed_out || look >= m_question.until)
            return tl::unexpected{unanswered(typed.error(), m_subject.words)};
        if (auto end = m_further.look_after_call())
            return tl::unexpected{*std::move(end)};
    }
}

std::string dialogue::question() const {
    std::string text = m_notice;
    add_line(text, m_subject.words.question({.used = m_codes.used(),
                                             .last_digits = m_subject.last_digits,
                                             .resends_left = m_question.resends_left,
                                             .has_resent = m_question.resends_left < m_subject.otp.resends,
                                             .may_call = !m_codes.text_only()}));
    return support::clean_lines(text);
}

std::optional<verdict> dialogue::on_answer(const support::secret& typed) {
    if (typed.view() == m_subject.account) // the module keeps back the spelling that was typed only
        return unanswered(no_answer::withheld_user_name, m_subject.words);
    const answer answer = read_answer(typed);
    if (m_repetition.is_again(typed, std::holds_alternative<no_code>(answer)))
        return same_again(m_subject.words);
    if (const auto* code = std::get_if<typed_code>(&answer))
        return on_code(code->digits);
    if (const auto* recovery_code = std::get_if<typed_recovery_code>(&answer))
        return m_recovery.on_code(recovery_code->code, m_question.until, m_notice);
    if (const auto* keyword = std::get_if<channel_keyword>(&answer))
        return on_resend(keyword->channel);
    if (std::holds_alternative<resend_keyword>(answer))
        return on_resend(m_codes.used());
    if (std::holds_alternative<empty_answer>(answer))
        return ++m_question.empty_answers > max_empty_answers ? on_no_code(m_subject.words.no_code_typed())
                                                              : m_further.tell_delivery();
    return on_no_code(m_subject.words.not_a_code());
}

std::optional<verdict> dialogue::on_code(const support::secret& code) {
    const auto checked = m_codes.check(code);
    if (!checked)
        return on_repeated_code();
    switch (*checked) {
    case outcome::valid:
        m_codes.complete();
        return verdict{result::granted, "code_valid", {}};
    case outcome::wrong:
        return on_wrong_code();
    case outcome::expired:
        if (m_record.attempts >= m_subject.otp.attempts || m_question.resends_left == 0)
            return verdict{result::denied, "code_expired", m_subject.words.end_expired()};
        m_notice = m_subject.words.expired_offer();
        return std::nullopt;
    case outcome::undecided:
        if (++m_question.no_codes > max_no_codes) // TeleSign may never be able to say
            return m_codes.end(*checked);
        m_notice = m_subject.words.not_checked();
        return std::nullopt;
    case outcome::undeliverable:
        return m_further.replace_undelivered();
    default:
        return m_codes.end(*checked);
    }
}

std::optional<verdict> dialogue::on_wrong_code() {
    const unsigned own = m_subject.otp.attempts - std::min(m_record.attempts, m_subject.otp.attempts);
    if (const unsigned left = std::min(own, m_codes.tries_left()); left > 0) {
        m_notice = m_subject.words.wrong_code(left);
        return std::nullopt;
    }
    if (m_subject.otp.attempts == 1) // no series of tries is used up: the program may ask again
        return verdict{result::denied, "code_wrong", m_subject.words.end_wrong_code()};
    return m_codes.end(outcome::exhausted);
}

/// A program that repeats what was wrong learns nothing by that, uses up no try, and must not be asked for ever.
std::optional<verdict> dialogue::on_repeated_code() {
    if (std::exchange(m_question.has_repeated, true))
        return verdict{result::denied, "code_repeated", m_subject.words.already_tried()};
    m_notice = m_subject.words.already_tried();
    return std::nullopt;
}

std::optional<verdict> dialogue::on_resend(channel wanted) {
    if (m_question.resends_left == 0) // bounded like every other answer that is no code
        return on_no_code(m_subject.words.no_resend_left());
    const auto left = m_codes.cooldown();
    if (!left)
        return m_further.send(wanted);
    if (++m_question.empty_answers > max_empty_answers)
        return on_no_code(m_subject.words.cooling_down(*left));
    m_notice = m_subject.words.cooling_down(*left);
    return std::nullopt;
}

std::optional<verdict> dialogue::on_no_code(std::string notice) {
    if (++m_question.no_codes > max_no_codes)
        return verdict{result::denied, "no_code_typed", m_subject.words.no_code_typed()};
    m_notice = std::move(notice);
    return std::nullopt;
}

verdict ask(login& login) {
    if (auto end = refuse_unprivileged(login.request, login.caller, login.context.settings))
        return note_refusal(login.record, *std::move(end)); // who gets no lookup either
    const login_account account = find_account(login.request, login.context);
    note_account(login.record, account, login.request);
    subject subject = describe_subject(login.request, login.caller, account, login.context);
    login.words = subject.words;
    if (auto end = decide_unasked(subject, login.request, login.caller, account, login.context))
        return note_refusal(login.record, *std::move(end));
    note_subject(login.record, subject);
    login.record.detail = subject.decoy_detail;
    if (auto end = refuse_too_many(subject, login.request, login.caller, login.context))
        return note_end(login.record, subject, *std::move(end), login.conversation);
    login.conversation.send_accepted(turn_limit(login.context.settings, subject.risk.check.size()));
    return note_end(login.record, subject, dialogue{login, subject}.run(), login.conversation);
}

/// The configuration may have changed since the question was asked.
verdict go_on(login& login) {
    const subject subject = describe_subject_again(login.request, login.caller, login.record.account,
                                                   login.question.is_known, login.context);
    login.words = subject.words;
    note_subject(login.record, subject);
    verdict end = subject.phone == login.question.phone
                      ? dialogue{login, subject}.go_on()
                      : verdict{result::denied, "phone_changed", subject.words.end_phone_changed()};
    return note_end(login.record, subject, std::move(end), login.conversation);
}

/// Nothing may leave a login without a verdict, unless it goes on elsewhere.
void run(login login, verdict (*steps)(struct login& login)) {
    verdict end;
    try {
        end = steps(login);
    } catch (const std::exception& problem) {
        end = note_refusal(login.record, {result::service_error, "internal_error",
                                          login.words.end_not_set_up(), problem.what()});
    }
    if (end.is_parked)
        return login.context.park(pending_login{login.conversation.release(), login.caller, login.request,
                                                login.record, std::move(login.question)});
    // First, so that whoever is let in is in the report.
    login.context.shared.record(record_of(login.request, login.record, end.result));
    login.context.release_place();
    if (end.result == result::attempts_used_up && login.request.service == "sshd")
        add_line(end.text, login.words.end_of_ssh()); // ssh(1) still asks for a password, in vain
    login.conversation.send_verdict(end.result, end.text);
    write_audit(login.request, login.caller, login.record, end.result); // last: its readers rely on the rest
}

} // namespace

void run_login(conversation& conversation, const login_request& request, const peer& caller,
               const login_context& context) {
    audit_record record;
    open_question question;
    run({conversation, request, caller, context, record, question}, ask);
}

void go_on_with_login(conversation& conversation, pending_login& login, const login_context& context) {
    conversation.go_on_at_question();
    run({conversation, login.request, login.caller, context, login.record, login.question}, go_on);
}

} // namespace telesignd
