#include "telesignd/login/waiting.h"

namespace telesignd {

using protocol::result;

policy::wait_limit patience_of(const conversation& with, const login_context& context, int requests) {
    return {std::chrono::steady_clock::now() + context.settings.telesign.request_timeout * requests,
            context.stop, [&with] { return with.is_gone(); }};
}

verdict waited_in_vain(const policy::wait_limit& wait, const prompts& words) {
    if (wait.stop.stop_requested())
        return unanswered(no_answer::stopping, words);
    if (wait.is_gone())
        return unanswered(no_answer::gone, words);
    // No outage that a policy may skip: whoever keeps other logins waiting must not get in by it.
    return {result::unavailable, "login_busy", words.end_busy(), "another login's request took too long"};
}

std::optional<verdict> refuse_moved(const login_context& context, const subject& who) {
    if (context.phone_now(who.account) == who.phone)
        return std::nullopt;
    return verdict{result::denied, "phone_changed", who.words.end_phone_changed()};
}

} // namespace telesignd
