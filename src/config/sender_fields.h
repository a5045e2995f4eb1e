#pragma once

#include "config/values.h"
#include "gateway/channel.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// The keys of [voice], [sms] and [smart]: TeleSign's form fields for the three senders (Verify API reference, POST
// /v1/verify/call, /sms and /smart).
namespace config {

/// One key, which [service NAME] and [user NAME] may have too, written `voice.KEY` there.
struct sender_field {
    gateway::channel way; ///< whose section it stands in
    std::string_view key; ///< also the form field's name
    /// The form's value from the file's; empty: nothing is to be sent. Never called for an empty text.
    parsed<std::string> (*parse)(std::string_view text);
    bool is_text =
        false; ///< said or shown by the phone: a `;` is a pause to TeleSign, never the beginning of a comment
};

/// All of them, in the order in which conf/telesign.conf explains them.
std::span<const sender_field> sender_fields() noexcept;

/// What is set, as it goes into the form. An empty value means that the field is not to be sent.
using field_values = std::map<const sender_field*, std::string>;

/// The sender whose section has this name, as in `[voice]`.
std::optional<gateway::channel> sender_of(std::string_view section) noexcept;

/// Whether the key of a section holds a text for the phone: in a sender's own, or as `voice.KEY` in [service NAME] and
/// [user NAME].
bool is_phone_text(std::string_view section, std::string_view key) noexcept;

/// Sets one key from its text; an empty text is "not sent". An unknown key is an error that names the right ones, a
/// key that is set already is "given twice".
parsed<void> set_field(field_values& into, gateway::channel way, std::string_view key, std::string_view text);

/// The value that is sent; empty when none is.
std::string_view find_field(const field_values& values, gateway::channel way, std::string_view key) noexcept;

} // namespace config
