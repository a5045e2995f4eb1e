#include "telesignd/login.h"

#include "support/text.h"
#include "telesignd/login_story.h"
#include "telesignd/subject.h"
#include "telesignd/traces.h"
#include "telesignd/verdict.h"

#include <optional>
#include <string>

#include <fmt/format.h>

namespace telesignd {

namespace {

using protocol::result;

/// Whose places a pending login takes. The caller whom sudo or su names on this host, not the account that logs in: a user
/// who asks for root's account again and again must not keep root out.
const std::string& holder_of(const login_request& request, const subject& who) {
    return request.rhost.empty() && !request.ruser.empty() ? request.ruser : who.account;
}

std::optional<verdict> refuse_too_many(const login_request& request, const peer& caller,
                                       const login_context& context, const subject& who) {
    if (caller.uid != 0 ||
        context.take_place(holder_of(request, who))) // of others the connections are counted
        return std::nullopt;
    // No outage, which a PAM stack may be told to forgive: whoever has a password can bring it about.
    return verdict{result::not_permitted, "too_many_logins", who.words.end_too_many_logins(),
                   fmt::format("max_logins_per_user = {} of {}", context.settings.daemon.max_logins_per_user,
                               holder_of(request, who))};
}

verdict find_and_ask(conversation& with, const login_request& request, const peer& caller,
                     const login_account& account, const login_context& context, const prompts& words,
                     audit_record& record) {
    const auto who = find_subject(request, caller, account, context, words);
    if (!who) {
        record.reason = who.error().reason;
        record.detail = who.error().detail;
        return who.error();
    }
    record.region = who->region;
    record.masked_phone = support::mask_phone(who->phone);
    record.detail = who->decoy_detail;
    const auto refused = refuse_too_many(request, caller, context, *who);
    verdict end = refused ? *refused : tell_story(with, context, *who, record);
    record.reason = who->is_decoy() ? who->decoy_reason : end.reason; // the first says more
    if (end.reason == "protocol_violation")
        record.detail = with.fault();
    else if (!end.detail.empty())
        record.detail += (record.detail.empty() ? "" : "; ") + end.detail;
    return end;
}

/// Nothing may leave a login without a verdict.
verdict ask_or_deny(conversation& with, const login_request& request, const peer& caller,
                    const login_context& context, audit_record& record) {
    prompts words;
    try {
        if (auto end = refuse_unprivileged(request, caller, context.settings)) { // who gets no lookup either
            record.reason = end->reason;
            return *end;
        }
        const login_account account = find_account(request, context);
        record.account = account.name();
        if (account.typed == request.user)
            record.user = account.name();
        words = prompts{context.texts.find(
            language_of(request.service, account.name(), context.settings, context.phones))};
        return find_and_ask(with, request, caller, account, context, words, record);
    } catch (const std::exception& problem) {
        record.reason = "internal_error";
        record.detail = problem.what();
        return {result::service_error, record.reason, words.end_not_set_up()};
    }
}

} // namespace

std::chrono::seconds turn_limit(const config::settings& settings, std::size_t lookups) {
    constexpr std::chrono::seconds own_time{20};
    // At most in one turn: what was under way when the answer came (news; another login's code that is waited for and one's
    // own, each with one in its place), another login's check and one's own, and again another login's code and one's own.
    // The first turn has lookups, another login's and one's own, and codes by each of the three channels and one in the
    // place of a forwarded call, in the same way: which is less.
    constexpr int requests = 11;
    return own_time + settings.telesign.request_timeout * (requests + 2 * lookups);
}

void run_login(conversation& with, const login_request& request, const peer& caller,
               const login_context& context) {
    audit_record record;
    const verdict end = ask_or_deny(with, request, caller, context, record);
    context.keep(trace_of(request, record, end.how)); // first: whoever is let in is in the report
    with.send_verdict(end.how, end.text);
    write_audit(request, caller, record, end.how); // last: whoever reads it may rely on the rest
}

} // namespace telesignd
