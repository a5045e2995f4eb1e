#include "telesignd/subject.h"

#include "policy/decoy.h"
#include "policy/exemption.h"
#include "policy/guess_locks.h"
#include "policy/originating_ip.h"
#include "policy/remote_address.h"
#include "policy/source.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace telesignd {

namespace {

using protocol::result;

/// What an unprivileged program says of where its user comes from is its own word and counts for nothing.
bool is_trusted(const peer& caller) {
    return caller.uid == 0;
}

/// [policy] allow_unprivileged, and whose accounts the caller may ask for.
std::optional<verdict> refuse_peer(const peer& caller, const login_request& request, const subject& who) {
    if (caller.uid != 0 && !who.policy.allow_unprivileged)
        return verdict{result::not_permitted, "unprivileged", {}};
    // The peer must own the account that logs in, and the one whose phone is asked.
    if (!may_ask_for(caller, request.user) || !may_ask_for(caller, who.account))
        return verdict{result::not_permitted, "foreign_account", {}};
    return std::nullopt;
}

/// [exempt]
std::optional<verdict> exempt(const peer& caller, const login_request& request, const subject& who,
                              const config::settings& settings) {
    policy::applicant applicant{who.account, request.service, std::nullopt};
    if (is_trusted(caller))
        applicant.address = policy::remote_address(request.rhost);
    auto rule = policy::find_exemption(settings.exempt, applicant);
    if (!rule)
        return std::nullopt;
    return verdict{result::ignored, "exempt", {}, *std::move(rule)};
}

/// [remember]
std::optional<verdict> recall(const subject& who, const policy::login_memory& memory,
                              const config::settings& settings) {
    const auto last = who.known_by ? memory.find(*who.known_by, settings.remember) : std::nullopt;
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

std::string language_of(const login_request& request, const config::settings& settings,
                        const directory::phone_book& phones) {
    config::otp_settings otp = settings.otp_for(request.service);
    const bool is_callers = settings.policy_for(request.service).identity == config::identity::caller;
    const directory::entry* entry = phones.find(is_callers ? request.ruser : request.user);
    if (entry != nullptr && entry->differences != nullptr)
        entry->differences->apply_to(otp);
    return otp.prompt_language.empty() ? otp.language : otp.prompt_language;
}

tl::expected<subject, verdict> find_subject(const login_request& request, const peer& caller,
                                            const config::settings& settings,
                                            const directory::phone_book& phones,
                                            const policy::login_memory& memory) {
    subject who;
    who.otp = settings.otp_for(request.service);
    who.policy = settings.policy_for(request.service);
    who.risk = settings.risk_for(request.service);
    who.account = who.policy.identity == config::identity::caller ? request.ruser : request.user;
    if (who.account.empty())
        return tl::unexpected{verdict{result::denied, "no_caller", {}}};
    if (auto end = refuse_peer(caller, request, who))
        return tl::unexpected{*std::move(end)};
    if (auto end = exempt(caller, request, who, settings))
        return tl::unexpected{*std::move(end)};

    const directory::entry* entry = phones.find(who.account);
    // An entry may be missing only because its line is broken: then skipping would open the door.
    if (entry == nullptr && who.policy.unmapped == config::unmapped_policy::skip && phones.complete())
        return tl::unexpected{verdict{result::ignored, "unmapped", {}}};

    if (entry == nullptr) {
        who.decoy_reason = "unmapped";
    } else {
        if (entry->differences != nullptr) {
            entry->differences->apply_to(who.otp);
            entry->differences->apply_to(who.risk);
            who.enrolled = entry->differences->enrolled;
        }
        if (auto number = phones.number_of(*entry)) {
            who.phone = std::move(number->digits);
            who.region = std::move(number->region);
        } else {
            who.decoy_reason = "bad_phone";
            who.decoy_detail = fmt::format("{}:{}: {}", settings.phones_file, entry->line, number.error());
        }
    }
    who.ending = who.is_decoy() ? policy::decoy_ending(who.account, settings.telesign.api_key)
                                : who.phone.substr(who.phone.size() - 2);
    who.place = {who.account,   request.service, request.rhost.empty() ? request.tty : request.rhost,
                 request.ruser, who.phone,       !is_trusted(caller)};
    who.originating_ip = policy::originating_ip(request.rhost);
    const std::string_view from = is_trusted(caller) ? std::string_view{request.rhost} : std::string_view{};
    who.unprivileged = !is_trusted(caller);
    who.source = policy::source_of(from).value_or(std::string{});
    who.guesses_from = policy::source_of_guesses(from);
    if (is_trusted(caller) && who.originating_ip && !who.is_decoy())
        who.known_by = {who.account, *who.originating_ip, request.service, who.phone, {}};
    if (auto end = recall(who, memory, settings))
        return tl::unexpected{*std::move(end)};
    return who;
}

} // namespace telesignd
