// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/phone_data.h"

#include <string_view>

#include <nlohmann/json.hpp>

namespace simulator {

/// Whom and for whom PhoneID's add-ons answer.
struct addon_request {
    const phone_data& phone;
    std::string_view phone_number;
    time_point now;
    bool has_consent; ///< with its timestamp: how and when the user agreed
};

/// One add-on's member of PhoneID's reply, with its status {code, description}: TeleSign's pages "Phone ID - Identity
/// attributes" (2026). `options` is what stands behind its name in the request. Only status 2800 comes with data.
/// Stricter than TeleSign: whatever is not documented among the options is not valid (2807).
nlohmann::ordered_json answer_addon(std::string_view name, const nlohmann::ordered_json& options,
                                    const addon_request& request);

} // namespace simulator
