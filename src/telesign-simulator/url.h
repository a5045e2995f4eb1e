// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace simulator {

/// An http or https address, taken apart.
struct url {
    bool tls = false;
    std::string host; ///< a name or a literal address, without brackets
    int port = 0;
    std::string authority; ///< host and port as they were written: for the Host header
    std::string target;    ///< path and query, at least "/"
};

/// Reads what RFC 3986 calls an absolute http or https URI, in visible ASCII, without user and fragment. nullopt when
/// it is anything else.
std::optional<url> parse_url(std::string_view text);

} // namespace simulator
