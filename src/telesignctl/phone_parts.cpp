// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/phone_parts.h"

#include "support/text.h"

#include <cerrno>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace telesignctl {

using protocol::result;

answer refused(std::string text) {
    return {result::denied, std::move(text)};
}

answer bad_configuration(const config::errors& errors) {
    answer reply{result::service_error, errors.front()};
    for (const std::string& each : errors)
        reply.facts.emplace_back("error", each);
    return reply;
}

std::optional<answer> refuse_unreadable(const std::string& path) {
    if (::geteuid() == 0 || ::access(path.c_str(), R_OK) == 0 || errno != EACCES)
        return std::nullopt;
    return answer{result::service_error, fmt::format("{}: only root may read it: use sudo", path)};
}

std::string shown_number(std::string_view digits, bool full) {
    return full ? fmt::format("+{}", digits) : support::mask_phone(digits);
}

std::string account_name(const std::string& typed) {
    auto account = policy::find_account(typed);
    return account ? std::move(account->name) : typed;
}

std::string listed_name(const directory::phone_book& phones, const std::string& typed) {
    return phones.find(typed) != nullptr ? typed : account_name(typed);
}

std::optional<std::string> spelling_note(const directory::phone_book& phones, const std::string& name) {
    const std::string account = account_name(name);
    if (account == name)
        return std::nullopt;
    return fmt::format("the system spells this user {}, and logins use {}", account,
                       phones.find(account) == nullptr
                           ? fmt::format("that name only: telesignctl phone set {}", account)
                           : fmt::format("that user's own entry, which stays: telesignctl phone remove {0} "
                                         "removes it",
                                         account));
}

std::optional<std::string> unknown_name_note(const std::string& name) {
    const auto account = policy::find_account(name);
    if (account)
        return std::nullopt;
    if (account.error().cause == policy::no_account::reason::unknown)
        return fmt::format("the system knows no user \"{}\": check the spelling", name);
    return fmt::format("the user database does not answer ({}), so \"{}\" was taken as typed",
                       account.error().detail, name);
}

} // namespace telesignctl
