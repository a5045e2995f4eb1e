// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

namespace gateway {

/// Returns whether `text` can be sent back to a provider as a reference_id, which is opaque and part of a path: 1 to 64
/// ASCII letters, digits, '_' and '-'.
bool is_reference_id(std::string_view text) noexcept;

} // namespace gateway
