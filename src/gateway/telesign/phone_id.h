#pragma once

#include "config/settings.h"
#include "gateway/phone_lookup.h"
#include "gateway/telesign/api.h"

#include <memory>

namespace gateway::telesign {

/// TeleSign's PhoneID and Intelligence APIs. v1: POST /v1/phoneid/{number} with add-ons, for `live`, which is no add-on,
/// GET /v1/phoneid/live/{number}, and for `score` POST /intelligence/phone through `intelligence`. legacy, which takes no
/// `intelligence` (null): GET /v1/phoneid/{standard,contact,live}/{number} and POST /v1/score/{number}; it has no other
/// add-ons, and a lookup that wants one asks nothing.
std::unique_ptr<phone_lookup> make_phone_lookup(std::shared_ptr<api> through,
                                                std::shared_ptr<api> intelligence,
                                                config::phoneid_style style);

/// How Intelligence is reached: as TeleSign's other APIs, but for what [intelligence] has different.
config::telesign_settings intelligence_access(const config::settings& settings);

} // namespace gateway::telesign
