// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/check/check_context.h"
#include "telesignctl/local/sudoers.h"

#include <fmt/format.h>

namespace telesignctl {

namespace {

constexpr double long_minutes = 60;

} // namespace

void check_sudo(const check_context& context, findings& results) {
    if (context.find("sudo") == nullptr)
        return;
    const auto add = [&results](check_status status, std::string text, std::string remedy) {
        results.push_back({status, "sudo", std::move(text), std::move(remedy)});
    };
    const auto found = read_sudoers(context.host);
    if (!found) {
        add(check_status::warning, "cannot read sudoers: " + found.error(), "Run visudo -c");
        return;
    }
    const double minutes = found->minutes;
    if (minutes < 0 || minutes > long_minutes)
        add(check_status::warning,
            minutes < 0 ? "timestamp_timeout is below 0: one code is valid until the machine restarts"
                        : fmt::format("one code is valid for {} minutes in a terminal", minutes),
            "Set Defaults timestamp_timeout=15 in sudoers");
    else
        add(check_status::ok, fmt::format("one code is valid for {} minutes in a terminal", minutes), "");
    if (found->longest_exception < 0 || found->longest_exception > long_minutes)
        add(check_status::warning,
            found->longest_exception < 0
                ? "timestamp_timeout is below 0 for some: their code is valid until the machine restarts"
                : fmt::format("for some, one code is valid for {} minutes in a terminal",
                              found->longest_exception),
            "Lower timestamp_timeout where `Defaults:` or the like sets it in sudoers");
    for (const std::string& other : found->pam_services)
        if (context.find(other) == nullptr)
            add(check_status::error,
                fmt::format("sudoers makes sudo use the PAM service {}, which asks for no code", other),
                "Remove pam_service and pam_login_service from sudoers");
    if (found->has_unauthenticated)
        add(check_status::warning,
            "some rules of sudoers ask for neither password nor code (NOPASSWD, !authenticate)",
            "Limit such rules to single commands of automated jobs");
}

} // namespace telesignctl
