#pragma once

#include "policy/wait_limit.h"
#include "telesignd/conversation.h"
#include "telesignd/login/login.h"
#include "telesignd/login/subject.h"
#include "telesignd/text/prompts.h"
#include "telesignd/verdict.h"

#include <optional>

// What other logins, and reloads, do to one that is under way.
namespace telesignd {

/// For a login that waits for another's requests: as long as `requests` of them may take, and not after the daemon was
/// told to stop or the program that asked has gone. Both must outlive it.
policy::wait_limit patience_of(const conversation& with, const login_context& context, int requests = 1);

/// The end of a login whose patience ended first.
verdict waited_in_vain(const policy::wait_limit& wait, const prompts& words);

/// The end of a login whose account has another number by now, or none: what went to the old one counts no more.
std::optional<verdict> refuse_moved(const login_context& context, const subject& who);

} // namespace telesignd
