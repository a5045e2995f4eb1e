// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"
#include "gateway/phone_lookup.h"
#include "telesignd/login/subject.h"

#include <chrono>
#include <string>

// The lookups that [risk] asks for before a login's code is sent.
namespace telesignd {

/// What is asked about the subject's phone by a login at `now`. Its texts are the subject's, which must outlive it.
gateway::lookup_request make_lookup(const subject& subject, std::chrono::sys_seconds now);

/// What `risk` wants to know of a phone and `found` does not tell, for the log; empty when nothing is missing.
std::string missing_from(const gateway::lookup_result& found, const config::risk_settings& risk);

/// The same with each lookup that TeleSign had no data for, by its name, and why, though nothing may be missing.
std::string describe_unknown(std::string missing, const gateway::lookup_result& found);

} // namespace telesignd
