// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/subject.h"

#include "gateway/decoy.h"
#include "policy/exemption.h"
#include "policy/lockouts.h"
#include "policy/originating_ip.h"
#include "policy/remote_address.h"
#include "policy/source.h"
#include "telesignd/user_database.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace telesignd {

namespace {

using protocol::result;

constexpr std::string_view unmapped = "unmapped"; ///< reason: phones.ini has no entry

/// What an unprivileged program says of where its user comes from is its own word and counts for nothing.
bool is_trusted(const peer& caller) {
    return caller.uid == 0;
}

/// The peer must own the account whose phone is asked, and the one that logs in.
bool is_foreign(const peer& caller, const login_request& request, const login_account& account,
                const login_context& context) {
    if (is_trusted(caller))
        return false;
    return !may_ask_for(caller, account.found) ||
           (request.user != account.typed && !may_ask_for(caller, context.shared.find_account(request.user)));
}

/// The refusal while the user database is silent: that is not "no such user", and nobody knows whom the rules are for.
verdict unanswered_lookup(const policy::no_account& why, const login_context& context, const prompts& words) {
    if (context.shared.stop.stop_requested())
        return unanswered(no_answer::stopping, words);
    return {result::unavailable, "user_database_silent", words.end_unavailable(),
            fmt::format("the system's user database (nsswitch.conf) does not answer: {}", why.detail)};
}

/// [exempt]
std::optional<verdict> exempt(const peer& caller, const login_request& request,
                              const policy::account& account, const login_context& context) {
    policy::applicant applicant{account, request.service, std::nullopt};
    if (is_trusted(caller))
        applicant.address = policy::remote_address(request.rhost);
    const auto until = std::chrono::steady_clock::now() + user_database::timeout; // for all groups together
    const auto groups_of = [&](const policy::account& user, const std::string& group) {
        return context.shared.membership_of(user, group, until);
    };
    auto rule = policy::find_exemption(context.settings.exempt, applicant, groups_of);
    if (!rule)
        return std::nullopt;
    return verdict{result::ignored, "exempt", {}, *std::move(rule)};
}

/// [remember]
std::optional<verdict> recall(const subject& subject, const policy::remembered_logins& memory,
                              const config::settings& settings) {
    const auto last = subject.known_by ? memory.find(*subject.known_by, settings.remember) : std::nullopt;
    if (!last)
        return std::nullopt;
    return verdict{result::ignored,
                   "remembered",
                   {},
                   fmt::format("a code was valid at {:%FT%TZ} for {}",
                               fmt::gmtime(last->since.time_since_epoch().count()), last->service)};
}

} // namespace

std::string phone_of(const directory::phone_book& phones, std::string_view account) {
    const directory::entry* entry = phones.find(account);
    const auto number = entry == nullptr ? std::nullopt : std::optional{phones.number_of(*entry)};
    return number && *number ? (*number)->digits : std::string{};
}

const std::string& typed_name(const login_request& request, const config::settings& settings) {
    const bool is_callers = settings.policy_for(request.service).identity == config::identity::caller;
    return is_callers ? request.ruser : request.user;
}

login_account find_account(const login_request& request, const login_context& context) {
    login_account account{typed_name(request, context.settings)};
    if (!account.typed.empty())
        account.found = context.shared.find_account(account.typed);
    return account;
}

namespace {

/// [otp] with what the service and the user have different.
config::otp_settings merge_otp(const config::settings& settings, std::string_view service,
                               const directory::entry* entry) {
    config::otp_settings otp = settings.otp_for(service);
    if (entry != nullptr && entry->differences != nullptr)
        entry->differences->apply_to(otp);
    return otp;
}

const std::string& language_of(const config::otp_settings& otp) {
    return otp.prompt_language.empty() ? otp.language : otp.prompt_language;
}

} // namespace

std::string language_of(std::string_view service, std::string_view user, const config::settings& settings,
                        const directory::phone_book& phones) {
    return language_of(merge_otp(settings, service, phones.find(user)));
}

std::optional<verdict> refuse_unprivileged(const login_request& request, const peer& caller,
                                           const config::settings& settings) {
    if (is_trusted(caller) || settings.policy_for(request.service).allow_unprivileged)
        return std::nullopt;
    return verdict{result::not_permitted, "unprivileged", {}};
}

