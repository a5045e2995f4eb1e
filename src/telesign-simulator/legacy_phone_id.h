// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/request_context.h"

#include <tl/expected.hpp>

namespace simulator {

/// The GETs of PhoneID (endpoint::phone_id_2015): standard, score, contact, live, number_deactivation; the reply before
/// its faults. The error is for a request that TeleSign refuses. Stricter than TeleSign: ucid must be given, but for
/// standard, as in 2015; parameters that the GETs do not have are refused.
tl::expected<reply_builder, api_error> answer_legacy_phone_id(const request_context& current);

} // namespace simulator
