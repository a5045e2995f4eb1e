// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "state/records.h"

#include <string>

// The database's files and their folder: all that is done around SQLite. Functions throw std::runtime_error that says
// what is wrong and the remedy.
namespace state {

/// Makes sure that there is a file which belongs to the process and which nobody else may read; an empty one is a new
/// database. Makes its folder (0700) when only that is missing. To be called while the database is closed: closing
/// any descriptor of it takes SQLite's locks away (fcntl(2)).
void prepare_file(const std::string& path);

/// Renames a corrupt database, with its log, to what it returns: "PATH.corrupt-2026-11-22T03:34:43Z". To be called
/// while the database is closed.
std::string set_aside(const std::string& path, time_point now);

/// Removes what a database that was taken away has left: its log must not come over another one. To be called while the
/// database is closed.
void remove_log(const std::string& path);

} // namespace state
