#include "telesignctl/check/site.h"
#include "telesignctl/enable/trial.h"

#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace telesignctl {

void check_trials(const site& here, findings& into) {
    constexpr std::time_t patience = 60; // until a timer has done its work
    for (const trial& each : list_trials(here.where)) {
        if (each.is_of_another_boot() || each.until + patience < std::time(nullptr))
            into.push_back(
                {health::error, "trial",
                 fmt::format(
                     "{} was on trial until {:%FT%TZ}; nobody confirmed it, and nothing has undone it "
                     "(telesign-trials.service does at each boot)",
                     each.service, fmt::gmtime(each.until)),
                 fmt::format("telesignctl disable {}, or telesignctl confirm", each.service)});
        else
            into.push_back(
                {health::warning, "trial",
                 fmt::format("{} is on trial until {:%FT%TZ}", each.service, fmt::gmtime(each.until)),
                 "telesignctl confirm, after a login has worked"});
    }
}

} // namespace telesignctl
