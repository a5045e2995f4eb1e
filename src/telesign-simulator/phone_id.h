#pragma once

#include "telesign-simulator/job.h"

#include <tl/expected.hpp>

namespace simulator {

/// PhoneID in both styles and Score (endpoint::phone_id, score, phone_id_2015): the reply before its faults. The error
/// is for a request that TeleSign refuses. telesign-api.md, "PhoneID replies"; strict beyond TeleSign: names that
/// PhoneID's JSON does not have are refused.
tl::expected<draft, api_error> answer_lookup(const job& current);

} // namespace simulator
