// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/check/check.h"

#include "telesignctl/check/check_context.h"

#include <exception>

#include <unistd.h>

namespace telesignctl {

namespace {

struct named_check {
    const char* name;
    void (*run)(const check_context& context, findings& results);
    bool needs_root; ///< what it looks at is closed to others
};

constexpr named_check checks[] = {
    {"configuration", check_configuration, true},
    {"phones", check_phones, true},
    {"files", check_files, true},
    {"disk", check_space, true},
    {"module", check_module, false},
    {"telesignd", check_daemon, true},
    {"TeleSign", check_endpoint, true},
    {"pam", check_services, false},
    {"sshd", check_sshd, true},
    {"sudo", check_sudo, true},
    {"users", check_users, true},
    {"recovery", check_recovery, true},
    {"confinement", check_confinement, true},
    {"trial", check_trials, true},
};

void run_check(const named_check& each, const check_context& context, findings& results) {
    try {
        each.run(context, results);
    } catch (const std::exception& problem) {
        results.push_back({check_status::error, each.name,
                           std::string{"cannot be checked: "} + problem.what(), "Fix what the message says"});
    }
}

} // namespace

findings check(const machine& host, const check_options& options) {
    const check_context context = load_check_context(host);
    const bool may_look = host.is_scratch() || ::geteuid() == 0;
    findings result;
    std::string left_out;
    for (const named_check& each : checks) {
        if (options.offline && each.run == check_endpoint)
            continue;
        if (may_look || !each.needs_root)
            run_check(each, context, result);
        else
            left_out += (left_out.empty() ? "" : ", ") + std::string{each.name};
    }
    if (!left_out.empty())
        result.push_back({check_status::warning, "privileges", "not checked: " + left_out,
                          "Run it as root: sudo telesignctl check"});
    return result;
}

int exit_status(const findings& all) {
    return static_cast<int>(worst_of(all));
}

} // namespace telesignctl
