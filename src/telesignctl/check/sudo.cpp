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
        add(check_status::warning, "sudoers could not be read: " + found.error(), "visudo -c");
        return;
    }
    const double minutes = found->minutes;
    if (minutes < 0 || minutes > long_minutes)
        add(check_status::warning,
            minutes < 0 ? "timestamp_timeout below 0: one code counts until the machine is restarted"
                        : fmt::format("one code counts for {} minutes in a terminal", minutes),
            "Defaults timestamp_timeout=15 in sudoers");
    else
        add(check_status::ok, fmt::format("one code counts for {} minutes in a terminal", minutes), "");
    if (found->longest_exception < 0 || found->longest_exception > long_minutes)
        add(check_status::warning,
            found->longest_exception < 0
                ? "timestamp_timeout below 0 for some: their code counts until the machine is restarted"
                : fmt::format("for some, one code counts for {} minutes in a terminal",
                              found->longest_exception),
            "`Defaults:` or the like with timestamp_timeout in sudoers");
    for (const std::string& other : found->pam_services)
        if (context.find(other) == nullptr)
            add(check_status::error,
                fmt::format("sudo asks PAM as {} by what sudoers says, and that asks for no code", other),
                "remove pam_service and pam_login_service from sudoers");
    if (found->has_unauthenticated)
        add(check_status::warning,
            "some rules of sudoers ask for nothing (NOPASSWD, !authenticate): neither password nor code",
            "keep such rules to single commands of robots");
}

} // namespace telesignctl
