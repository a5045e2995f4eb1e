// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/protocol.h"
#include "support/secret.h"

#include <map>
#include <string>

namespace telesignctl {

/// What telesignd is asked for.
struct request {
    std::string command;
    std::map<protocol::field_id, std::string> fields = {}; ///< empty ones are not sent
    support::secret code = {};                             ///< of field_id::code
};

} // namespace telesignctl
