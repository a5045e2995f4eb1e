// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/phone_facts.h"

#include <nlohmann/json_fwd.hpp>

namespace gateway::telesign {

/// What a Verify, PhoneID or Score reply says of the phone (the "Reply" parts of their references). What is absent, of
/// a wrong type or in words that are not known is not known: never an error.
phone_facts read_facts(const nlohmann::json& reply);

} // namespace gateway::telesign
