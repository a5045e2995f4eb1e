#pragma once

#include "telesignd/audit.h"
#include "telesignd/conversation.h"
#include "telesignd/login.h"
#include "telesignd/subject.h"
#include "telesignd/verdict.h"

namespace telesignd {

/// One login of a user who is asked: codes sent and typed until it is decided. What happened goes into `record`.
verdict tell_story(conversation& with, const login_context& context, const subject& who,
                   audit_record& record);

} // namespace telesignd
