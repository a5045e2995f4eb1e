// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

namespace support {

/// Marks an English text that is translated where it is shown, for xgettext(1); gettext's usual name for that
/// (gettext's manual, "Special cases").
constexpr std::string_view N_(std::string_view text) noexcept {
    return text;
}

} // namespace support
