// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

// The JSON of TeleSign's replies and callbacks, before it is known what it says.
namespace gateway::telesign {

struct document {
    nlohmann::json value; ///< discarded when it is not JSON
    /// What is wrong with it, in our own words for the log: not JSON, nested too deep, a key given twice.
    std::string fault;
};

/// Never throws but std::bad_alloc. `content_type` only helps to say what it is that is not JSON. The code that was
/// entered is wiped.
document read_document(std::string_view body, std::string_view content_type);

/// What stands at a path of names: {"status", "code"}. Null when it is absent, null, or in something that is no object.
const nlohmann::json* find(const nlohmann::json& value, std::initializer_list<const char*> path);

/// A number, or a string that is one.
std::optional<int> to_int(const nlohmann::json& value);

/// A string, in lower case; empty for everything else.
std::string to_word(const nlohmann::json* value);

} // namespace gateway::telesign
