// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/pam/stack.h"

#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace telesignctl {

/// What comes before the code.
enum class factor { password, key };

/// Our lines in a file, between these.
inline constexpr std::string_view block_begin = "# BEGIN telesignctl enable";
inline constexpr std::string_view block_end = "# END telesignctl enable";

/// The comment above our lines: the command that added them.
std::string block_title(const std::string& service, factor first_factor);

/// Returns the comment above our lines in this text, or nullopt if there are none.
std::optional<std::string> find_block(std::string_view text);

/// The text of a service's file with our lines after its first factor (with a key: before it), where every login that
/// succeeds has been asked for a code, unless a gate (pam::bypass_kind::exemption) lets it through. `read` gives this file
/// and those that it includes. The error says why there is no such place, and the remedy.
tl::expected<std::string, std::string> add_block(const std::string& service, factor first_factor,
                                                 const pam::file_reader& read);

/// Why the stack must not have our lines as it has them; empty: it may.
std::string reject_reason(const pam::stack& stack, factor first_factor);

/// The text without our lines, byte for byte as it was before them; lines of others that stand among them stay.
/// The error: one mark is there without the other.
tl::expected<std::string, std::string> remove_block(std::string_view text);

} // namespace telesignctl
