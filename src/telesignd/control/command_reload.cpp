// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/control/command_verbs.h"

#include <fmt/format.h>

namespace telesignd {

using protocol::result;

verdict run_reload(command& asked) {
    if (!asked.begin(0))
        return unanswered(no_answer::gone);
    const load_result loaded = asked.context.reload();
    asked.tell("loaded", loaded.news);
    for (const std::string& each : loaded.problems)
        asked.tell(loaded.is_in_force ? "problem" : "error", each);
    for (const std::string& each : loaded.notes)
        asked.tell("note", each);
    if (!loaded.is_in_force)
        return asked.end({result::denied, "refused", "Refused: the previous configuration stays in force."});
    return asked.end({result::granted, "reloaded", "Reloaded."});
}

} // namespace telesignd
