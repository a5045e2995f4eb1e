// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/control/command_verbs.h"

namespace telesignd {

verdict run_version(command& asked) {
    if (!asked.begin(0))
        return unanswered(no_answer::gone);
    asked.tell("version", TELESIGND_VERSION);
    return asked.end({protocol::result::granted, "told", ""});
}

} // namespace telesignd
