// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/telesign/reply.h"
#include "gateway/verifier.h"

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace gateway::telesign {

/// What a reply to a send request means.
send_result judge_send(long http_status, const verify_reply& reply);

/// What a reply to a check of the code of `reference_id` means. The one place where `valid` comes from.
check_result judge_check(long http_status, const verify_reply& reply, std::string_view reference_id);

/// What a reply to a question after the delivery of the code of `reference_id` means. Never success of a check.
delivery_result judge_delivery(long http_status, const verify_reply& reply, std::string_view reference_id);

/// What a reply to a completion request means: status 1900 or an error for the log.
tl::expected<void, std::string> judge_completion(long http_status, const verify_reply& reply);

/// What a reply of PhoneID, Score or Intelligence amounts to.
struct lookup_verdict {
    bool is_answer = false;  ///< whole or in part: status 300 or 301, and nothing against it
    bool is_blocked = false; ///< TeleSign, or the law, refuses this phone
    /// It is no answer to this request alone: TeleSign has no such data, or refuses an add-on. Others may be answered.
    bool nothing_known = false;
    std::string detail; ///< for the log, as in send_result
};
lookup_verdict judge_lookup(long http_status, const verify_reply& reply);

} // namespace gateway::telesign
