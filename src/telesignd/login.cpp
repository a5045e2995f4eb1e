#include "telesignd/login.h"

#include "directory/phone_number.h"
#include "policy/originating_ip.h"
#include "support/log.h"
#include "support/text.h"
#include "telesignd/answer.h"
#include "telesignd/prompts.h"

#include <optional>

#include <fmt/format.h>

namespace telesignd {

namespace {

using gateway::channel;
using gateway::outcome;
using protocol::result;
using steady = std::chrono::steady_clock;

constexpr std::chrono::seconds request_patience{5}; // the module sends its request right after connecting
constexpr unsigned implausible_answers = 5;         // forgiven for each login

struct verdict {
    result how = result::service_error;
    std::string_view reason;
    std::string text;
};

tl::expected<directory::valid_number, std::string> number_of(const directory::entry& entry) {
    if (entry.digits == 0)
        return tl::unexpected{std::string{entry.problem}};
    return directory::validate_number(entry.digits);
}

class login {
public:
    login(conversation& with, const login_request& request, const peer& caller, const login_context& context)
        : m_with{with}, m_request{request}, m_caller{caller}, m_context{context},
          m_otp{context.settings.otp_for(request.service)},
          m_policy{context.settings.policy_for(request.service)}, m_decoy{context.times} {}

    verdict run();
    [[nodiscard]] const audit_record& record() const noexcept { return m_record; }

private:
    // Each step returns a verdict when the login ends there.
    std::optional<verdict> identify();
    std::optional<verdict> find_phone();
    std::optional<verdict> send_first();
    verdict ask_until_decided();
    std::optional<verdict> on_code(const support::secret& code);
    std::optional<verdict> on_wrong_code();
    std::optional<verdict> on_resend(channel way);
    std::optional<verdict> on_undeliverable_after_all();
    std::optional<verdict> on_implausible();

    void use_decoy();
    outcome send(channel way);
    [[nodiscard]] std::optional<verdict> final_answer(outcome what);
    [[nodiscard]] verdict unreachable() const;
    [[nodiscard]] verdict undelivered() const;
    [[nodiscard]] verdict unanswered(no_answer why) const;
    [[nodiscard]] std::string question() const;

    conversation& m_with;
    const login_request& m_request;
    const peer& m_caller;
    const login_context& m_context;
    config::otp_settings m_otp;
    config::policy_settings m_policy;
    audit_record m_record;

    policy::decoy_verifier m_decoy;
    gateway::verifier* m_gateway = nullptr; ///< the real one, or m_decoy
    std::string m_phone;                    ///< digits; empty for a decoy
    std::string m_ending;                   ///< its last two digits, or made-up ones
    std::optional<std::string> m_originating_ip;

