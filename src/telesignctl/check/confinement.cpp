// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/check/check_context.h"

#include <filesystem>
#include <system_error>

namespace telesignctl {

namespace {

std::string text_or_nothing(const std::string& path) {
    try {
        return read_file(path);
    } catch (const std::system_error&) {
        return {};
    }
}

/// Whether a policy module of ours is installed, in whatever policy (targeted, default, mls).
bool has_selinux_module(const machine& host) {
    std::error_code none;
    for (const auto& policy : std::filesystem::directory_iterator{host.at("/var/lib/selinux"), none})
        for (const auto& priority :
             std::filesystem::directory_iterator{policy.path() / "active/modules", none})
            for (const auto& each : std::filesystem::directory_iterator{priority.path(), none})
                if (each.path().filename().string().find("telesign") != std::string::npos)
                    return true;
    return false;
}

} // namespace

void check_confinement(const check_context& context, findings& results) {
    if (!std::filesystem::exists(context.host.at("/sys"))) {
        results.push_back(
            {check_status::ok, "confinement", "not checked: there is no " + context.host.at("/sys"), {}});
        return;
    }
    const bool selinux = text_or_nothing(context.host.at("/sys/fs/selinux/enforce")).starts_with('1');
    const bool apparmor =
        text_or_nothing(context.host.at("/sys/module/apparmor/parameters/enabled")).starts_with('Y');
    if (selinux && !has_selinux_module(context.host))
        results.push_back(
            {check_status::warning, "confinement",
             "SELinux is enforcing, but no policy module lets sshd and sudo connect to telesignd",
             "Build and load the policy module that the package ships; look for denials with ausearch -m "
             "avc"});
    else if (selinux)
        results.push_back({check_status::ok,
                           "confinement",
                           "SELinux is enforcing, with a policy module for telesignd",
                           {}});
    else if (apparmor)
        results.push_back(
            {check_status::ok,
             "confinement",
             text_or_nothing(context.host.at("/sys/kernel/security/apparmor/profiles")).find("telesignd") !=
                     std::string::npos
                 ? "AppArmor is enabled and confines telesignd"
                 : "AppArmor is enabled but does not confine telesignd",
             {}});
    else
        results.push_back({check_status::ok, "confinement", "neither SELinux nor AppArmor is enabled", {}});
}

} // namespace telesignctl
