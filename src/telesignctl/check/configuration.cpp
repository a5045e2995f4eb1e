#include "telesignctl/check/site.h"

namespace telesignctl {

void check_configuration(const site& here, findings& into) {
    if (here.settings) {
        into.push_back({health::ok, "configuration", here.where.configuration() + " is good", {}});
        return;
    }
    for (const std::string& each : here.settings.error()) // each says what to do
        into.push_back(
            {health::error, "configuration", each, "correct that; then systemctl reload telesignd"});
}

} // namespace telesignctl
