#pragma once

#include "config/settings.h"
#include "directory/phone_book.h"
#include "telesignctl/check/finding.h"
#include "telesignctl/local/machine.h"
#include "telesignctl/pam/protection.h"

#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace telesignctl {

/// A PAM service that names our module.
struct protected_service {
    std::string name;
    pam::stack stack;
    pam::protection found;
    std::string group; ///< of pam_succeed_if, when only its members are asked (bypass_kind::open_group)
};

/// A PAM service of which it is not known whether it names our module.
struct unread_service {
    std::string name;
    std::string why;
};

/// What the checks look at, read once.
struct site {
    const machine& where;
    tl::expected<config::settings, config::errors> settings;
    tl::expected<directory::loaded_book, std::string> phones;
    std::vector<protected_service> services;
    std::vector<unread_service> unread;

    [[nodiscard]] const protected_service* find(const std::string& service) const;
    /// Whether the user has a phone that can be used.
    [[nodiscard]] bool has_phone(const std::string& user) const;
};

site look_at(const machine& where);

// One file a theme. Each adds at least one finding, and throws nothing but std::exception for what it cannot look at.
void check_configuration(const site& here, findings& into); ///< telesign.conf: all errors
void check_phones(const site& here, findings& into);        ///< phones.ini: all entries
void check_files(const site& here, findings& into);         ///< owners and modes
void check_space(const site& here, findings& into);         ///< on the state's disk
void check_module(const site& here, findings& into);        ///< whether libpam can load it, and what it needs
void check_daemon(const site& here, findings& into);        ///< whether it answers, and its version
void check_endpoint(const site& here, findings& into); ///< DNS, TLS, credentials and clock; asks TeleSign
void check_services(const site& here, findings& into); ///< the PAM services that name the module
void check_sshd(const site& here, findings& into);
void check_sudo(const site& here, findings& into);
void check_users(const site& here, findings& into);       ///< who could log in and has no phone
void check_recovery(const site& here, findings& into);    ///< who has no recovery code; asks telesignd
void check_confinement(const site& here, findings& into); ///< SELinux and AppArmor
void check_trials(const site& here, findings& into);      ///< `enable --try`

} // namespace telesignctl
