// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/ask.h"
#include "telesignctl/check/check_context.h"
#include "telesignctl/check/module.h"
#include "telesignctl/local/service_commands.h"

#include <fmt/format.h>

namespace telesignctl {

void check_daemon(const check_context& context, findings& results) {
    const answer reply = ask(context.host.socket, {"version"});
    if (reply.outcome != protocol::result::granted || reply.facts.empty()) {
        results.push_back({check_status::error, "telesignd",
                           reply.text.empty() ? "telesignd did not report its version" : reply.text,
                           fmt::format("Run {}; if it does not start, run {}",
                                       service_command("start", "telesignd"), log_command())});
        return;
    }
    const std::string& version = reply.facts.front().second;
    const std::string module = module_version(context.host.module);
    for (const auto& [program, other] :
         {std::pair{"pam_telesign.so", module}, {"telesignctl", PROJECT_VERSION}})
        if (!other.empty() && other != version) {
            results.push_back(
                {check_status::error, "telesignd",
                 fmt::format("telesignd is {}, but {} is {}", version, program, other),
                 "Install libpam-telesign and telesignd from the same release, and restart telesignd"});
            return;
        }
    results.push_back({check_status::ok,
                       "telesignd",
                       fmt::format("version {} answers at {}", version, context.host.socket),
                       {}});
}

} // namespace telesignctl
