// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace simulator {

/// base64(HMAC-SHA256(key, text)), as TeleSign signs. `key`: the API key's bytes.
std::string sign(std::string_view key, std::string_view text);

/// Names and values in the order of their arrival.
using form = std::vector<std::pair<std::string, std::string>>;

/// Reads application/x-www-form-urlencoded (a body, or a query). nullopt for a broken %XX.
std::optional<form> parse_form(std::string_view text);

/// The first value of that name; nullptr when there is none.
const std::string* find_field(const form& fields, std::string_view name);

/// A uniform number below `limit` (at least 1) from the kernel's generator.
unsigned random_below(unsigned limit);

} // namespace simulator
