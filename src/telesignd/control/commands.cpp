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
    /// Whether it leaves no line in the log when all is well: `telesignctl check` and `enable` ask it by themselves, of every
    /// user, and nobody's doings are in the answer.
    bool is_quiet = false;
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
    {"recovery-left", run_recovery_left, true},
    {"version", run_version, true},
    {"limits", run_limits},
    {"unlock", run_unlock},
    {"unlock-limits", run_unlock_limits},
    {"reload", run_reload},
    {"report", run_report},
    {"log", run_log},
};

/// nullptr: there is no such verb.
const verb* find_verb(std::string_view name) {
    const auto* const found = std::find_if(std::begin(verbs), std::end(verbs),
                                           [name](const verb& each) { return each.name == name; });
    return found == std::end(verbs) ? nullptr : found;
}

/// Nothing may leave a command without an end.
verdict run_or_fail(command& asked, const verb* wanted, const peer& caller) {
    if (caller.uid != 0)
        return {result::not_permitted, "not_root", "only root may ask: use sudo"};
    if (wanted == nullptr)
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
    const verb* const wanted = find_verb(request.verb);
    const verdict end = run_or_fail(asked, wanted, caller);
    conversation.send_done(end.result,
                           support::remove_control(std::string_view{end.text}.substr(0, protocol::max_text)));
    if (end.result == result::granted && wanted->is_quiet)
        return;

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
