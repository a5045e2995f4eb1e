// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/pending_login.h"

#include "support/log.h"
#include "telesignd/text/prompts.h"

#include <exception>

namespace telesignd {

pending_login::~pending_login() {
    if (!socket)
        return;
    try {
        const verdict end = unanswered(no_answer::stopping, prompts{});
        conversation conversation{std::move(socket), -1};
        conversation.send_verdict(end.result, end.text);
        record.reason = end.reason;
        write_audit(request, caller, record, end.result);
    } catch (const std::exception& problem) { // the connection is closed, which the module takes as a refusal
        support::log(support::severity::error, "a login ended: {}", problem.what());
    }
}

} // namespace telesignd
