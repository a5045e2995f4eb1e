// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/protocol.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <string.h>

// Writing and reading of single messages. Nothing here allocates, throws or needs the C++ runtime.
namespace protocol {

constexpr const field_rule* rule_for(message_type type, field_id id) noexcept {
    for (const field_rule& rule : field_rules)
        if (rule.type == type && rule.id == id)
            return &rule;
    return nullptr;
}

/// Builds one message in a buffer of its own, which is wiped with it (an answer holds a code).
class writer {
public:
    explicit writer(message_type type) noexcept {
        ::memcpy(m_bytes, magic, sizeof magic);
        m_size = sizeof magic;
        put_number16(version);
        put_number16(static_cast<std::uint16_t>(type));
    }
    writer(const writer&) = delete;
    writer& operator=(const writer&) = delete;
    ~writer() { ::explicit_bzero(m_bytes, sizeof m_bytes); }

    /// Adds a text field. A text that is too long, holds a NUL or no longer fits makes the message not `good`.
    writer& text(field_id id, std::string_view value) noexcept {
        const bool has_nul = !value.empty() && ::memchr(value.data(), '\0', value.size()) != nullptr;
        if (value.size() > max_text || has_nul || sizeof m_bytes - m_size < 4 + value.size()) {
            m_good = false;
            return *this;
        }
        put_number16(static_cast<std::uint16_t>(id));
        put_number16(static_cast<std::uint16_t>(value.size()));
        if (!value.empty())
            ::memcpy(m_bytes + m_size, value.data(), value.size());
        m_size += value.size();
        return *this;
    }

    writer& number(field_id id, std::uint32_t value) noexcept {
        if (sizeof m_bytes - m_size < 8) {
            m_good = false;
            return *this;
        }
        put_number16(static_cast<std::uint16_t>(id));
        put_number16(4);
        put_number16(static_cast<std::uint16_t>(value >> 16));
        put_number16(static_cast<std::uint16_t>(value & 0xffff));
        return *this;
    }

    /// False when a field could not be added; such a message must not be sent.
    [[nodiscard]] bool good() const noexcept { return m_good; }
    [[nodiscard]] const unsigned char* data() const noexcept { return m_bytes; }
    [[nodiscard]] std::size_t size() const noexcept { return m_size; }

private:
    void put_number16(std::uint16_t value) noexcept {
        m_bytes[m_size++] = static_cast<unsigned char>(value >> 8);
        m_bytes[m_size++] = static_cast<unsigned char>(value & 0xff);
    }

    unsigned char m_bytes[max_message]{};
    std::size_t m_size = 0;
    bool m_good = true;
};

enum class parse_error : std::uint8_t {
    none,
    too_short,      ///< less than a header, or a field runs past the end
    too_long,       ///< more than max_message
    bad_magic,      ///< not ours
    other_version,  ///< ours, in another version: reader::version_of_peer() names it
    unknown_type,   ///< no such message
    unknown_field,  ///< the message has no such field
    repeated_field, ///< a field came twice
    missing_field,  ///< a required field did not come
    bad_value,      ///< a number that is not 4 bytes, a text with a NUL or longer than max_text
};

constexpr const char* describe(parse_error error) noexcept {
    constexpr const char* names[] = {"none",          "message cut short", "message too long",
                                     "not a message", "other version",     "unknown message",
                                     "unknown field", "field given twice", "field missing",
                                     "bad value"};
    return names[static_cast<std::size_t>(error)];
}

/// A result in one word: granted, ignored, denied, …
constexpr const char* describe(result outcome) noexcept {
    switch (outcome) {
    case result::granted:
        return "granted";
    case result::ignored:
        return "ignored";
    case result::denied:
        return "denied";
    case result::attempts_used_up:
        return "attempts_used_up";
    case result::not_permitted:
        return "not_permitted";
    case result::unavailable:
        return "unavailable";
    case result::conversation_error:
        return "conversation_error";
    case result::service_error:
        break;
    }
    return "service_error";
}

/// Reads one message. The views that it hands out point into the bytes given to parse().
class reader {
public:
    /// Accepts the message whole or not at all: after an error, type() is none and every field is absent.
    parse_error parse(const unsigned char* bytes, std::size_t size) noexcept {
        *this = reader{};
        const parse_error error = parse_all(bytes, size);
        if (error != parse_error::none) {
            const std::uint16_t peer = m_version;
            *this = reader{};
            m_version = peer;
        }
        return error;
    }

