// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/phone_lookup.h"
#include "gateway/telesign/status_codes.h"

#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

// The add-ons of POST /v1/phoneid (PhoneID API with Add-ons): each is named alike in the request and in the reply, where
// it has a status of its own.
namespace gateway::telesign {

inline constexpr int addon_answered = 2800;       ///< the only status with data
inline constexpr int addon_no_information = 2805; ///< nothing is known of this number

/// The row of a status of add-ons other than addon_answered; null for any other code.
const status_row* find_addon_status(int code) noexcept;

/// Whether the lookup is an add-on.
bool is_addon(lookup kind) noexcept;

/// The add-on's part of a reply; null when it is absent or its own status says that it holds no data.
const nlohmann::json* find_addon(const nlohmann::json& reply, const char* name);

/// Why a reply holds no data of an add-on.
struct addon_gap {
    std::string reason;      ///< for the log: "status 2806, not enabled for the account"
    bool may_change = false; ///< another request may have the data soon
};

/// Nothing when the add-on has data.
std::optional<addon_gap> find_gap(const nlohmann::json& reply, lookup addon);

} // namespace gateway::telesign
