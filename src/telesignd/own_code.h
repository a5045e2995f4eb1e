#pragma once

#include "support/secret.h"

#include <string>

#include <tl/expected.hpp>

namespace telesignd {

/// A code of five digits, 10000 to 99999, each as likely as any other, from the kernel's generator (getrandom(2)).
/// The error says why there is none; nothing weaker ever takes its place.
tl::expected<support::secret, std::string> make_own_code();

} // namespace telesignd
