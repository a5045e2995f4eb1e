// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace CLI {
class App;
class ParseError;
} // namespace CLI

namespace telesignctl {

/// Sets how the help screens of this command line look. To be called before subcommands are added, which inherit it.
void set_help_format(CLI::App& app);

/// Prints what CLI11 has to say instead of a parsed command line: help, version, or what is wrong with it. Returns the exit
/// status.
int show_usage(const CLI::App& app, const CLI::ParseError& problem);

} // namespace telesignctl
