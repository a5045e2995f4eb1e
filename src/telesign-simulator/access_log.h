#pragma once

#include "telesign-simulator/request.h"

#include <string>

namespace simulator {

/// One JSON line (with its line end) about a request and its reply. The query, headers and bodies stay out; in
/// paths that the API does not have, digits become `#`, as they may be a phone number.
std::string access_line(unsigned long connection, const request& incoming, const reply& outgoing);

} // namespace simulator
