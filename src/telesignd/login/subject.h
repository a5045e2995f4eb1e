// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"
#include "directory/phone_book.h"
#include "policy/remembered_logins.h"
#include "telesignd/conversation.h"
#include "telesignd/login/login.h"
#include "telesignd/login/pending_codes.h"
#include "telesignd/peer.h"
#include "telesignd/text/prompts.h"
#include "telesignd/verdict.h"

#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace telesignd {

/// The account that a login is about.
struct login_account {
    std::string
        typed; ///< PAM_USER, or PAM_RUSER under `identity = caller`: one of the spellings of the account's name
    policy::found_account found = tl::unexpected{policy::no_account{}};

    /// The system's own spelling, or what was typed if the system does not know it.
    [[nodiscard]] const std::string& name() const noexcept { return found ? found->name : typed; }
};

/// Asks the system's user database.
login_account find_account(const login_request& request, const login_context& context);

/// Whose phone a login asks, and by which rules.
struct subject {
    std::string account;            ///< login_account::name()
    bool is_known = true;           ///< to the system; who is not is neither skipped nor exempt
    std::string phone;              ///< digits, valid to libphonenumber; empty: a decoy is played
    std::string region;             ///< libphonenumber's, of the phone
    std::string last_digits;        ///< the last two, or made-up ones
    config::otp_settings otp;       ///< with what the service and the user have different
    config::policy_settings policy; ///< with what the service has different
    config::risk_settings risk;     ///< with what the service and the user have different
    pending_codes::place place;
    std::optional<std::string> originating_ip;
    bool unprivileged = false; ///< a program that is not root's asks
    std::string source;        ///< policy::source_of(); empty: none
    std::string guesses_from;  ///< policy::source_of_guesses()
    /// What [remember] knows the login by. Nothing for a decoy's, for one from nowhere else, and where only an unprivileged
    /// program says so.
    std::optional<policy::remembered_login> known_by;
    prompts words;                 ///< in the language of whoever is asked
    std::string_view decoy_reason; ///< why there is no phone to ask: one word for the audit line
    std::string decoy_detail;      ///< and more of it, with file and line; no number

    [[nodiscard]] bool is_decoy() const noexcept { return phone.empty(); }
};

/// The number that an account's codes go to, digits; empty: it has none that is valid.
std::string phone_of(const directory::phone_book& phones, std::string_view account);

/// PAM_USER, or PAM_RUSER under `identity = caller`.
const std::string& typed_name(const login_request& request, const config::settings& settings);

/// The tag of the language in which `service` speaks to a user, by their name in phones.ini.
std::string language_of(std::string_view service, std::string_view user, const config::settings& settings,
                        const directory::phone_book& phones);

/// By the account's entry in phones.ini and the configuration; both are read once a login.
subject describe_subject(const login_request& request, const peer& caller, const login_account& account,
                         const login_context& context);

/// For a login that was asked already, by the name of its account and whether the system knows it: that is asked once a login.
/// It is neither skipped, exempt nor remembered any more.
subject describe_subject_again(const login_request& request, const peer& caller, const std::string& name,
                               bool is_known, const login_context& context);

/// Returns the verdict for a login that ends before anybody is asked: refused, or let through by policy.
std::optional<verdict> decide_unasked(const subject& subject, const login_request& request,
                                      const peer& caller, const login_account& account,
                                      const login_context& context);

/// [policy] allow_unprivileged: the verdict for a program that may not ask for anybody.
std::optional<verdict> refuse_unprivileged(const login_request& request, const peer& caller,
                                           const config::settings& settings);

} // namespace telesignd
