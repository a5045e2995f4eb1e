// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/channel.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

// The keys of [voice], [sms] and [smart]: TeleSign's form fields for the three senders (Verify API reference, POST
// /v1/verify/call, /sms and /smart).
namespace config {

struct key_definition;

/// What is sent, as it goes into the form: a key's name is the field's. No value is empty.
using field_values = std::map<const key_definition*, std::string>;

/// The sender whose section has this name, as in `[voice]`.
std::optional<gateway::channel> sender_of(std::string_view section) noexcept;

/// Whether the key of a section holds a text for the phone: in a sender's own, or as `voice.KEY` in [service NAME] and
/// [user NAME].
bool is_phone_text(std::string_view section, std::string_view key) noexcept;

/// The value that is sent; empty when none is.
std::string_view find_field(const field_values& values, gateway::channel channel,
                            std::string_view key) noexcept;

} // namespace config
