// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/trial.h"

#include "support/ascii.h"
#include "support/random.h"
#include "support/text.h"
#include "telesignctl/enable/background_timer.h"
#include "telesignctl/enable/backup.h"
#include "telesignctl/enable/enable.h"
#include "telesignctl/enable/services.h"
#include "telesignctl/local/atomic_file.h"
#include "telesignctl/local/program.h"

#include <filesystem>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace telesignctl {

namespace {

using json = nlohmann::json;

constexpr std::string_view prefix = "trial-";

std::string file_of(const machine& host, const std::string& service) {
    return fmt::format("{}/{}{}", host.backup_folder(), prefix, service);
}

/// Of its timer and its service.
std::string unit_of(const trial& each) {
    return "telesign-trial-" + each.id;
}

/// How soon the end of a trial is tried again if it fails, on a full disk for instance.
constexpr std::chrono::seconds retry_interval{15};

/// A timer of systemd's: it outlives the session, and whatever ends the session's processes.
tl::expected<void, std::string> start_timer(const trial& new_trial, std::chrono::seconds span) {
    const std::string self = std::filesystem::read_symlink("/proc/self/exe");
    const program_result started = run_program(
        {"/usr/bin/systemd-run", "--quiet", "--collect", "--unit=" + unit_of(new_trial),
         fmt::format("--on-active={}s", span.count()), "--timer-property=AccuracySec=1s",
         "--property=Restart=on-failure", fmt::format("--property=RestartSec={}s", retry_interval.count()),
         "--property=StartLimitIntervalSec=0", self, "enable", "--end-trial", new_trial.id,
         argument_of(new_trial.service)});
    if (!started.succeeded())
        return tl::unexpected{"systemd-run: " + support::remove_control(support::trim(started.error))};
    return {};
}

} // namespace

std::string boot_id() {
    return std::string{support::trim(read_file("/proc/sys/kernel/random/boot_id"))};
}

bool trial::is_of_another_boot() const {
    return boot != boot_id();
}

bool trial::is_over() const {
    return is_of_another_boot() || until <= std::time(nullptr);
}

std::optional<trial> find_trial(const machine& host, const std::string& service) {
    const auto content = read_if_present(file_of(host, service));
    if (!content)
        return std::nullopt;
    const json read = json::parse(*content, nullptr, false);
    const auto text = [&read](const char* key) {
        return read.is_object() && read.contains(key) && read[key].is_string() ? read[key].get<std::string>()
                                                                               : std::string{};
    };
    // A file that was damaged counts as one whose time has come.
    const bool has_time = read.is_object() && read.contains("until") && read["until"].is_number_integer();
    return trial{service, text("id"), has_time ? read["until"].get<std::time_t>() : 0, text("boot")};
}

std::vector<trial> list_trials(const machine& host) {
    std::vector<trial> result;
    std::error_code none;
    for (const auto& each : std::filesystem::directory_iterator{host.backup_folder(), none}) {
        const std::string name = each.path().filename();
        if (!name.starts_with(prefix))
            continue;
        if (auto found = find_trial(host, name.substr(prefix.size()))) // or it has ended meanwhile
            result.push_back(*std::move(found));
    }
    return result;
}

tl::expected<void, std::string> begin_trial(const machine& host, const std::string& service,
                                            std::chrono::seconds span) {
    make_backup_folder(host);
    const trial new_trial{service, support::lower_case(support::random_hex(8)),
                          std::time(nullptr) + span.count(), boot_id()};
    write_private_file(
        file_of(host, service),
        json{{"id", new_trial.id}, {"until", new_trial.until}, {"boot", new_trial.boot}}.dump() + '\n');
    auto started =
        host.has_systemd()
            ? start_timer(new_trial, span)
            : start_background_timer(file_of(host, service), span, [&] {
                  while (::access(file_of(host, service).c_str(), F_OK) == 0 &&
                         end_trial(host, service, new_trial.id).outcome != protocol::result::granted)
                      std::this_thread::sleep_for(retry_interval);
              });
    if (!started)
        remove_trial(host, service);
    return started;
}

void remove_trial(const machine& host, const std::string& service) {
    const auto found = find_trial(host, service);
    if (!found)
        return;
    std::filesystem::remove(file_of(host, service));
    if (host.has_systemd() && !found->id.empty()) // not there any more when the timer itself does this
        static_cast<void>(run_program({"/usr/bin/systemctl", "--quiet", "stop", unit_of(*found) + ".timer"}));
}

} // namespace telesignctl
