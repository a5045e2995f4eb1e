// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/telesign/reply.h"
#include "http/client.h"

#include <chrono>
#include <stop_token>
#include <string>

namespace gateway::telesign {

/// The longest wait that a person at a prompt is asked for.
inline constexpr std::chrono::seconds max_retry_wait{3};

/// Waits as the reply asks (Retry-After) if it puts the request off, but no longer than max_retry_wait and not up to
/// `deadline`. Returns whether the request may be made again, once, since TeleSign has not acted on it. Returns false at
/// once if there is nothing to wait for or it takes too long, and as soon as `stop` is requested. `note`: for the log.
bool wait_for_retry(const http::reply& got, const verify_reply& reply,
                    std::chrono::steady_clock::time_point deadline, const std::stop_token& stop,
                    std::string& note);

} // namespace gateway::telesign
