// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/request_context.h"

namespace simulator {

/// Whether a lookup's errors are in status.code alone (PhoneID v1, Score, Intelligence), and not in errors[] as well
/// (the GETs).
bool errors_are_statuses(endpoint target);

/// Whether the request looks something up about a phone.
bool is_lookup(endpoint target);

/// The phone that a lookup is about; empty when the request does not say. The view lives as long as the body in `body`.
std::string looked_up_phone(const route& target, const request& incoming);

/// The reply to a good lookup about a phone: the members that all of them have. `phone_number` may be in the body.
reply_builder begin_lookup(const request_context& current);

/// The reply to a lookup that TeleSign refuses, in its product's shape.
reply_builder refuse_lookup(const request_context& current, const api_error& error);

/// The refusal for a bad phone number, nullopt for a good one: 7 to 15 digits, a country's code first.
std::optional<api_error> check_phone(std::string_view phone_number);

/// The status.code that the faults file has in place of data; nullopt where there is some.
std::optional<int> no_data_status(const request_context& current, std::string_view lookup);

inline constexpr int lookup_complete = 300;
inline constexpr int lookup_partial = 301;

} // namespace simulator
