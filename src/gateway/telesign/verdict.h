#pragma once

#include "gateway/telesign/reply.h"
#include "gateway/verifier.h"

#include <string_view>

namespace gateway::telesign {

/// What a reply to a send request means.
send_result judge_send(long http_status, const verify_reply& reply);

/// What a reply to a check of the code of `reference_id` means. The one place where `valid` comes from.
check_result judge_check(long http_status, const verify_reply& reply, std::string_view reference_id);

} // namespace gateway::telesign
