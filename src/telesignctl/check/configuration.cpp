// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/check/check_context.h"

namespace telesignctl {

void check_configuration(const check_context& context, findings& results) {
    if (context.settings) {
        results.push_back(
            {check_status::ok, "configuration", context.host.configuration() + " is valid", {}});
        return;
    }
    for (const std::string& each : context.settings.error()) // each says what to do
        results.push_back(
            {check_status::error, "configuration", each, "Correct it, then run systemctl reload telesignd"});
}

} // namespace telesignctl
