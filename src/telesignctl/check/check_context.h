// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"
#include "directory/phone_book.h"
#include "telesignctl/check/finding.h"
#include "telesignctl/local/machine.h"
#include "telesignctl/pam/stack_analysis.h"

#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace telesignctl {

/// A PAM service that names our module.
struct protected_service {
    std::string name;
    pam::stack stack;
    pam::stack_analysis found;
    std::string group; ///< of pam_succeed_if, when only its members are asked (bypass_kind::open_group)
};

/// A PAM service of which it is not known whether it names our module.
struct unread_service {
    std::string name;
    std::string reason;
};

/// What the checks read, once for all of them.
struct check_context {
    const machine& host;
    tl::expected<config::settings, config::errors> settings;
    tl::expected<directory::loaded_book, std::string> phones;
    std::vector<protected_service> services;
    std::vector<unread_service> unread;

    [[nodiscard]] const protected_service* find(const std::string& service) const;
    /// Whether the user has a phone that can be used.
    [[nodiscard]] bool has_phone(const std::string& user) const;
};

check_context load_check_context(const machine& host);

/// What has to be run after a file of telesignd's was corrected: what reloads it, or starts it if it does not run. Empty: a
/// scratch copy has no telesignd.
std::string apply_command(const machine& host);

/// "Correct it, then run telesignctl reload"
std::string correction(const machine& host, const std::string& wrong_part = "it");

// One file for each group of checks. Each function adds at least one finding, and throws std::exception if it cannot be run.
void check_configuration(const check_context& context, findings& results); ///< telesign.conf: all errors
void check_phones(const check_context& context, findings& results);        ///< phones.ini: all entries
void check_files(const check_context& context, findings& results);         ///< owners and modes
void check_space(const check_context& context, findings& results);         ///< on the state's disk
void check_module(const check_context& context,
                  findings& results); ///< whether libpam can load it, and what it needs
void check_daemon(const check_context& context, findings& results); ///< whether it answers, and its version
void check_endpoint(const check_context& context,
                    findings& results); ///< DNS, TLS, credentials and clock; asks TeleSign
void check_services(const check_context& context,
                    findings& results); ///< the PAM services that name the module
void check_sshd(const check_context& context, findings& results);
void check_sudo(const check_context& context, findings& results);
void check_users(const check_context& context, findings& results); ///< accounts without a phone
void check_recovery(const check_context& context,
                    findings& results); ///< users without recovery codes; asks telesignd
void check_confinement(const check_context& context, findings& results); ///< SELinux and AppArmor
void check_trials(const check_context& context, findings& results);      ///< `enable --try`

} // namespace telesignctl
