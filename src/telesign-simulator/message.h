// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/channel.h"
#include "telesign-simulator/encoding.h"

#include <string>
#include <string_view>

namespace simulator {

/// Whether the code travels by a call: smart does so when Voice Verify is preferred.
bool is_spoken(gateway::channel channel, const form& fields);

/// What the phone shows or speaks: the caller's own text (template, tts_message, sms_message) or TeleSign's, with
/// the code in place of $$CODE$$, and the payment in place of $$AMOUNT$$ and $$PAYEE$$. Spoken codes have a pause between their
/// digits. `fields` were checked before.
std::string make_message(gateway::channel channel, bool spoken, const form& fields, std::string_view code);

} // namespace simulator
