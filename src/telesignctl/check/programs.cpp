#include "telesignctl/check/programs.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace telesignctl {

namespace {

using enum program_kind;

/// pam_telesign(8) names them, too.
constexpr pam_program programs[] = {
    {"vsftpd", "vsftpd", has_one_field},
    {"proftpd", "ProFTPD", has_one_field},
    {"dovecot", "Dovecot", has_one_field},
    {"cups", "CUPS", has_one_field},
    {"xrdp-sesman", "xrdp", has_one_field},
    {"i3lock", "i3lock", has_one_field},
    {"swaylock", "swaylock", has_one_field},
    {"radiusd", "FreeRADIUS' rlm_pam", is_not_roots},
    {"nginx", "nginx", is_not_roots},
    {"apache2", "Apache", is_not_roots},
    {"httpd", "Apache", is_not_roots},
    {"postgresql", "PostgreSQL", is_not_roots},
    {"openvpn", "OpenVPN", has_no_mapping},
    {"atd", "atd", asks_nobody},
    {"chpasswd", "chpasswd", asks_nobody},
    {"cron", "cron", asks_nobody},
    {"crond", "crond", asks_nobody},
    {"newusers", "newusers", asks_nobody},
    {"passwd", "passwd", asks_nobody},
    {"runuser", "runuser", asks_nobody},
    {"runuser-l", "runuser", asks_nobody},
    {"samba", "Samba", asks_nobody},
    {"systemd-user", "systemd's user manager", asks_nobody},
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
    case has_one_field:
        return fmt::format(
            "{} answers every prompt with what was typed into its one field, so nobody gets in",
            program.name);
    case is_not_roots:
        return fmt::format("{} does not run as root and can reach no telesignd, so nobody gets in",
                           program.name);
    case has_no_mapping:
        return fmt::format("{} answers the code's prompt only if the line of its PAM plugin maps it",
                           program.name);
    case asks_nobody:
        break;
    }
    return fmt::format("{} authenticates nobody, so no code is asked", program.name);
}

std::string remedy_of(const pam_program& program) {
    switch (program.kind) {
    case has_one_field:
        return fmt::format(
            "give the service a stack without pam_telesign.so, or put `[exempt {0}]` and `services = {0}` "
            "into telesign.conf",
            program.service);
    case is_not_roots:
        return "give the service a stack without pam_telesign.so";
    case has_no_mapping:
        return "let the plugin's line answer our prompt with the code (static-challenge)";
    case asks_nobody:
        break;
    }
    return {};
}

} // namespace telesignctl
