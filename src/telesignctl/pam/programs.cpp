// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/pam/programs.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace telesignctl {

namespace {

using enum program_kind;

/// pam_telesign(8) names them, too.
constexpr pam_program programs[] = {
    {"vsftpd", "vsftpd", single_field},
    {"proftpd", "ProFTPD", single_field},
    {"dovecot", "Dovecot", single_field},
    {"cups", "CUPS", single_field},
    {"xrdp-sesman", "xrdp", single_field},
    {"i3lock", "i3lock", single_field},
    {"swaylock", "swaylock", single_field},
    {"radiusd", "FreeRADIUS' rlm_pam", not_root},
    {"nginx", "nginx", not_root},
    {"apache2", "Apache", not_root},
    {"httpd", "Apache", not_root},
    {"postgresql", "PostgreSQL", not_root},
    {"openvpn", "OpenVPN", needs_mapping},
    {"atd", "atd", never_authenticates},
    {"chpasswd", "chpasswd", never_authenticates},
    {"cron", "cron", never_authenticates},
    {"crond", "crond", never_authenticates},
    {"newusers", "newusers", never_authenticates},
    {"passwd", "passwd", never_authenticates},
    {"runuser", "runuser", never_authenticates},
    {"runuser-l", "runuser", never_authenticates},
    {"samba", "Samba", never_authenticates},
    {"systemd-user", "systemd's user manager", never_authenticates},
};

} // namespace

const pam_program* find_program(std::string_view service) {
    const auto* const found =
        std::find_if(std::begin(programs), std::end(programs),
                     [service](const pam_program& each) { return each.service == service; });
    return found == std::end(programs) ? nullptr : found;
}

std::string describe(const pam_program& program) {
    switch (program.kind) {
    case single_field:
        return fmt::format(
            "{} answers every prompt with what was typed into its only field, so nobody can log in",
            program.name);
    case not_root:
        return fmt::format("{} does not run as root and cannot reach telesignd, so nobody can log in",
                           program.name);
    case needs_mapping:
        return fmt::format("{} answers the prompt for the code only if the line of its PAM plugin maps it",
                           program.name);
    case never_authenticates:
        break;
    }
    return fmt::format("{} authenticates nobody, so nobody is asked for a code", program.name);
}

std::string remedy_of(const pam_program& program) {
    switch (program.kind) {
    case single_field:
        return fmt::format("Give the service a stack without pam_telesign.so, or add `[exempt {0}]` with "
                           "`services = {0}` to telesign.conf",
                           program.service);
    case not_root:
        return "Give the service a stack without pam_telesign.so";
    case needs_mapping:
        return "Map our prompt to the code in the plugin's line (static-challenge)";
    case never_authenticates:
        break;
    }
    return {};
}

} // namespace telesignctl
