// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/secret.h"

#include <optional>
#include <string_view>

namespace telesignd {

/// What a person typed or pasted, reduced to the ASCII that answers are made of: digits of other scripts and fullwidth
/// letters become their ASCII counterparts, Unicode's blanks (tabs and line ends among them) become ' ', its dashes
/// become '-', and characters that nothing is seen of (soft hyphens, bidi marks, byte order marks, zero-width spaces)
/// are left out. Nothing when `typed` is not UTF-8 or holds any other character beyond ASCII: it is no answer.
std::optional<support::secret> fold_typed(std::string_view typed);

} // namespace telesignd
