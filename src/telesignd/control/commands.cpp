// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/control/commands.h"

#include "support/log.h"
#include "support/text.h"
#include "telesignd/control/command_arguments.h"
#include "telesignd/control/command_verbs.h"

#include <algorithm>
#include <string>

namespace telesignd {

namespace {

using protocol::result;

struct verb {
    std::string_view name; ///< on the wire
    verdict (*run)(command& asked);
};

constexpr verb verbs[] = {
    {"phoneid", run_phoneid},
    {"send", run_send},
    {"status", run_status},
    {"sessions", run_sessions},
    {"forget", run_forget},
    {"forget-all", run_forget_all},
    {"recovery-new", run_recovery_new},
    {"recovery-list", run_recovery_list},
    {"version", run_version},
    {"limits", run_limits},
    {"unlock", run_unlock},
    {"unlock-limits", run_unlock_limits},
    {"reload", run_reload},
    {"report", run_report},
};

/// Nothing may leave a command without an end.
verdict run_or_fail(command& asked, const peer& caller) {
    if (caller.uid != 0)
        return {result::not_permitted, "not_root", "only root may ask: use sudo"};
    const auto* const wanted = std::find_if(std::begin(verbs), std::end(verbs), [&](const verb& each) {
        return each.name == asked.request.verb;
    });
    if (wanted == std::end(verbs))
        return invalid_request("unknown command: install telesignctl and telesignd from one release");
    try {
        asked.find_user();
        return wanted->run(asked);
    } catch (const std::exception& problem) {
        asked.record.detail = problem.what();
        return {result::unavailable, "internal_error", "telesignd failed: its log says why"};
    }
}

} // namespace

void run_command(conversation& conversation, const command_request& request, const peer& caller,
                 const command_context& context) {
    command asked{conversation, request, context};
    const verdict end = run_or_fail(asked, caller);
    conversation.send_done(end.result,
                           support::remove_control(std::string_view{end.text}.substr(0, protocol::max_text)));

    const command_record& record = asked.record;
    support::log_record line{"command"};
    line.add("outcome", protocol::describe(end.result));
    line.add("reason", end.reason);
    line.add("verb", request.verb);
    const std::string& user = asked.user.empty() ? request.user : asked.user;
    line.add("user", user);
    line.add("typed", user == request.user ? "" : request.user);
    line.add("source", record.source);
    line.add("phone", record.masked_phone);
    line.add("channel", record.channel);
    line.add("reference", record.reference);
    line.add("pid", std::to_string(caller.pid));
    line.add("uid", std::to_string(caller.uid));
    line.add("detail", record.detail);
    support::write_log(support::severity::notice, line);
}

} // namespace telesignd
