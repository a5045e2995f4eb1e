#pragma once

#include "gateway/telesign/reply.h"
#include "http/client.h"

#include <chrono>
#include <stop_token>
#include <string>

namespace gateway::telesign {

/// The longest wait that a person at a prompt is asked for.
inline constexpr std::chrono::seconds longest_wait{3};

/// Waits as the reply asks (Retry-After) when it puts the request off, for no longer than longest_wait and not up to
/// `deadline`. True when the request may be made again, once: TeleSign has not acted on it. False, at once, when there
/// is nothing to wait for or too long, and as soon as `stop` is requested. `note`: what the log should tell of it.
bool wait_as_asked(const http::reply& got, const verify_reply& reply,
                   std::chrono::steady_clock::time_point deadline, const std::stop_token& stop,
                   std::string& note);

} // namespace gateway::telesign
