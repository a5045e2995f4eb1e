#pragma once

#include "telesignd/conversation.h"
#include "telesignd/login/audit.h"
#include "telesignd/login/login.h"
#include "telesignd/login/pending_login.h"
#include "telesignd/login/subject.h"
#include "telesignd/verdict.h"

namespace telesignd {

/// One login of a user who is asked: codes sent and typed until it is decided. What happened goes into `record`. After a
/// verdict that is_parked `open` is what go_on_with_story() needs.
verdict tell_story(conversation& with, const login_context& context, const subject& who, audit_record& record,
                   open_question& open);

/// As tell_story(), from the question `open` on, which stands on the person's screen.
verdict go_on_with_story(conversation& with, const login_context& context, const subject& who,
                         audit_record& record, open_question& open);

} // namespace telesignd
