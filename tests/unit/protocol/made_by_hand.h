// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/message.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

/// Messages put together from protocol.h's page, without the writer.
namespace made_by_hand {

using protocol::field_id;
using protocol::field_kind;
using protocol::field_rule;
using protocol::message_type;

inline constexpr message_type all_types[] = {
    message_type::begin,   message_type::accepted, message_type::prompt,
    message_type::answer,  message_type::cancel,   message_type::verdict,
    message_type::command, message_type::fact,     message_type::done};
inline constexpr std::uint32_t some_number = 0x5a17c0de;

inline std::string bytes16(unsigned value) {
    return {static_cast<char>(value >> 8 & 0xff), static_cast<char>(value & 0xff)};
}

inline std::string header(unsigned type, unsigned version = 1) {
    return "TSPM" + bytes16(version) + bytes16(type);
}
inline std::string header(message_type type) {
    return header(static_cast<unsigned>(type));
}
inline std::string field(unsigned id, const std::string& value) {
    return bytes16(id) + bytes16(static_cast<unsigned>(value.size())) + value;
}

inline std::vector<field_rule> rules_of(message_type type) {
    std::vector<field_rule> rules;
    std::copy_if(std::begin(protocol::field_rules), std::end(protocol::field_rules),
                 std::back_inserter(rules), [type](const field_rule& rule) { return rule.type == type; });
    return rules;
}

inline std::string value_for(const field_rule& rule) {
    if (rule.kind == field_kind::number)
        return "\x5a\x17\xc0\xde";
    return "value of field " + std::to_string(static_cast<unsigned>(rule.id));
}

inline std::string field_for(const field_rule& rule) {
    return field(static_cast<unsigned>(rule.id), value_for(rule));
}

inline std::string message_of(message_type type, const std::vector<field_rule>& rules) {
    std::string message = header(type);
    for (const field_rule& rule : rules)
        message += field_for(rule);
    return message;
}

} // namespace made_by_hand
