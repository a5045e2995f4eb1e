// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/answer.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// `telesignctl log`: what became of each login, as a sentence.
namespace telesignctl {

/// A login that telesignd knows of, or the number of those alike in one hour.
struct logged_login {
    std::chrono::sys_seconds at{}; ///< of a number: when the hour begins
    std::int64_t number = 0;       ///< 0: it is one login
    std::string outcome;           ///< as telesignd logs it: "not_permitted"
    std::string reason;            ///< as telesignd logs it: "locked"
    std::string user;              ///< empty: a number of several users'
    std::string service;
    std::string source; ///< PAM_RHOST; empty: this host
    std::string channel;
    std::optional<std::chrono::sys_seconds> until; ///< when a lock or a limit ends
    std::string detail;
};

/// The facts of telesignd's answer; what is not of their form is left out.
std::vector<logged_login> read_log(const answer& reply);

/// "refused, locked until 10:18 (failures = 10/1h); telesignctl unlock alice"
std::string sentence_of(const logged_login& login);

/// What a login is called that ended so: granted, not asked, refused or failed, as in the report.
const char* outcome_word(std::string_view outcome) noexcept;

/// For people: a line a login, in local time, with the date unless it is that of `now`. With `names_users` each line
/// names its user.
std::string log_as_text(const answer& reply, bool names_users, std::chrono::sys_seconds now);

} // namespace telesignctl
