// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/check/check_context.h"

namespace telesignctl {

void check_configuration(const check_context& context, findings& results) {
    if (context.settings) {
        results.push_back(
            {check_status::ok, "configuration", context.host.configuration() + " is valid", {}});
        return;
    }
    const std::string remedy = correction(context.host);
    for (const std::string& each : context.settings.error())
        results.push_back({check_status::error, "configuration", each, remedy});
}

} // namespace telesignctl
