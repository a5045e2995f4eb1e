// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignd/conversation.h"
#include "telesignd/login/audit.h"
#include "telesignd/login/subject.h"
#include "telesignd/verdict.h"

// What a login's audit line says of whom it was about, and of how it ended.
namespace telesignd {

void note_account(audit_record& record, const login_account& account, const login_request& request);

/// The phone, masked, and its region.
void note_subject(audit_record& record, const subject& subject);

/// Of a login that ends before its user is asked. Returns `end`.
verdict note_refusal(audit_record& record, verdict end);

/// Of a login whose user was asked. Returns `end`.
verdict note_end(audit_record& record, const subject& subject, verdict end, const conversation& conversation);

} // namespace telesignd
