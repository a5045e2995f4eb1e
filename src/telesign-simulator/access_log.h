// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/request.h"

#include <string>

namespace simulator {

/// One JSON line (with its line end) about a request and its reply. The query, headers and bodies stay out. Of
/// the phone number in PhoneID's and Score's paths only the last two digits are there; in paths that the API does not
/// have, digits become `#`, as they may be a phone number.
std::string access_line(unsigned long connection, const request& incoming, const reply& outgoing);

} // namespace simulator
