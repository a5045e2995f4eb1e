#pragma once

#include "telesignd/conversation.h"
#include "telesignd/login/subject.h"
#include "telesignd/login/verification.h"
#include "telesignd/verdict.h"

#include <optional>
#include <string>

namespace telesignd {

/// Gets a login its first code: another login's, or one that is sent by the first channel that works. `news` becomes what
/// the prompt begins with. A verdict when the login ends here.
std::optional<verdict> get_first_code(verification& codes, const conversation& with, const subject& who,
                                      std::string& news);

} // namespace telesignd
