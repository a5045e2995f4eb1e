// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/check/module.h"

#include "telesignctl/check/check_context.h"
#include "telesignctl/enable/libpam.h"

#include <algorithm>
#include <sstream>
#include <system_error>

#include <fmt/format.h>

namespace telesignctl {

std::string foreign_libraries(const std::string& needed) {
    std::string result;
    std::istringstream names{needed};
    for (std::string each; names >> each;)
        if (each != "libpam.so.0" && each != "libc.so.6" && !each.starts_with("ld-linux"))
            result.append(result.empty() ? "" : " ").append(each);
    return result;
}

std::string module_version(const std::string& path) {
    constexpr std::string_view mark = "@(#)pam_telesign ";
    try {
        const std::string file = read_file(path);
        const auto at = file.find(mark);
        return at == file.npos ? std::string{} : std::string{file.c_str() + at + mark.size()};
    } catch (const std::system_error&) {
        return {};
    }
}

void check_module(const check_context& context, findings& results) {
    const auto needed = test_load(context.host.module);
    if (!needed) {
        results.push_back(
            {check_status::error, "module", "libpam cannot load it: " + needed.error(),
             "Install libpam-telesign: until then every service that names the module refuses logins"});
        return;
    }
    const std::string foreign = foreign_libraries(*needed);
    if (!foreign.empty())
        results.push_back({check_status::error, "module",
                           fmt::format("{} loads {} into sshd and sudo", context.host.module, foreign),
                           "Reinstall libpam-telesign: this is not the module that it ships"});
    else
        results.push_back({check_status::ok,
                           "module",
                           fmt::format("{} can be loaded and needs only {}", context.host.module, *needed),
                           {}});
}

} // namespace telesignctl
