#include "telesignd/login/login.h"

#include "support/text.h"
#include "telesignd/login/login_story.h"
#include "telesignd/login/records.h"
#include "telesignd/login/subject.h"
#include "telesignd/verdict.h"

#include <optional>
#include <string>

#include <fmt/format.h>

namespace telesignd {

namespace {

using protocol::result;

std::optional<verdict> refuse_too_many(const login_request& request, const peer& caller,
                                       const login_context& context, const subject& who) {
    if (caller.uid != 0 ||
        context.take_place(holder_of(request, who.account))) // of others the connections are counted
        return std::nullopt;
    // No outage, which a PAM stack may be told to forgive: whoever has a password can bring it about.
    return verdict{result::not_permitted, "too_many_logins", who.words.end_too_many_logins(),
                   fmt::format("max_logins_per_user = {} of {}", context.settings.daemon.max_logins_per_user,
                               holder_of(request, who.account))};
}

/// What the audit line says of a subject, before and after.
void note_subject(audit_record& record, const subject& who) {
    record.region = who.region;
    record.masked_phone = support::mask_phone(who.phone);
}

void note_end(audit_record& record, const subject& who, const verdict& end, const conversation& with) {
    record.reason = who.is_decoy() ? who.decoy_reason : end.reason; // the first says more
    if (end.reason == "protocol_violation")
        record.detail = with.fault();
    else if (!end.detail.empty())
        record.detail += (record.detail.empty() ? "" : "; ") + end.detail;
}

verdict note_refusal(audit_record& record, verdict end) {
    record.reason = end.reason;
    record.detail = end.detail;
    return end;
}

/// One login on its way through this file.
struct course {
    conversation& with;
    const login_request& request;
    const peer& caller;
    const login_context& context;
    audit_record& record;
    open_question& open;
};

verdict find_and_ask(const course& login, const login_account& account, const prompts& words) {
    const auto who = find_subject(login.request, login.caller, account, login.context, words);
    if (!who)
        return note_refusal(login.record, who.error());
    note_subject(login.record, *who);
    login.record.detail = who->decoy_detail;
    const auto refused = refuse_too_many(login.request, login.caller, login.context, *who);
    verdict end = refused ? *refused : tell_story(login.with, login.context, *who, login.record, login.open);
    note_end(login.record, *who, end, login.with);
    return end;
}

/// In the language of whoever is asked.
prompts words_for(const course& login) {
    return prompts{login.context.texts.find(language_of(login.request.service, login.record.account,
                                                        login.context.settings, login.context.phones))};
}

verdict ask(const course& login, prompts& words) {
    if (auto end = refuse_unprivileged(login.request, login.caller, login.context.settings))
        return note_refusal(login.record, *std::move(end)); // who gets no lookup either
    const login_account account = find_account(login.request, login.context);
    login.record.account = account.name();
    if (account.typed == login.request.user)
        login.record.user = account.name();
    words = words_for(login);
    return find_and_ask(login, account, words);
}

/// The configuration may have changed since the question was asked.
verdict go_on(const course& login, prompts& words) {
    words = words_for(login);
    const subject who = find_subject_again(login.request, login.caller, login.record.account,
                                           login.open.is_known, login.context, words);
    note_subject(login.record, who);
    verdict end = who.phone == login.open.phone
                      ? go_on_with_story(login.with, login.context, who, login.record, login.open)
                      : verdict{result::denied, "phone_changed", words.end_phone_changed()};
    note_end(login.record, who, end, login.with);
    return end;
}

/// Nothing may leave a login without a verdict, unless it goes on elsewhere.
void run(const course& login, verdict (*steps)(const course& login, prompts& words)) {
    prompts words;
    verdict end;
    try {
        end = steps(login, words);
    } catch (const std::exception& problem) {
        end = note_refusal(login.record,
                           {result::service_error, "internal_error", words.end_not_set_up(), problem.what()});
    }
    if (end.is_parked)
        return login.context.park(pending_login{login.with.release(), login.caller, login.request,
                                                login.record, std::move(login.open)});
    login.context.keep(
        record_of(login.request, login.record, end.how)); // first: whoever is let in is in the report
    login.context.end_place();
    login.with.send_verdict(end.how, end.text);
    write_audit(login.request, login.caller, login.record,
                end.how); // last: whoever reads it may rely on the rest
}

} // namespace

const std::string& holder_of(const login_request& request, const std::string& account) {
    return request.rhost.empty() && !request.ruser.empty() ? request.ruser : account;
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

void run_login(conversation& with, const login_request& request, const peer& caller,
               const login_context& context) {
    audit_record record;
    open_question open;
    run({with, request, caller, context, record, open}, ask);
}

void go_on_with_login(conversation& with, pending_login& login, const login_context& context) {
    with.go_on_at_question();
    run({with, login.request, login.caller, context, login.record, login.question}, go_on);
}

} // namespace telesignd
