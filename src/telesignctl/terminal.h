// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/secret.h"

#include <string_view>
#include <variant>

namespace telesignctl {

/// A signal came, as by Ctrl-C, or the input ended, or it is more than any answer has.
struct cancelled {
    int signal = 0; ///< what it was, such as SIGINT, for end_by_signal(); 0: no signal that ends programs
};
/// Something can be read from the descriptor that was watched meanwhile.
struct interrupted {};

/// Writes `question` to standard error and reads a line from standard input; what is typed is not shown unless `echo`.
/// `watched`: a descriptor, or -1. Nothing of what happens here outlives the call: the terminal is as it was before.
std::variant<support::secret, cancelled, interrupted> read_answer(std::string_view question, bool echo,
                                                                  int watched);

/// Ends the program by a signal that cancelled an answer: only then does a shell end its own script or loop, too.
[[noreturn]] void end_by_signal(int signal);

} // namespace telesignctl
