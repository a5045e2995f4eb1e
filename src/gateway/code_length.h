// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/channel.h"

#include <cstddef>

// How many digits a code has, by TeleSign's pages of 2022 and 2026.
namespace gateway {

/// Of any code. The account's setting for codes that TeleSign makes goes from 3 to 10 (Verify API); without one they have
/// 7 in a text message (SMS Verify) and 5 in a call (Voice Verify).
inline constexpr std::size_t min_code_length = 3;
inline constexpr std::size_t max_code_length = 10;

/// Of a code that the sender makes (`verify_code`): 000 to 9999999 in a text message, 100 to 99999 in a call. A smart one
/// takes none: 0.
constexpr std::size_t max_own_code_length(channel channel) noexcept {
    switch (channel) {
    case channel::voice:
        return 5;
    case channel::sms:
        return 7;
    case channel::smart:
        break;
    }
    return 0;
}

} // namespace gateway
