// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/local/machine.h"

#include <chrono>
#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

// `enable --try`: what was turned on is turned off again unless somebody confirms it. A file in backup_folder() says until
// when, and a timer that belongs to no session waits for that. It does not survive a restart of the machine, so each boot
// runs `enable --end-trials` (telesign-trials.service, or the init script).
namespace telesignctl {

struct trial {
    std::string service;
    std::string id; ///< so that an old timer does not end a new trial
    std::time_t until = 0;
    std::string boot; ///< of the machine, by random(4)'s boot_id: the one that has the timer

    /// Whether its timer was lost with the machine's restart.
    [[nodiscard]] bool is_of_another_boot() const;
    [[nodiscard]] bool is_over() const;
};

/// The ID of this boot of the machine. Throws std::system_error.
std::string boot_id();

/// Trials in progress, and those whose timer was lost when the machine restarted: `until` is in the past.
std::vector<trial> list_trials(const machine& host);

std::optional<trial> find_trial(const machine& host, const std::string& service);

/// Writes the file and starts the timer: systemd's where it runs, else a process that waits. The error: there is no timer,
/// nor a file.
tl::expected<void, std::string> begin_trial(const machine& host, const std::string& service,
                                            std::chrono::seconds span);

/// Removes the file, and systemd's timer, which would find nothing to do.
void remove_trial(const machine& host, const std::string& service);

} // namespace telesignctl
