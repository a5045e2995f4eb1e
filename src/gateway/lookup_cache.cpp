// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/lookup_cache.h"

#include <algorithm>
#include <condition_variable>
#include <utility>

namespace gateway {

/// A lookup under way, for those who wait. All but `ended` is guarded by the cache's mutex.
struct lookup_cache::running_lookup {
    explicit running_lookup(question asked) : about{std::move(asked)} {}

    const question about;
    std::condition_variable_any ended;
    bool has_ended = false;
    std::optional<lookup_result>
        result; ///< without report; nothing when it was stopped and tells nobody else anything
};

namespace {

lookup_result incomplete(const char* detail) {
    lookup_result result;
    result.answered = true; // it is this host that keeps it waiting: no outage that a policy may skip
    result.detail = detail;
    return result;
}

lookup_result without_report(lookup_result result) {
    result.report.clear();
    return result;
}

/// As handed out to somebody who asked nothing now.
lookup_result from_cache(lookup_result result) {
    result.from_cache = true;
    result.requests = 0;
    return result;
}

/// What once was an outage is none now that a policy may skip: nobody has been asked.
lookup_result no_outage(lookup_result result) {
    result.answered = true;
    return result;
}

} // namespace

lookup_cache::question::question(const lookup_request& request)
    : wanted{request.wanted}, enrolled{request.enrolled},
      ported_within{request.ported_within}, consent{request.consent ? request.consent->method : 0} {}

bool lookup_cache::question::covers(const question& other) const {
    return enrolled == other.enrolled && ported_within == other.ported_within && consent == other.consent &&
           std::includes(wanted.begin(), wanted.end(), other.wanted.begin(), other.wanted.end());
}

std::chrono::seconds lookup_cache::kept_result::counts_for(std::chrono::seconds keep_for) const {
    const bool is_whole = result.complete && !result.may_change;
    return is_whole ? keep_for : std::min<std::chrono::seconds>(keep_for, keep_incomplete_for);
}

lookup_result lookup_cache::look_up(phone_lookup& source, const lookup_request& request,
                                    std::chrono::seconds keep_for, clock::time_point until,
                                    const std::stop_token& stop, const std::function<bool()>& may_ask) {
    const question wanted{request};
    const std::string number{request.phone_number};
    std::unique_lock lock{m_mutex};
    for (;;) {
        const clock::time_point now = m_now();
        const auto known = m_entries.find(number); // anew each time: it may go while nobody holds the lock
        if (known != m_entries.end())
            for (const kept_result& kept : known->second.kept)
                if (now - kept.since < kept.counts_for(keep_for) && kept.about.covers(wanted))
                    return no_outage(from_cache(kept.result));
        if (known == m_entries.end() || !known->second.running) {
            const auto mine = std::make_shared<running_lookup>(wanted);
            m_entries[number].running = mine;
            lock.unlock();
            return ask(source, request, keep_for, stop, may_ask, *mine);
        }
        const auto other = known->second.running;
        if (!other->ended.wait_until(lock, stop, until, [&] { return other->has_ended; }))
            return incomplete(stop.stop_requested() ? "the wait for another lookup of this phone was stopped"
                                                    : "another lookup of this phone took too long");
        if (other->result && other->about.covers(wanted))
            return from_cache(*other->result);
    }
}

/// Asks the source, with no lock held, and hands the result to those who wait.
lookup_result lookup_cache::ask(phone_lookup& source, const lookup_request& request,
                                std::chrono::seconds keep_for, const std::stop_token& stop,
                                const std::function<bool()>& may_ask, running_lookup& running) {
    // Also when the source throws: nobody waits for a lookup that is gone.
    const auto end_it = [&](running_lookup* mine) { end(request.phone_number, *mine); };
    const std::unique_ptr<running_lookup, decltype(end_it)> at_the_end{&running, end_it};
    if (!may_ask())
        return incomplete("not looked up");
    lookup_result result = source.look_up(request, stop);
    if (!result.complete && result.detail.empty())
        result.detail = "no complete answer";
    const std::lock_guard lock{m_mutex};
    if (result.complete || !stop.stop_requested())
        running.result = without_report(result);
    const bool is_whole = result.complete && !result.may_change;
    const bool was_paid_for = result.billed > 0 && !stop.stop_requested(); // else asking again costs nothing
    if ((is_whole || was_paid_for) && keep_for > std::chrono::seconds{0})
        keep(request, without_report(result), keep_for);
    return result;
}

/// In place of what it makes needless, which a whole answer never is to one that is not. The lock is held.
void lookup_cache::keep(const lookup_request& request, lookup_result result, std::chrono::seconds keep_for) {
    const clock::time_point now = m_now();
    const question about{request};
    auto& kept = m_entries.find(request.phone_number)->second.kept;
    const kept_result latest{about, now, std::move(result)};
    std::erase_if(kept, [&](const kept_result& old) {
        const bool is_better = latest.counts_for(keep_for) >= old.counts_for(keep_for);
        return (is_better && about.covers(old.about)) || now - old.since >= old.counts_for(keep_for);
    });
    kept.push_back(latest);
    if (m_entries.size() <= capacity)
        return;
    auto oldest = m_entries.end();
    for (auto each = m_entries.begin(); each != m_entries.end(); ++each)
        if (!each->second.running &&
            (oldest == m_entries.end() || each->second.kept.back().since < oldest->second.kept.back().since))
            oldest = each;
    if (oldest != m_entries.end())
        m_entries.erase(oldest);
}

void lookup_cache::end(std::string_view number, running_lookup& running) noexcept {
    const std::lock_guard lock{m_mutex};
    const auto of_number = m_entries.find(number); // there: nobody drops a number whose lookup runs
    running.has_ended = true;
    running.ended.notify_all();
    of_number->second.running.reset();
    if (of_number->second.kept.empty())
        m_entries.erase(of_number);
}

} // namespace gateway
