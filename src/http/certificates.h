// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace http {

/// The certificates that a server's is checked against, as PEM text: those of `ca_file`, or of the system's store when it
/// is empty. Throws std::runtime_error when the file cannot be read or holds none.
std::string read_certificates(const std::string& ca_file);

} // namespace http
