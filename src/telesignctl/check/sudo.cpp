#include "telesignctl/check/site.h"
#include "telesignctl/local/sudoers.h"

#include <fmt/format.h>

namespace telesignctl {

namespace {

constexpr double long_minutes = 60;

} // namespace

void check_sudo(const site& here, findings& into) {
    if (here.find("sudo") == nullptr)
        return;
    const auto told = [&into](health how, std::string text, std::string remedy) {
        into.push_back({how, "sudo", std::move(text), std::move(remedy)});
    };
    const auto found = read_sudoers(here.where);
    if (!found) {
        told(health::warning, "sudoers could not be read: " + found.error(), "visudo -c");
        return;
    }
    const double minutes = found->minutes;
    if (minutes < 0 || minutes > long_minutes)
        told(health::warning,
             minutes < 0 ? "timestamp_timeout below 0: one code counts until the machine is restarted"
                         : fmt::format("one code counts for {} minutes in a terminal", minutes),
             "Defaults timestamp_timeout=15 in sudoers");
    else
        told(health::ok, fmt::format("one code counts for {} minutes in a terminal", minutes), "");
    if (found->some_minutes < 0 || found->some_minutes > long_minutes)
        told(health::warning,
             found->some_minutes < 0
                 ? "timestamp_timeout below 0 for some: their code counts until the machine is restarted"
                 : fmt::format("for some, one code counts for {} minutes in a terminal", found->some_minutes),
             "`Defaults:` or the like with timestamp_timeout in sudoers");
    for (const std::string& other : found->others)
        if (here.find(other) == nullptr)
            told(health::error,
                 fmt::format("sudo asks PAM as {} by what sudoers says, and that asks for no code", other),
                 "remove pam_service and pam_login_service from sudoers");
    if (found->asks_nothing)
        told(health::warning,
             "some rules of sudoers ask for nothing (NOPASSWD, !authenticate): neither password nor code",
             "keep such rules to single commands of robots");
}

} // namespace telesignctl
