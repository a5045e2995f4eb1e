// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/control/command_arguments.h"
#include "telesignd/control/command_verbs.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace telesignd {

using protocol::result;

verdict run_sessions(command& asked) {
    if (!asked.begin(0))
        return unanswered(no_answer::gone);
    const config::remember_settings& rules = asked.context.settings.remember;
    const auto all = asked.context.shared.remembered.all(rules);
    for (const policy::remembered_login& each : all) {
        const auto at = [](std::chrono::sys_seconds time) {
            return fmt::gmtime(time.time_since_epoch().count());
        };
        asked.tell(each.account,
                   fmt::format("address={} service={} since={:%FT%TZ} until={:%FT%TZ}", each.address,
                               each.service, at(each.since), at(each.since + *rules.keep_for)));
    }
    if (!rules.keep_for)
        return asked.end({result::granted, "listed", "Nobody is remembered: [remember] for is not set."});
    return asked.end({result::granted, "listed", all.empty() ? "Nobody is remembered." : ""});
}

namespace {

verdict forgotten(command& asked, std::size_t count) {
    asked.record.detail = fmt::format("{} forgotten", count);
    return asked.end({result::granted, "forgotten",
                      fmt::format("Forgotten: {}.{}{}", count, asked.account_note(), asked.flush())});
}

} // namespace

verdict run_forget(command& asked) {
    const std::string& user = asked.user;
    if (user.empty())
        return invalid_request("name a user, or all, one of them");
    if (!asked.begin(0))
        return unanswered(no_answer::gone);
    return forgotten(asked, asked.context.shared.remembered.forget(user, [&] {
        asked.context.shared.record(state::removal{state::removal::kind::remembered, user});
    }));
}

verdict run_forget_all(command& asked) {
    if (!asked.user.empty())
        return invalid_request("name a user, or all, one of them");
    if (!asked.begin(0))
        return unanswered(no_answer::gone);
    return forgotten(asked, asked.context.shared.remembered.forget_all([&] {
        asked.context.shared.record(state::removal{state::removal::kind::remembered, std::nullopt});
    }));
}

} // namespace telesignd