    channel m_used = channel::smart; ///< of the last code
    unsigned m_resends_left = 0;
    unsigned m_implausible = 0;
    std::string m_news; ///< what the next prompt begins with
};

verdict login::run() {
    if (auto end = identify())
        return *end;
    if (auto end = find_phone())
        return *end;
    m_with.send_accepted(turn_limit(m_context.settings));
    if (auto end = send_first())
        return *end;
    return ask_until_decided();
}

std::optional<verdict> login::identify() {
    m_record.account = m_policy.identity == config::identity::caller ? m_request.ruser : m_request.user;
    if (m_record.account.empty())
        return verdict{result::denied, "no_caller", {}};
    // The peer must own the account that logs in, and the phone that is asked.
    if (!may_ask_for(m_caller, m_request.user) || !may_ask_for(m_caller, m_record.account))
        return verdict{result::not_permitted, "foreign_account", {}};
    return std::nullopt;
}

std::optional<verdict> login::find_phone() {
    m_gateway = &m_context.gateway;
    m_originating_ip = policy::originating_ip(m_request.rhost);
    const directory::entry* entry = m_context.phones.find(m_record.account);
    if (entry == nullptr) {
        // An entry may be missing only because its line is broken: then skipping would open the door.
        if (m_policy.unmapped == config::unmapped_policy::skip && m_context.phones.complete())
            return verdict{result::ignored, "unmapped", {}};
        m_record.reason = "unmapped";
        use_decoy();
        return std::nullopt;
    }
    if (entry->differences != nullptr)
        entry->differences->apply_to(m_otp);
    const auto number = number_of(*entry);
    if (!number) {
        m_record.reason = "bad_phone";
        m_record.detail =
            fmt::format("{}:{}: {}", m_context.settings.phones_file, entry->line, number.error());
        use_decoy();
        return std::nullopt;
    }
    m_phone = number->digits;
    m_ending = m_phone.substr(m_phone.size() - 2);
    m_record.masked_phone = support::mask_phone(m_phone);
    return std::nullopt;
}

void login::use_decoy() {
    m_gateway = &m_decoy;
    m_ending = policy::decoy_ending(m_record.account, m_context.settings.telesign.api_key);
}

std::optional<verdict> login::send_first() {
    m_resends_left = m_otp.resends;
    for (const channel way : m_otp.channels) {
        if (m_with.is_gone()) // nobody pays for a call that nobody waits for
            return unanswered(no_answer::gone);
        const outcome what = send(way);
        if (what == outcome::sent) {
            m_news += prompts::sent(way, m_ending);
            return std::nullopt;
        }
        if (what != outcome::undeliverable)
            return final_answer(what);
        m_news += prompts::undeliverable(way) + ' ';
    }
    return undelivered();
}

verdict login::ask_until_decided() {
    const deadline until = steady::now() + m_otp.lifetime;
    for (;;) {
        const auto typed = m_with.ask(question(), m_otp.echo, until);
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
    const gateway::check_result checked =
        m_gateway->check(m_record.reference_id, code.view(), m_context.stop);
    ++m_record.attempts;
    if (m_gateway != &m_decoy) {
        m_record.detail = checked.detail;
        if (checked.what == outcome::valid || checked.what == outcome::wrong)
            m_context.times.check.record(steady::now() - begin);
    }

    switch (checked.what) {
    case outcome::valid:
        // A decoy never says so; should it ever, this still is no phone's code.
        if (m_gateway == &m_decoy)
            return verdict{result::denied, "unmapped", std::string{prompts::end_wrong_code}};
        return verdict{result::granted, "code_valid", {}};
    case outcome::wrong:
        return on_wrong_code();
    case outcome::expired:
        if (m_record.attempts >= m_otp.attempts || m_resends_left == 0)
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
    if (m_record.attempts < m_otp.attempts) {
        m_news = prompts::wrong_code(m_otp.attempts - m_record.attempts);
        return std::nullopt;
    }
    if (m_otp.attempts == 1) // the only try is no series that could be used up: the program may ask again
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
        m_news = prompts::sent_again(way, m_ending);
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
    for (const channel way : m_otp.channels) {
        if (way == m_used)
            continue;
        if (m_resends_left == 0 || m_record.attempts >= m_otp.attempts)
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
    gateway::send_request request;
    request.way = way;
    request.phone_number = m_phone;
    request.ucid = m_otp.ucid;
    request.language = m_otp.language;
    if (m_originating_ip)
        request.originating_ip = *m_originating_ip;
    const auto begin = steady::now();
    const gateway::send_result sent = m_gateway->send(request, m_context.stop);
    if (m_gateway == &m_decoy) {
        m_used = way;
        return sent.what;
    }
    ++m_record.sends;
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
    default:
        return unreachable();
    }
}

verdict login::unreachable() const {
    if (m_context.stop.stop_requested())
        return unanswered(no_answer::stopping);
    if (m_policy.outage == config::outage_policy::skip && m_gateway != &m_decoy)
        return {result::ignored, "telesign_unreachable", {}};
    return {result::unavailable, "telesign_unreachable", std::string{prompts::end_unavailable}};
}

verdict login::undelivered() const {
    return {result::denied, "undeliverable", prompts::end_undeliverable(m_ending)};
}

verdict login::unanswered(no_answer why) const {
    switch (why) {
    case no_answer::cancelled:
        return {result::conversation_error, "cancelled", {}};
    case no_answer::gone:
        return {result::conversation_error, "program_gone", {}};
    case no_answer::timed_out:
        return {result::denied, "timed_out", std::string{prompts::end_timed_out}};
    case no_answer::stopping:
        return {result::unavailable, "telesignd_stopping", std::string{prompts::end_stopping}};
    case no_answer::violation:
        break;
    }
    return {result::service_error, "protocol_violation", {}};
}

std::string login::question() const {
    const bool tell_left = m_resends_left < m_otp.resends;
    std::string text = m_news;
    if (!text.empty())
        text += ' ';
    return support::remove_control(text + prompts::question(m_used, m_resends_left, tell_left));
}

verdict tell_story(conversation& with, const login_request& request, const peer& caller,
                   const login_context& context, audit_record& record) {
    try {
        login story{with, request, caller, context};
        const verdict end = story.run();
        const std::string_view found = story.record().reason; // why a decoy was played, which says more
        record = story.record();
        if (found.empty() || end.how == result::ignored)
            record.reason = end.reason;
        if (end.reason == "protocol_violation")
            record.detail = with.fault();
        return end;
    } catch (const std::exception& problem) {
        record.detail = problem.what();
        record.reason = "internal_error";
        return {result::service_error, record.reason, std::string{prompts::end_not_set_up}};
    }
}

} // namespace

std::chrono::seconds turn_limit(const config::settings& settings) {
    constexpr std::chrono::seconds own_time{20};
    constexpr int tries =
        2; // a request is tried again after a connection that was never made, or a wrong clock
    constexpr int requests = 4; // at most in one turn: a check, and a code by each of the three channels
    return own_time + settings.telesign.request_timeout * tries * requests;
}

void run_login(conversation& with, const peer& caller, const login_context& context) {
    const auto request = with.receive_request(steady::now() + request_patience);
    if (!request) {
        support::log(support::severity::warning,
                     "a program (pid {}, uid {}) connected and asked for nothing: {}", caller.pid, caller.uid,
                     request.error() == no_answer::violation ? with.fault() : std::string{"no request came"});
        with.send_verdict(result::service_error, {});
        return;
    }
    audit_record record;
    const verdict end = tell_story(with, *request, caller, context, record);
    with.send_verdict(end.how, end.text);
    write_audit(*request, caller, record, end.how);
}

} // namespace telesignd
