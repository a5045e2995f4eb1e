// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/local/machine.h"

#include <string>

namespace telesignctl {

/// Makes the folder for backups and trials, for root alone. Throws std::system_error with the path.
void make_backup_folder(const machine& host);

/// Copies a file into backup_folder() under its own name and the time, with owner and mode; the copy's path. Throws
/// std::system_error.
std::string back_up(const machine& host, const std::string& path);

} // namespace telesignctl
