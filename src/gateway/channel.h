// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace gateway {

/// How a code travels to the phone. smart: TeleSign chooses between text message and call.
enum class channel : std::uint8_t { smart, voice, sms };

/// The channel's name in the configuration and in the log.
constexpr const char* name_of(channel channel) noexcept {
    switch (channel) {
    case channel::voice:
        return "voice";
    case channel::sms:
        return "sms";
    case channel::smart:
        break;
    }
    return "smart";
}

} // namespace gateway
