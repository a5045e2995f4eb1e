// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/other_logins.h"

#include <fmt/format.h>

namespace telesignd {

using protocol::result;

const std::string& holder_of(const login_request& request, const std::string& account) {
    return request.rhost.empty() && !request.ruser.empty() ? request.ruser : account;
}

std::optional<verdict> refuse_too_many(const subject& subject, const login_request& request,
                                       const peer& caller, const login_context& context) {
    const std::string& holder = holder_of(request, subject.account);
    if (caller.uid != 0 || context.take_place(holder)) // of others the connections are counted
        return std::nullopt;
    // No outage, which a PAM stack may be told to forgive: whoever has a password can bring it about.
    return verdict{
        result::not_permitted, "too_many_logins", subject.words.end_too_many_logins(),
        fmt::format("max_logins_per_user = {} of {}", context.settings.daemon.max_logins_per_user, holder)};
}

std::chrono::seconds turn_limit(const config::settings& settings, std::size_t lookups) {
    constexpr std::chrono::seconds own_time{20};
    // At most in one turn: what was under way when the answer came (news; another login's code that is waited for and one's
    // own, each with one in its place), another login's check and one's own, and again another login's code and one's own.
    // The first turn has lookups, another login's and one's own, and codes by each of the three channels and one in the
    // place of a forwarded call, in the same way: which is less.
    constexpr int requests = 11;
    return own_time + settings.telesign.request_timeout * (requests + 2 * lookups);
}

policy::wait_limit patience_of(const conversation& conversation, const login_context& context, int requests) {
    return {std::chrono::steady_clock::now() + context.settings.telesign.request_timeout * requests,
            context.shared.stop, [&conversation] { return conversation.is_gone(); }};
}

verdict waited_in_vain(const policy::wait_limit& wait, const prompts& words) {
    if (wait.stop.stop_requested())
        return unanswered(no_answer::stopping, words);
    if (wait.is_gone())
        return unanswered(no_answer::gone, words);
    // No outage that a policy may skip: whoever keeps other logins waiting must not get in by it.
    return {result::unavailable, "login_busy", words.end_busy(), "another login's request took too long"};
}

std::optional<verdict> refuse_moved(const login_context& context, const subject& subject) {
    if (context.phone_now(subject.account) == subject.phone)
        return std::nullopt;
    return verdict{result::denied, "phone_changed", subject.words.end_phone_changed()};
}

} // namespace telesignd
