// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"
#include "policy/wait_limit.h"
#include "telesignd/conversation.h"
#include "telesignd/login/login.h"
#include "telesignd/login/subject.h"
#include "telesignd/peer.h"
#include "telesignd/text/prompts.h"
#include "telesignd/verdict.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

// What other logins, and reloads, do to one that is in progress.
namespace telesignd {

/// Returns whose place a login of `account` takes (login_context::take_place): the caller's whom sudo or su names on this host,
/// not the account's that logs in: a user who asks for root's account again and again must not keep root out.
const std::string& holder_of(const login_request& request, const std::string& account);

/// Takes a place for the login. Returns the end of the login when its account has as many as it may have.
std::optional<verdict> refuse_too_many(const subject& subject, const login_request& request,
                                       const peer& caller, const login_context& context);

/// Returns the longest that one turn of the daemon may take with `lookups` of PhoneID: what `accepted` promises the module.
std::chrono::seconds turn_limit(const config::settings& settings, std::size_t lookups);

/// For a login that waits for another's requests: as long as `requests` of them may take, and not after the daemon was
/// told to stop or the program that asked has gone. Both must outlive the result.
policy::wait_limit patience_of(const conversation& conversation, const login_context& context,
                               int requests = 1);

/// Returns the end of a login whose patience ended first.
verdict waited_in_vain(const policy::wait_limit& wait, const prompts& words);

/// Returns the end of a login whose account has another number by now, or none: what went to the old one counts no more.
std::optional<verdict> refuse_moved(const login_context& context, const subject& subject);

} // namespace telesignd
