// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/decoy.h"
#include "support/unique_fd.h"
#include "telesignd/login/pending_codes.h"
#include "telesignd/login/pending_login.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace telesignd {

/// What a telesignd leaves to the one that takes its place in the same process, beyond the database: logins that wait for
/// their users, and codes that may still be joined.
struct handover {
    std::vector<pending_login> logins;
    std::vector<std::pair<pending_codes::place, std::shared_ptr<pending_code>>> codes;
    gateway::past_times times; ///< what decoys know
};

/// The environment variable that has the descriptor of a handover's file.
inline constexpr const char* handover_variable = "TELESIGND_HANDOVER";

/// Writes it to a file in memory, whose descriptor, like those of the logins' connections, stays open at execve(2) and is
/// none of those that systemd would pass. The error says what failed; the logins are lost then.
tl::expected<support::unique_fd, std::string> write_handover(handover& left);

/// Reads what write_handover() has written, in another process image: `file` is its descriptor. The error says what is
/// wrong; then the logins' connections are closed, as far as they are known, which the module takes as a refusal.
tl::expected<handover, std::string> read_handover(support::unique_fd file);

} // namespace telesignd
