// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/secret.h"

#include <optional>
#include <string_view>

// RFC 4648 section 4: with padding, in one line. What is encoded here are keys and what they sign.
namespace support {

secret encode_base64(std::string_view bytes);

/// Returns the bytes, none for an empty text; or nullopt if the text is anything else than base64.
std::optional<secret> decode_base64(std::string_view text);

} // namespace support
