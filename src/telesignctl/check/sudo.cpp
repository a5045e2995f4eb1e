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
    if (found->asks_nothing)
        told(health::warning,
             "some rules of sudoers ask for nothing (NOPASSWD, !authenticate): neither password nor code",
             "keep such rules to single commands of robots");
}

} // namespace telesignctl
