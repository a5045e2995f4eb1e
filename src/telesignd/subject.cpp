#include "telesignd/subject.h"

#include "directory/phone_number.h"
#include "policy/decoy.h"
#include "policy/originating_ip.h"

#include <fmt/format.h>

namespace telesignd {

namespace {

using protocol::result;

tl::expected<directory::valid_number, std::string> number_of(const directory::entry& entry) {
    if (entry.digits == 0)
        return tl::unexpected{std::string{entry.problem}};
    return directory::validate_number(entry.digits);
}

} // namespace

tl::expected<subject, verdict> find_subject(const login_request& request, const peer& caller,
                                            const config::settings& settings,
                                            const directory::phone_book& phones) {
    subject who;
    who.otp = settings.otp_for(request.service);
    who.policy = settings.policy_for(request.service);
    who.risk = settings.risk_for(request.service);
    who.account = who.policy.identity == config::identity::caller ? request.ruser : request.user;
    if (who.account.empty())
        return tl::unexpected{verdict{result::denied, "no_caller", {}}};
    // The peer must own the account that logs in, and the one whose phone is asked.
    if (!may_ask_for(caller, request.user) || !may_ask_for(caller, who.account))
        return tl::unexpected{verdict{result::not_permitted, "foreign_account", {}}};

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
        if (auto number = number_of(*entry)) {
            who.phone = std::move(number->digits);
        } else {
            who.decoy_reason = "bad_phone";
            who.decoy_detail = fmt::format("{}:{}: {}", settings.phones_file, entry->line, number.error());
        }
    }
    who.ending = who.is_decoy() ? policy::decoy_ending(who.account, settings.telesign.api_key)
                                : who.phone.substr(who.phone.size() - 2);
    who.place = {who.account, request.service, request.rhost.empty() ? request.tty : request.rhost,
                 request.ruser};
    who.originating_ip = policy::originating_ip(request.rhost);
    return who;
}

} // namespace telesignd
