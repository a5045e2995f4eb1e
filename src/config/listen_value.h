// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"
#include "config/values.h"

#include <string_view>

namespace config {

/// [callback] listen: ADDR:PORT or [ADDR]:PORT with a literal IPv4 or IPv6 address (inet_pton(3)), or nothing at all for
/// "not at all".
parsed<callback_settings> parse_listen(std::string_view text);

} // namespace config
