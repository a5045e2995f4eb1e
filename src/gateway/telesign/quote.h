// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

namespace gateway::telesign {

/// TeleSign's own words for the log: in quotation marks, control characters escaped, cut after 120 bytes. Digits that
/// may belong to a phone number or a code, three or more in a row, are masked. Empty for an empty text.
std::string quote_reply(std::string_view text);

} // namespace gateway::telesign
