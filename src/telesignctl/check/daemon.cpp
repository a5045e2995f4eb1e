#include "telesignctl/ask.h"
#include "telesignctl/check/module.h"
#include "telesignctl/check/site.h"

#include <fmt/format.h>

namespace telesignctl {

void check_daemon(const site& here, findings& into) {
    const answer said = ask(here.where.socket, {"version"});
    if (said.how != protocol::result::granted || said.facts.empty()) {
        into.push_back({health::error, "telesignd",
                        said.text.empty() ? "it does not tell its version" : said.text,
                        "systemctl status telesignd.socket telesignd; journalctl -u telesignd"});
        return;
    }
    const std::string& version = said.facts.front().second;
    const std::string module = module_version(here.where.module);
    for (const auto& [what, other] : {std::pair{"pam_telesign.so", module}, {"telesignctl", PROJECT_VERSION}})
        if (!other.empty() && other != version) {
            into.push_back({health::error, "telesignd",
                            fmt::format("telesignd is {}, but {} is {}", version, what, other),
                            "install libpam-telesign and telesignd from one release, and restart telesignd"});
            return;
        }
    into.push_back(
        {health::ok, "telesignd", fmt::format("version {} answers at {}", version, here.where.socket), {}});
}

} // namespace telesignctl
