// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/answer.h"

#include <string>

namespace telesignctl {

/// For people: one fact a line, the values aligned, then the text.
std::string as_table(const answer& reply);

/// For programs: one JSON object and a newline, {"outcome": "granted", "text": "…", "facts": {"carrier.name": "…"}}. A
/// name that comes more than once has an array.
std::string as_json(const answer& reply);

} // namespace telesignctl
