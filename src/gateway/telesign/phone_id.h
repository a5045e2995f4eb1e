// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/phone_lookup.h"
#include "gateway/telesign/api.h"

#include <memory>

namespace gateway::telesign {

/// TeleSign's PhoneID and Intelligence APIs. v1: POST /v1/phoneid/{number} with add-ons, for `live`, which is no add-on,
/// GET /v1/phoneid/live/{number}, and for `score` POST /intelligence/phone through `intelligence`. legacy, which takes no
/// `intelligence` (null): GET /v1/phoneid/{standard,contact,live}/{number} and POST /v1/score/{number}; it has no other
/// add-ons, and a lookup that wants one asks nothing.
std::unique_ptr<phone_lookup> make_phone_lookup(std::shared_ptr<api> phone_id_api,
                                                std::shared_ptr<api> intelligence, phoneid_style style);

} // namespace gateway::telesign