namespace {

/// The end of a login that is decided by who it is alone.
std::optional<verdict> decide_by_account(const login_request& request, const peer& caller,
                                         const login_account& account, const login_context& context,
                                         const prompts& words) {
    if (account.typed.empty())
        return verdict{result::denied, "no_caller", {}};
    if (!account.found && account.found.error().cause == policy::no_account::reason::silent)
        return unanswered_lookup(account.found.error(), context, words);
    if (is_foreign(caller, request, account, context))
        return verdict{result::not_permitted, "foreign_account", {}};
    return account.found ? exempt(caller, request, *account.found, context) : std::nullopt;
}

/// The phone, or why there is none that may be asked.
void find_phone(subject& subject, const directory::entry* entry, const login_context& context) {
    if (entry == nullptr) {
        subject.decoy_reason = subject.is_known ? unmapped : "unknown_user";
        subject.decoy_detail = subject.is_known ? "" : "the system has no such user";
    } else {
        if (entry->differences != nullptr)
            entry->differences->apply_to(subject.risk);
        if (auto number = context.phones.number_of(*entry)) {
            subject.phone = std::move(number->digits);
            subject.region = std::move(number->region);
        } else {
            subject.decoy_reason = "bad_phone";
            subject.decoy_detail =
                fmt::format("{}:{}: {}", context.settings.phones_file, entry->line, number.error());
        }
    }
    subject.last_digits = subject.is_decoy()
                              ? gateway::decoy_ending(subject.account, context.settings.telesign.api_key)
                              : subject.phone.substr(subject.phone.size() - 2);
}

/// Where the login comes from, as pending codes, limits and the memory know it.
void find_place(subject& subject, const login_request& request, const peer& caller) {
    subject.place = {subject.account, request.service, request.rhost.empty() ? request.tty : request.rhost,
                     request.ruser,   subject.phone,   !is_trusted(caller)};
    subject.originating_ip = policy::originating_ip(request.rhost);
    const std::string_view from = is_trusted(caller) ? std::string_view{request.rhost} : std::string_view{};
    subject.unprivileged = !is_trusted(caller);
    subject.source = policy::source_of(from).value_or(std::string{});
    subject.guesses_from = policy::source_of_guesses(from);
    if (is_trusted(caller) && subject.originating_ip && !subject.is_decoy())
        subject.known_by = {subject.account, *subject.originating_ip, request.service, subject.phone, {}};
}

/// An entry may be missing only because its line is broken, or the name unknown only because a service of nsswitch.conf(5)
/// is gone: then skipping would open the door.
bool is_skipped(const subject& subject, const login_context& context) {
    return subject.policy.unmapped == config::unmapped_policy::skip && subject.is_known &&
           subject.decoy_reason == unmapped && context.phones.complete();
}

} // namespace

subject describe_subject(const login_request& request, const peer& caller, const login_account& account,
                         const login_context& context) {
    const config::settings& settings = context.settings;
    const directory::entry* const entry = context.phones.find(account.name());
    subject subject;
    subject.account = account.name();
    subject.is_known = account.found.has_value();
    subject.otp = merge_otp(settings, request.service, entry);
    subject.policy = settings.policy_for(request.service);
    subject.risk = settings.risk_for(request.service);
    subject.words = prompts{context.shared.texts.find(language_of(subject.otp))};
    // Who may not ask for the account does not learn, by the time that this takes, whether it has a phone.
    if (!is_foreign(caller, request, account, context))
        find_phone(subject, entry, context);
    find_place(subject, request, caller);
    return subject;
}

subject describe_subject_again(const login_request& request, const peer& caller, const std::string& name,
                               bool is_known, const login_context& context) {
    login_account account{name};
    if (is_known)
        account.found = policy::account{name};
    return describe_subject(request, caller, account, context);
}

std::optional<verdict> decide_unasked(const subject& subject, const login_request& request,
                                      const peer& caller, const login_account& account,
                                      const login_context& context) {
    if (auto end = decide_by_account(request, caller, account, context, subject.words))
        return end;
    if (is_skipped(subject, context))
        return verdict{result::ignored, unmapped, {}};
    return recall(subject, context.shared.remembered, context.settings);
}

} // namespace telesignd
