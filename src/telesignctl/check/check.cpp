#include "telesignctl/check/check.h"

#include "telesignctl/check/site.h"

#include <exception>

#include <unistd.h>

namespace telesignctl {

namespace {

struct theme {
    const char* name;
    void (*run)(const site& here, findings& into);
    bool needs_root; ///< what it looks at is closed to others
};

constexpr theme themes[] = {
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

void run_theme(const theme& each, const site& here, findings& into) {
    try {
        each.run(here, into);
    } catch (const std::exception& problem) {
        into.push_back({health::error, each.name, std::string{"cannot be looked at: "} + problem.what(),
                        "see that text"});
    }
}

} // namespace

findings check(const machine& where, const check_options& wanted) {
    const site here = look_at(where);
    const bool may_look = where.is_scratch() || ::geteuid() == 0;
    findings result;
    std::string left_out;
    for (const theme& each : themes) {
        if (wanted.offline && each.run == check_endpoint)
            continue;
        if (may_look || !each.needs_root)
            run_theme(each, here, result);
        else
            left_out += (left_out.empty() ? "" : ", ") + std::string{each.name};
    }
    if (!left_out.empty())
        result.push_back({health::warning, "privileges", "not looked at: " + left_out,
                          "run it as root: sudo telesignctl check"});
    return result;
}

int exit_status(const findings& all) {
    return static_cast<int>(worst_of(all));
}

} // namespace telesignctl