    [[nodiscard]] message_type type() const noexcept { return m_type; }
    /// The version in the header, also after other_version; 0 when there was no header.
    [[nodiscard]] std::uint16_t version_of_peer() const noexcept { return m_version; }
    [[nodiscard]] bool has(field_id id) const noexcept { return slot(id).present; }
    /// Empty when the field is absent.
    [[nodiscard]] std::string_view text(field_id id) const noexcept {
        return {slot(id).value, slot(id).size};
    }
    /// 0 when the field is absent.
    [[nodiscard]] std::uint32_t number(field_id id) const noexcept {
        const field& from = slot(id);
        if (from.size != 4)
            return 0;
        const auto* bytes = reinterpret_cast<const unsigned char*>(from.value);
        return std::uint32_t{number16(bytes)} << 16 | number16(bytes + 2);
    }

private:
    struct field {
        const char* value = "";
        std::uint16_t size = 0;
        bool present = false;
    };

    static constexpr std::uint16_t number16(const unsigned char* bytes) noexcept {
        return static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]);
    }

    [[nodiscard]] const field& slot(field_id id) const noexcept {
        return m_fields[static_cast<std::size_t>(id)];
    }

    parse_error parse_all(const unsigned char* bytes, std::size_t size) noexcept {
        if (size > max_message)
            return parse_error::too_long;
        if (size < header_size)
            return parse_error::too_short;
        if (::memcmp(bytes, magic, sizeof magic) != 0)
            return parse_error::bad_magic;
        m_version = number16(bytes + 4);
        if (m_version != version)
            return parse_error::other_version;
        const std::uint16_t type = number16(bytes + 6);
        if (type < static_cast<std::uint16_t>(message_type::begin) ||
            type > static_cast<std::uint16_t>(last_message_type))
            return parse_error::unknown_type;
        m_type = static_cast<message_type>(type);
        for (std::size_t at = header_size; at < size;) {
            const parse_error error = parse_field(bytes, size, at);
            if (error != parse_error::none)
                return error;
        }
        for (const field_rule& rule : field_rules)
            if (rule.type == m_type && rule.required && !has(rule.id))
                return parse_error::missing_field;
        return parse_error::none;
    }

    parse_error parse_field(const unsigned char* bytes, std::size_t size, std::size_t& at) noexcept {
        if (size - at < 4)
            return parse_error::too_short;
        const auto id = static_cast<field_id>(number16(bytes + at));
        const std::uint16_t length = number16(bytes + at + 2);
        at += 4;
        if (size - at < length)
            return parse_error::too_short;
        const field_rule* rule = rule_for(m_type, id);
        if (rule == nullptr)
            return parse_error::unknown_field;
        field& into = m_fields[static_cast<std::size_t>(id)];
        if (into.present)
            return parse_error::repeated_field;
        const bool bad = rule->kind == field_kind::number
                             ? length != 4
                             : length > max_text || ::memchr(bytes + at, '\0', length) != nullptr;
        if (bad)
            return parse_error::bad_value;
        into = {reinterpret_cast<const char*>(bytes + at), length, true};
        at += length;
        return parse_error::none;
    }

    message_type m_type = message_type::none;
    std::uint16_t m_version = 0;
    field m_fields[field_count + 1]; // by field_id, which begins with 1
};

} // namespace protocol
