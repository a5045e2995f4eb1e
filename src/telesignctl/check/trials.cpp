// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/check/check_context.h"
#include "telesignctl/enable/services.h"
#include "telesignctl/enable/trial.h"

#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace telesignctl {

void check_trials(const check_context& context, findings& results) {
    constexpr std::time_t timer_grace = 60; // until a timer has done its work
    for (const trial& each : list_trials(context.host)) {
        if (each.is_of_another_boot() || each.until + timer_grace < std::time(nullptr))
            results.push_back(
                {check_status::error, "trial",
                 fmt::format("{} was on trial until {:%FT%TZ}: nobody confirmed it, and it was not turned "
                             "off (telesign-trials.service does that at each boot)",
                             each.service, fmt::gmtime(each.until)),
                 fmt::format("Run telesignctl disable {}, or telesignctl confirm",
                             argument_of(each.service))});
        else
            results.push_back(
                {check_status::warning, "trial",
                 fmt::format("{} is on trial until {:%FT%TZ}", each.service, fmt::gmtime(each.until)),
                 "Run telesignctl confirm after a successful login"});
    }
}

} // namespace telesignctl
