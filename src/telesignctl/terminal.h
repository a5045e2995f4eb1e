// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/secret.h"

#include <string_view>
#include <variant>

namespace telesignctl {

/// The person pressed Ctrl-C, ended the input, or typed more than any answer has.
struct cancelled {};
/// Something can be read from the descriptor that was watched meanwhile.
struct interrupted {};

/// Writes `question` to standard error and reads a line from standard input; what is typed is not shown unless `echo`.
/// `watched`: a descriptor, or -1. Nothing of what happens here outlives the call: the terminal is as it was before.
std::variant<support::secret, cancelled, interrupted> read_answer(std::string_view question, bool echo,
                                                                  int watched);

} // namespace telesignctl
