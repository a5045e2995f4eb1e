#include "telesignctl/enable/trial.h"

#include "support/ascii.h"
#include "support/random.h"
#include "support/text.h"
#include "telesignctl/enable/enable.h"
#include "telesignctl/enable/file_change.h"
#include "telesignctl/enable/waiting.h"
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

std::string file_of(const machine& where, const std::string& service) {
    return fmt::format("{}/{}{}", where.keep_folder(), prefix, service);
}

/// Of its timer and its service.
std::string unit_of(const trial& each) {
    return "telesign-trial-" + each.id;
}

/// A trial's end that fails, on a full disk say, is tried again after so long.
constexpr std::chrono::seconds pause{15};

/// A timer of systemd's: it outlives the session, and whatever ends the session's processes.
tl::expected<void, std::string> start_timer(const trial& wanted, std::chrono::seconds span) {
    const std::string self = std::filesystem::read_symlink("/proc/self/exe");
    const program_result started = run_program(
        {"/usr/bin/systemd-run", "--quiet", "--collect", "--unit=" + unit_of(wanted),
         fmt::format("--on-active={}s", span.count()), "--timer-property=AccuracySec=1s",
         "--property=Restart=on-failure", fmt::format("--property=RestartSec={}s", pause.count()),
         "--property=StartLimitIntervalSec=0", self, "enable", "--end-trial", wanted.id, wanted.service});
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

std::optional<trial> find_trial(const machine& where, const std::string& service) {
    const std::string path = file_of(where, service);
    if (::access(path.c_str(), F_OK) != 0)
        return std::nullopt;
    const json read = json::parse(read_file(path), nullptr, false);
    const auto text = [&read](const char* key) {
        return read.is_object() && read.contains(key) && read[key].is_string() ? read[key].get<std::string>()
                                                                               : std::string{};
    };
    // A file that was damaged counts as one whose time has come.
    const bool has_time = read.is_object() && read.contains("until") && read["until"].is_number_integer();
    return trial{service, text("id"), has_time ? read["until"].get<std::time_t>() : 0, text("boot")};
}

std::vector<trial> list_trials(const machine& where) {
    std::vector<trial> result;
    std::error_code none;
    for (const auto& each : std::filesystem::directory_iterator{where.keep_folder(), none}) {
        const std::string name = each.path().filename();
        if (name.starts_with(prefix))
            result.push_back(find_trial(where, name.substr(prefix.size())).value());
    }
    return result;
}

tl::expected<void, std::string> begin_trial(const machine& where, const std::string& service,
                                            std::chrono::seconds span) {
    make_keep_folder(where);
    const trial wanted{service, support::lower_case(support::random_hex(8)),
                       std::time(nullptr) + span.count(), boot_id()};
    write_private(file_of(where, service),
                  json{{"id", wanted.id}, {"until", wanted.until}, {"boot", wanted.boot}}.dump() + '\n');
    auto started =
        where.has_systemd() ? start_timer(wanted, span) : wait_apart(file_of(where, service), span, [&] {
            while (::access(file_of(where, service).c_str(), F_OK) == 0 &&
                   end_trial(where, service, wanted.id).how != protocol::result::granted)
                std::this_thread::sleep_for(pause);
        });
    if (!started)
        forget_trial(where, service);
    return started;
}

void forget_trial(const machine& where, const std::string& service) {
    const auto found = find_trial(where, service);
    if (!found)
        return;
    std::filesystem::remove(file_of(where, service));
    if (where.has_systemd() && !found->id.empty()) // not there any more when the timer itself does this
        static_cast<void>(run_program({"/usr/bin/systemctl", "--quiet", "stop", unit_of(*found) + ".timer"}));
}

} // namespace telesignctl
