// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/challenge.h"

#include "telesignd/login/other_logins.h"

#include <utility>

// How a code that was typed is judged.
namespace telesignd {

using gateway::outcome;
using steady = std::chrono::steady_clock;

std::optional<outcome> challenge::check(const support::secret& code) {
    if (ends_here(refuse_moved(m_context, m_subject)) || ends_here(m_limits.refuse_locked()))
        return outcome::blocked;
    if (const auto posted = m_subscription.latest(); posted && is_refused(posted->facts)) {
        give_up();
        return outcome::blocked;
    }
    if (std::exchange(m_may_have_missed_callbacks, false) && delivery().outcome == outcome::blocked) {
        give_up();
        return outcome::blocked;
    }
    const auto wait = patience_of(m_conversation, m_context);
    auto tried = m_code->begin(code, wait);
    if (!tried)
        return on_refused_try(tried.error(), wait);
    auto place = m_limits.reserve_check(wait);
    if (!place) {
        m_own_end = std::move(place).error();
        return outcome::blocked;
    }
    ++m_record.attempts;
    const outcome outcome = ask(code);
    return judge(outcome, *std::move(tried), *std::move(place));
}

std::optional<outcome> challenge::on_refused_try(pending_code::refusal refusal,
                                                 const policy::wait_limit& wait) {
    switch (refusal) {
    case pending_code::refusal::tried:
        return std::nullopt;
    case pending_code::refusal::
        closed: // another login was let in by it, or has used it up, or it has expired
        ++m_record.attempts;
        return outcome::expired;
    case pending_code::refusal::busy:
        break;
    }
    m_own_end = waited_in_vain(wait, m_subject.words);
    return outcome::blocked;
}

/// Asks the provider.
outcome challenge::ask(const support::secret& code) {
    const auto begin = m_context.shared.times.clock.now();
    const gateway::check_result checked =
        m_gateway.check(m_code->reference_id, code.view(), m_context.shared.stop);
    m_user_message = checked.user_message;
    m_answered = checked.answered;
    if (m_subject.is_decoy()) // it never says valid; should it ever, this still is no phone's code
        return checked.outcome == outcome::valid ? outcome::wrong : checked.outcome;
    m_record.detail = checked.detail;
    note(checked, m_context.shared.times.clock.now() - begin);
    return is_refused(checked.facts) ? outcome::blocked : checked.outcome;
}

/// For decoys.
void challenge::note(const gateway::check_result& checked, steady::duration took) const {
    if (m_context.shared.stop.stop_requested())
        return;
    m_context.shared.times.health.record(gateway::provider_health::kind::check,
                                         gateway::end_of(checked, took));
    if (checked.outcome == outcome::valid || checked.outcome == outcome::wrong)
        m_context.shared.times.check.record(took);
}

namespace {

/// The provider has compared nothing: the code is as good as before, for other logins too.
bool says_nothing_of_code(outcome outcome) noexcept {
    return outcome == outcome::unavailable || outcome == outcome::undecided ||
           outcome == outcome::rate_limited || outcome == outcome::not_possible ||
           outcome == outcome::refused;
}

} // namespace

/// Settles what was reserved for a check: its try and its place count if the code was wrong, and only then.
outcome challenge::judge(outcome outcome, pending_code::attempt tried, policy::lockouts::reservation place) {
    if (outcome == outcome::valid)
        return admit(std::move(place));
    if (outcome == outcome::undecided)
        --m_record.attempts; // nobody has compared it
    if (outcome != outcome::wrong && !says_nothing_of_code(outcome))
        give_up();
    if (outcome == outcome::wrong || outcome == outcome::exhausted) {
        m_limits.count_wrong_code(std::move(place));
        tried.was_wrong();
        if (ends_here(m_limits.refuse_locked()))
            return outcome::blocked;
    }
    return outcome;
}

/// The provider has said `valid`. What happened while it was asked counts before that.
outcome challenge::admit(policy::lockouts::reservation place) {
    bool is_first = false;
    if (ends_here(refuse_moved(m_context, m_subject)) ||
        ends_here(m_limits.admit_right_code(std::move(place), [&] { is_first = m_code->claim(); }))) {
        give_up();
        return outcome::blocked;
    }
    return is_first ? outcome::valid : outcome::expired; // it may have let somebody in meanwhile
}

/// Whether there is such an end; end() is that, then.
bool challenge::ends_here(std::optional<verdict> own_end) {
    m_own_end = std::move(own_end);
    return m_own_end.has_value();
}

} // namespace telesignd
