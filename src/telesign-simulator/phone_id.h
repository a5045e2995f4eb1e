// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/request_context.h"

#include <tl/expected.hpp>

namespace simulator {

/// PhoneID v1 (endpoint::phone_id, phone_id_in_body), the reply before its faults: TeleSign's reference "Phone ID". The
/// error is for a request that TeleSign refuses. Stricter than TeleSign: members that the JSON does not have are
/// refused.
tl::expected<reply_builder, api_error> answer_phone_id(const request_context& current);

} // namespace simulator
