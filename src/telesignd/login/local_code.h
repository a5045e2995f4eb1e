// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/secret.h"

#include <cstddef>
#include <string>

#include <tl/expected.hpp>

namespace telesignd {

/// A code of `length` digits (1 to 9) without a leading zero, each as likely as any other, from the kernel's generator
/// (getrandom(2)). The error says why there is none; nothing weaker ever takes its place.
tl::expected<support::secret, std::string> make_local_code(std::size_t length);

} // namespace telesignd
