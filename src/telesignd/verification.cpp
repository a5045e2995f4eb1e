#include "telesignd/verification.h"

#include "policy/lookup_cache.h"
#include "support/log.h"
#include "telesignd/phone_lookups.h"
#include "telesignd/send_code.h"
#include "telesignd/traces.h"

#include <string>
#include <utility>

namespace telesignd {

namespace {

using gateway::channel;
using gateway::outcome;
using support::log;
using support::severity;
using steady = std::chrono::steady_clock;

constexpr std::chrono::seconds between_polls{5};

std::chrono::sys_seconds now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// A request that left no trace at the provider is not billed, so it does not count either: who tries again and again
/// during an outage is not shut out by that.
bool was_not_sent(const gateway::send_result& sent) {
    return sent.what == outcome::rate_limited || sent.what == outcome::not_possible ||
           (sent.what == outcome::unavailable && !sent.answered && !sent.fate_unknown);
}

} // namespace

verification::verification(const login_context& context, const subject& who, audit_record& record)
    : m_context{context}, m_who{who}, m_record{record}, m_decoy{context.times},
      m_gateway{who.is_decoy() ? static_cast<gateway::verifier&>(m_decoy) : context.gateway},
      m_limits{context, who}, m_text_only{m_limits.text_only()} {}

std::optional<verdict> verification::may_begin() {
    if (auto end = m_limits.refuse_login())
        return end;
    // A code that cannot be sent costs no lookups either, unless it need not be sent.
    const bool joins = m_context.codes.find(m_who.place, m_who.otp.reuse_pending) != nullptr;
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

outcome verification::send(channel way) {
    const outcome what = send_by(m_text_only ? channel::sms : way);
    const bool is_overheard = m_text_only && has_code() && m_used != channel::sms;
    if (!is_overheard)
        return what;
    give_up(); // whoever the calls are forwarded to has heard it
    m_code.reset();
    const bool may_go_on = what == outcome::sent || what == outcome::undeliverable;
    return may_go_on ? send_by(channel::sms) : what;
}

outcome verification::send_by(channel way) {
    m_own_end.reset();
    if (!m_limits.reserve(way))
        return on_limited();
    const auto begin = steady::now();
    const gateway::send_result sent = send_code(m_gateway, m_who, way, m_context.stop);
    const bool is_counted = !was_not_sent(sent);
    if (!is_counted)
        m_limits.give_back();
    m_context.keep(trace_of(m_who, way, sent.what, is_counted));
    m_tell = sent.tell;
    m_answered = sent.answered;
    if (!m_who.is_decoy()) {
        ++m_record.sends;
        m_record.detail = sent.detail;
        m_record.channel = gateway::name_of(way);
        if (!sent.reference_id.empty() &&
            (sent.what == outcome::sent || m_record.reference_id.empty() || sent.what == outcome::blocked))
            m_record.reference_id = sent.reference_id;
        if (is_refused(sent.facts))
            return outcome::blocked;
        m_text_only = m_text_only || policy::needs_text_message(sent.facts, m_who.risk);
    }
    if (sent.what != outcome::sent)
        return sent.what;
    if (!m_who.is_decoy())
        m_context.times.send.record(steady::now() - begin);
    auto code = std::make_shared<sent_code>();
    code->way = way;
    code->reference_id = sent.reference_id;
    code->is_own = m_who.otp.verify_code == config::code_maker::local;
    code->sent_at = steady::now();
    m_context.codes.add(m_who.place, code);
    take(std::move(code));
    return sent.what;
}

outcome verification::on_limited() {
    m_own_end = m_limits.end_limited();
    m_tell = {};
    if (has_code() && m_code->closed)
        m_code.reset(); // no other will come in its place
    if (has_code())     // the login goes on, and its audit line may tell of something else
        log(severity::notice, "no further code for {}: {}", m_who.account, m_limits.tripped());
    return outcome::rate_limited;
}

std::optional<std::chrono::seconds> verification::cooldown() const {
    const bool is_lost = m_code->closed || m_delivery.what == outcome::undeliverable;
    return is_lost ? std::nullopt : m_limits.cooldown(m_code->sent_at);
}

bool verification::join() {
    auto code = m_context.codes.find(m_who.place, m_who.otp.reuse_pending);
    if (code == nullptr || (m_text_only && code->way != channel::sms))
        return false;
    if (!m_who.is_decoy()) {
        m_record.channel = gateway::name_of(code->way);
        m_record.reference_id = code->reference_id;
        m_record.detail = "joined the code of an earlier login";
    }
    take(std::move(code));
    return true;
}

void verification::take(std::shared_ptr<sent_code> code) {
    m_code = std::move(code);
    m_had_code = true;
    m_used = m_code->way;
    m_delivery = {};
    m_next_poll = {};
    if (!m_who.is_decoy())
        m_watch = {m_context.board, m_code->reference_id};
}

void verification::give_up() const noexcept {
    if (m_code != nullptr)
        m_code->closed = true;
}

outcome verification::check(const support::secret& code) {
    const auto begin = steady::now();
    ++m_record.attempts;
    if (is_locked()) // by another login, meanwhile
        return outcome::blocked;
    if (m_code->closed) // another login was let in by it, or it has expired
        return outcome::expired;
    if (const auto posted = m_watch.latest(); posted && is_refused(posted->facts)) {
        give_up();
        return outcome::blocked;
    }
    const gateway::check_result checked = m_gateway.check(m_code->reference_id, code.view(), m_context.stop);
    m_tell = checked.tell;
    m_answered = checked.answered;
    outcome what = checked.what;
    if (m_who.is_decoy()) { // it never says valid; should it ever, this still is no phone's code
        what = what == outcome::valid ? outcome::wrong : what;
    } else {
        m_record.detail = checked.detail;
        if (what == outcome::valid || what == outcome::wrong)
            m_context.times.check.record(steady::now() - begin);
        if (is_refused(checked.facts))
            what = outcome::blocked;
    }
    if (what == outcome::valid)
        return m_code->claim() ? outcome::valid : outcome::expired; // it may have let somebody in meanwhile
    if (what == outcome::undecided)
        --m_record.attempts; // nobody has compared it
    if (what != outcome::wrong && what != outcome::unavailable && what != outcome::undecided)
        give_up();
    if (what == outcome::wrong || what == outcome::exhausted) {
        m_limits.count_wrong_code();
        if (is_locked())
            return outcome::blocked;
    }
    return what;
}

bool verification::is_locked() {
    m_own_end = m_limits.refuse_locked();
    return m_own_end.has_value();
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
