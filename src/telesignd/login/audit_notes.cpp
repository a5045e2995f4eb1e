// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/audit_notes.h"

#include "support/text.h"

namespace telesignd {

void note_account(audit_record& record, const login_account& account, const login_request& request) {
    record.account = account.name();
    if (account.typed == request.user)
        record.user = account.name();
}

void note_subject(audit_record& record, const subject& subject) {
    record.region = subject.region;
    record.masked_phone = support::mask_phone(subject.phone);
}

verdict note_refusal(audit_record& record, verdict end) {
    record.reason = end.reason;
    record.detail = end.detail;
    record.until = end.until;
    return end;
}

verdict note_end(audit_record& record, const subject& subject, verdict end,
                 const conversation& conversation) {
    record.reason = subject.is_decoy() ? subject.decoy_reason : end.reason; // the first says more
    record.until = end.until;
    if (end.reason == "protocol_violation")
        record.detail = conversation.fault();
    else if (!end.detail.empty())
        record.detail += (record.detail.empty() ? "" : "; ") + end.detail;
    return end;
}

} // namespace telesignd
