// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignd/conversation.h"
#include "telesignd/login/challenge.h"
#include "telesignd/login/subject.h"
#include "telesignd/verdict.h"

#include <optional>
#include <string>

namespace telesignd {

/// Gets a login its first code: another login's, or one that is sent by the first channel that works. `notice` becomes what
/// the prompt begins with. A verdict when the login ends here.
std::optional<verdict> get_first_code(challenge& codes, const conversation& conversation,
                                      const subject& subject, std::string& notice);

} // namespace telesignd
