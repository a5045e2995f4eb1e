// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/tables.h"

#include <string>
#include <string_view>

// What PhoneID v1, Score and Intelligence put into status.code in place of errors[], and the status of an add-on.
// TeleSign's references "Phone ID" and "Intelligence" (2026) and its Swagger "PhoneID API with Add-ons" (2022).
namespace simulator {

/// A refusal for status.code, with TeleSign's own text and HTTP status; one that these products do not have is as in
/// errors[].
api_error lookup_error(int code);

/// The refusal of credentials in these products' numbers, where they have one; else the number stays.
api_error credentials_error(const api_error& of_verify);

/// status.code of an add-on's answer.
namespace addon_status {
inline constexpr int data = 2800;
inline constexpr int not_valid = 2801; ///< no add-on of that name
inline constexpr int unavailable = 2802;
inline constexpr int out_of_coverage = 2803;
inline constexpr int not_applicable = 2804;
inline constexpr int no_information = 2805; ///< of porting_history: not ported in that time
inline constexpr int not_enabled = 2806;
inline constexpr int bad_parameter = 2807;
inline constexpr int missing_parameter = 2808;
inline constexpr int last = 2812;
} // namespace addon_status

/// The description beside an add-on's status.code.
std::string addon_status_text(int code, std::string_view addon);

} // namespace simulator
