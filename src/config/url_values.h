// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/values.h"

#include <string>
#include <string_view>
#include <vector>

// URLs, from their text (as in values.h). libcurl's own parser reads them (libcurl-url(3)), so that what is accepted here is
// what a request or a proxy can use later.
namespace config {

/// https://HOST or https://HOST:PORT, nothing more.
parsed<std::string> parse_endpoint(std::string_view text);

/// Several of them with commas between; none twice.
parsed<std::vector<std::string>> parse_endpoints(std::string_view text);

/// Empty, or http://, https:// or socks5h:// with [USER:PASSWORD@]HOST[:PORT].
parsed<std::string> parse_proxy(std::string_view text);

/// An https URL without user and fragment.
parsed<std::string> parse_callback_url(std::string_view text);

} // namespace config
