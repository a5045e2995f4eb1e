// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/answer.h"
#include "telesignctl/enable/backup.h"
#include "telesignctl/local/file_lock.h"
#include "telesignctl/local/machine.h"

#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

#include <fmt/format.h>
#include <tl/expected.hpp>
#include <unistd.h>

// How the machine's files are changed: by one process at a time, all or nothing.
namespace telesignctl {

/// Why a change was not made. Nothing was changed, or everything was restored.
struct change_error {
    std::string text;
};

[[noreturn]] inline void throw_change_error(std::string text) {
    throw change_error{std::move(text)};
}

/// Returns the value, or throws its error as a change_error.
template <typename T>
T value_or_throw(tl::expected<T, std::string> got) {
    if (!got)
        throw_change_error(got.error());
    if constexpr (!std::is_void_v<T>)
        return *std::move(got);
}

/// Returns the answer of `work`, or a refusal with the error that it threw.
template <typename Work>
answer catch_change_errors(Work work) {
    try {
        return work();
    } catch (const change_error& error) {
        return {protocol::result::denied, error.text};
    } catch (const std::system_error& error) {
        return {protocol::result::denied, fmt::format("{}: no file was left half changed", error.what())};
    }
}

/// Runs `work` while no other telesignctl changes PAM files, sshd's drop-in or trials of this machine. Waits for its turn.
template <typename Work>
answer with_lock(const machine& host, Work work) {
    return catch_change_errors([&]() -> answer {
        if (!host.is_scratch() && ::geteuid() != 0)
            return {protocol::result::service_error, "only root may change these files: use sudo"};
        make_backup_folder(host);
        const file_lock lock = file_lock::of_file(host.backup_folder() + "/lock");
        return work();
    });
}

} // namespace telesignctl
