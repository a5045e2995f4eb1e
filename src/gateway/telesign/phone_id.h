#pragma once

#include "config/settings.h"
#include "gateway/phone_lookup.h"
#include "gateway/telesign/api.h"

#include <memory>

namespace gateway::telesign {

/// The TeleSign PhoneID and Score APIs. v1: POST /v1/phoneid/{number} with add-ons, POST /v1/score/{number}, and for
/// `live`, which is no add-on, GET /v1/phoneid/live/{number}. legacy: GET
/// /v1/phoneid/{standard,score,contact,live}/{number}; it has no add-ons, and a lookup that wants one asks nothing.
std::unique_ptr<phone_lookup> make_phone_lookup(std::shared_ptr<api> through, config::phoneid_style style);

} // namespace gateway::telesign
