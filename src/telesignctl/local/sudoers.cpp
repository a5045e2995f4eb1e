// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/local/sudoers.h"

#include "support/text.h"
#include "telesignctl/local/program.h"

#include <cstdlib>

#include <nlohmann/json.hpp>

namespace telesignctl {

namespace {

using json = nlohmann::json;

/// `timestamp_timeout=15`, `=1.5` or `!timestamp_timeout`.
double minutes_of(const json& value) {
    if (value.is_boolean())
        return 0;
    return value.is_number() ? value.get<double>() : std::strtod(value.get<std::string>().c_str(), nullptr);
}

bool is_longer(double minutes, double limit) {
    return minutes < 0 || (limit >= 0 && minutes > limit);
}

/// Of what holds for all, the last value counts.
void read_minutes(const json& value, bool for_all, sudoers& into) {
    if (for_all)
        into.minutes = minutes_of(value);
    else if (is_longer(minutes_of(value), into.longest_exception))
        into.longest_exception = minutes_of(value);
}

void read_defaults(const json& all, sudoers& into) {
    for (const json& each : all.value("Defaults", json::array()))
        for (const json& option : each.value("Options", json::array())) {
            if (option.contains("timestamp_timeout"))
                read_minutes(option["timestamp_timeout"], !each.contains("Binding"), into);
            for (const auto& [key, ours] :
                 {std::pair{"pam_service", "sudo"}, {"pam_login_service", "sudo-i"}})
                if (option.contains(key) && option[key].is_string() && option[key] != ours)
                    into.pam_services.push_back(option[key]);
        }
    if (!is_longer(into.longest_exception, into.minutes))
        into.longest_exception = 0;
}

bool has_unauthenticated(const json& part) {
    if (part.is_object() && part.contains("authenticate") && part["authenticate"] == false)
        return true;
    if (part.is_structured())
        for (const json& each : part)
            if (has_unauthenticated(each))
                return true;
    return false;
}

void read_groups(const json& users, sudoers& into) {
    for (const json& each : users)
        if (each.contains("usergroup"))
            into.groups.push_back(each["usergroup"]);
}

} // namespace

tl::expected<sudoers, std::string> read_sudoers(const machine& host) {
    const program_result output = run_program({"/usr/bin/cvtsudoers", "-f", "json", host.at("/etc/sudoers")});
    const json all = json::parse(output.out, nullptr, false);
    if (!output.succeeded() || !all.is_object())
        return tl::unexpected{support::remove_control(support::trim(output.error))};
    sudoers result;
    read_defaults(all, result);
    result.has_unauthenticated = has_unauthenticated(all);
    for (const json& rule : all.value("User_Specs", json::array()))
        read_groups(rule.value("User_List", json::array()), result);
    for (const json& alias : all.value("User_Aliases", json::object()))
        read_groups(alias, result);
    return result;
}

} // namespace telesignctl
