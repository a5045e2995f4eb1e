// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/phone_lookups.h"

#include "policy/risk.h"

namespace telesignd {

gateway::lookup_request make_lookup(const subject& subject, std::chrono::sys_seconds now) {
    gateway::lookup_request request;
    request.phone_number = subject.phone;
    request.wanted = subject.risk.check;
    request.ucid = subject.otp.ucid;
    request.enrolled = subject.risk.enrolled;
    if (subject.originating_ip)
        request.originating_ip = *subject.originating_ip;
    if (subject.risk.consent)
        request.consent = {*subject.risk.consent, now};
    if (subject.risk.refuse_ported_within)
        request.ported_within = std::chrono::ceil<std::chrono::days>(*subject.risk.refuse_ported_within);
    return request;
}

std::string missing_from(const gateway::lookup_result& found, const config::risk_settings& risk) {
    return found.complete ? policy::missing_facts(found.facts, risk) : found.detail;
}

std::string describe_unknown(std::string missing, const gateway::lookup_result& found) {
    for (const auto& [what, why] : found.unknown)
        missing.append(missing.empty() ? "" : "; ").append(name_of(what)).append(": ").append(why);
    return missing;
}

} // namespace telesignd
