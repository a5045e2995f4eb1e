#include "telesignctl/check/site.h"

#include "support/text.h"
#include "telesignctl/local/program.h"

#include <cstdlib>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace telesignctl {

namespace {

using json = nlohmann::json;

constexpr double default_minutes = 15; // sudoers(5)
constexpr double long_minutes = 60;

/// The last value of a sudoers option in Defaults that hold for all.
std::optional<double> timestamp_timeout(const json& sudoers) {
    std::optional<double> result;
    if (!sudoers.contains("Defaults"))
        return result;
    for (const json& each : sudoers["Defaults"])
        for (const json& option : each.value("Options", json::array()))
            if (!each.contains("Binding") && option.contains("timestamp_timeout")) {
                const json& value = option["timestamp_timeout"];
                result = value.is_number() ? value.get<double>()
                                           : std::strtod(value.get<std::string>().c_str(), nullptr);
            }
    return result;
}

/// NOPASSWD, or `Defaults !authenticate`, anywhere.
bool asks_nothing(const json& part) {
    if (part.is_object() && part.contains("authenticate") && part["authenticate"] == false)
        return true;
    if (part.is_structured())
        for (const json& each : part)
            if (asks_nothing(each))
                return true;
    return false;
}

} // namespace

void check_sudo(const site& here, findings& into) {
    if (here.find("sudo") == nullptr)
        return;
    const auto told = [&into](health how, std::string text, std::string remedy) {
        into.push_back({how, "sudo", std::move(text), std::move(remedy)});
    };
    const program_result said =
        run_program({"/usr/bin/cvtsudoers", "-f", "json", here.where.at("/etc/sudoers")});
    const json sudoers = json::parse(said.out, nullptr, false);
    if (!said.succeeded() || !sudoers.is_object()) {
        told(health::warning, "sudoers could not be read: " + std::string{support::trim(said.error)},
             "visudo -c");
        return;
    }
    const double minutes = timestamp_timeout(sudoers).value_or(default_minutes);
    if (minutes < 0 || minutes > long_minutes)
        told(health::warning,
             minutes < 0 ? "timestamp_timeout below 0: one code counts until the machine is restarted"
                         : fmt::format("one code counts for {} minutes in a terminal", minutes),
             "Defaults timestamp_timeout=15 in sudoers");
    else
        told(health::ok, fmt::format("one code counts for {} minutes in a terminal", minutes), "");
    if (asks_nothing(sudoers))
        told(health::warning,
             "some rules of sudoers ask for nothing (NOPASSWD, !authenticate): neither password nor code",
             "keep such rules to single commands of robots");
}

} // namespace telesignctl
