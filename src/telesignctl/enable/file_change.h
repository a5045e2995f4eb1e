#pragma once

#include "telesignctl/local/machine.h"

#include <string>
#include <string_view>

namespace telesignctl {

/// Makes the folder for backups and trials, for root alone. Throws std::system_error with the path.
void make_backup_folder(const machine& host);

/// Copies a file into backup_folder() under its own name and the time, with owner and mode; the copy's path. Throws
/// std::system_error.
std::string back_up(const machine& host, const std::string& path);

/// Puts `text` in the place of a file, all at once (rename(2)), with the owner, mode and SELinux label of the old one; a
/// new one is root's, 0644. It is on disk when this returns. Throws std::system_error; then the file is as it was.
void replace_file(const std::string& path, std::string_view text);

/// Writes a small file of root's alone, all at once. Throws std::system_error.
void write_private_file(const std::string& path, std::string_view text);

} // namespace telesignctl
