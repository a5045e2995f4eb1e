// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace telesignctl {

/// Opens the standard descriptors that the caller has closed, so that no file or socket of ours becomes one of them. Reading
/// and writing them fails as before. To be called before anything is opened.
void occupy_standard_descriptors();

/// From now on a standard output that nobody reads is an error of write(2), and does not end the process. Programs that are
/// started later do not inherit that.
void report_broken_pipe();

/// Looks whether standard output can be written to, without writing. The error says why not. Not every reason can be
/// known before: a reader may go later.
tl::expected<void, std::string> check_output();

/// Writes all of it, to the disk where it is a file. The error says why that failed.
tl::expected<void, std::string> write_output(std::string_view text);

} // namespace telesignctl
