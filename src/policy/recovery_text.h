// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/secret.h"

#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

// How a recovery code is written: 80 bits as 16 characters of Crockford's base 32, which has no letters I, L, O and U
// (https://www.crockford.com/base32.html), in groups: "7Q4M-0XKD-93TB-WJ5H". Its length alone
// tells it from a code from the phone, which has at most 10 digits.
namespace policy {

/// A new code, from the kernel's generator. The error says why there is none.
tl::expected<support::secret, std::string> make_recovery_code();

/// What was typed, in the form that is hashed: 16 characters without blanks and hyphens, in upper case, with 0 for O and 1
/// for I and L. Nothing when it has not the shape of a recovery code.
std::optional<support::secret> read_recovery_code(std::string_view typed);

} // namespace policy
