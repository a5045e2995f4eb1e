// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/secret.h"
#include "telesignd/conversation.h"
#include "telesignd/login/audit.h"
#include "telesignd/login/login.h"
#include "telesignd/login/login_limits.h"
#include "telesignd/login/pending_login.h"
#include "telesignd/login/subject.h"
#include "telesignd/verdict.h"

#include <optional>
#include <string>

namespace telesignd {

/// One login's dealings with recovery codes. A decoy's login goes the same way, at the same cost, and never gets in.
class recovery {
public:
    /// All must outlive the object.
    recovery(conversation& conversation, const login_context& context, const subject& subject,
             audit_record& record);

    /// Judges a code that was typed at any prompt. A wrong one counts like a wrong code from the phone. A verdict when the
    /// login ends with it; else `notice` becomes what the next prompt begins with.
    std::optional<verdict> on_code(const support::secret& code, deadline until, std::string& notice);

    /// How a login ends that was about to end as `end`: where that names a prompt, and there are codes left, a recovery code
    /// is asked for first. An empty answer leaves it at `end`. After a verdict that is_parked, `open.recovery` is the question.
    verdict ask_before(verdict end, open_question& open);

    /// As ask_before(), from `open.recovery` on, which stands on the person's screen.
    verdict go_on(open_question& open);

private:
    [[nodiscard]] bool is_worth_asking(const verdict& end) const;
    verdict let_in(std::size_t left, policy::lockouts::reservation checked);
    std::optional<verdict> on_wrong_code(policy::lockouts::reservation checked, std::string& notice);

    conversation& m_conversation;
    const login_context& m_context;
    const subject& m_subject;
    audit_record& m_record;
    login_limits m_limits;
};

} // namespace telesignd
