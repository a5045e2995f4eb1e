// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/answer.h"

namespace telesignctl {

int exit_status(protocol::result outcome) noexcept {
    using protocol::result;
    switch (outcome) {
    case result::granted:
        return 0;
    case result::ignored: // nobody was asked for a code, so nothing is proved
    case result::denied:
    case result::attempts_used_up:
    case result::not_permitted:
    case result::conversation_error:
        return 1;
    case result::service_error:
        return usage_error;
    case result::unavailable:
        break;
    }
    return 3;
}

} // namespace telesignctl
