// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/values.h"

#include <string>

// The files that telesign.conf names and that are read when it is.
namespace config {

/// The API key that stands alone in a file, blanks and newlines around it left out. At most 4 KiB.
parsed<support::secret> read_api_key_file(const std::string& path);

/// `path`, when OpenSSL finds a certificate in that PEM file.
parsed<std::string> check_ca_file(const std::string& path);

} // namespace config
