// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/phone_lookup.h"
#include "gateway/telesign/api.h"
#include "gateway/telesign/options.h"

#include <vector>

// The requests that a lookup takes.
namespace gateway::telesign {

struct lookup_call {
    api_call call;
    lookup_set answers;           ///< the lookups that its reply answers
    bool is_intelligence = false; ///< goes to [intelligence], not to [telesign]
};

/// In the order in which they are made. Intelligence comes last: it is another host, whose failure says nothing of the
/// others. For `legacy` the add-ons are left out, which it does not have.
std::vector<lookup_call> plan_lookups(const lookup_request& request, phoneid_style style);

} // namespace gateway::telesign
