// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/channel.h"
#include "telesignd/conversation.h"
#include "telesignd/login/audit.h"
#include "telesignd/login/challenge.h"
#include "telesignd/login/pending_login.h"
#include "telesignd/login/subject.h"
#include "telesignd/verdict.h"

#include <optional>
#include <string>

namespace telesignd {

/// The codes of one login after its first one: those that the user asks for, and those in the place of one that was not
/// delivered. Each step returns a verdict when the login ends with it; else `notice` is what the next prompt begins with.
class further_codes {
public:
    /// All must outlive the object.
    further_codes(const conversation& conversation, challenge& codes, const subject& subject,
                  const audit_record& record, open_question& question, std::string& notice)
        : m_conversation{conversation}, m_codes{codes}, m_subject{subject}, m_record{record},
          m_question{question}, m_notice{notice} {}

    /// Sends one by `wanted`, or joins one that another login has asked for. Uses up a resend.
    std::optional<verdict> send(gateway::channel wanted);

    /// TeleSign accepted the code for delivery and reports at the check that it did not arrive.
    std::optional<verdict> replace_undelivered();

    /// An empty answer asks what became of the code.
    std::optional<verdict> tell_delivery();

    /// Returns when to ask whether a call was answered; the clock's maximum when nothing would follow.
    [[nodiscard]] deadline next_look() const;

    /// Moves on to the next channel when nobody took the call. The question stays on the screen: the person types the code
    /// that arrives.
    std::optional<verdict> look_after_call();

private:
    [[nodiscard]] std::optional<gateway::channel> next_channel() const;

    const conversation& m_conversation;
    challenge& m_codes;
    const subject& m_subject;
    const audit_record& m_record;
    open_question& m_question;
    std::string& m_notice;
};

} // namespace telesignd
