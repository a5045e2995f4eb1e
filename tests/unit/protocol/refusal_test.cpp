// SPDX-License-Identifier: BSD-3-Clause
// Whatever is not a message of protocol.h's page is refused whole.

#include "unit/protocol/made_by_hand.h"

#include <cstring>
#include <initializer_list>

#include "cmocka_cpp.h"

using namespace made_by_hand;
using protocol::parse_error;

namespace {

parse_error parse(protocol::reader& reader, const std::string& message) {
    // A block of exactly this size, so that AddressSanitizer sees a read past the end.
    std::vector<unsigned char> exact(message.begin(), message.end());
    const parse_error error = reader.parse(exact.data(), exact.size());
    if (error != parse_error::none) {
        assert_int_equal(static_cast<int>(reader.type()), static_cast<int>(message_type::none));
        for (std::size_t id = 1; id <= protocol::field_count; ++id) {
            assert_false(reader.has(static_cast<field_id>(id)));
            assert_true(reader.text(static_cast<field_id>(id)).empty());
            assert_int_equal(reader.number(static_cast<field_id>(id)), 0);
        }
    }
    return error;
}

void assert_parse(const std::string& message, parse_error expected) {
    protocol::reader reader;
    assert_string_equal(protocol::describe(parse(reader, message)), protocol::describe(expected));
}

/// `rules` say in which order the fields stand.
void assert_every_truncation(message_type type, const std::vector<field_rule>& rules) {
    const std::string whole = message_of(type, rules);
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
        std::vector<field_rule> kept;
        std::size_t boundary = protocol::header_size;
        for (const field_rule& rule : rules) {
            if (boundary + field_for(rule).size() > cut)
                break;
            boundary += field_for(rule).size();
            kept.push_back(rule);
        }
        const auto is_kept = [&kept](const field_rule& rule) {
            return std::any_of(kept.begin(), kept.end(),
                               [&rule](const field_rule& other) { return other.id == rule.id; });
        };
        const bool complete = std::all_of(rules.begin(), rules.end(), [&](const field_rule& rule) {
            return !rule.required || is_kept(rule);
        });
        if (cut != boundary) {
            assert_parse(whole.substr(0, cut), parse_error::too_short);
        } else if (!complete) {
            assert_parse(whole.substr(0, cut), parse_error::missing_field);
        } else {
            const std::string begun = whole.substr(0, cut);
            protocol::reader reader;
            assert_int_equal(
                static_cast<int>(reader.parse(reinterpret_cast<const unsigned char*>(begun.data()), cut)), 0);
            for (const field_rule& rule : rules) {
                assert_int_equal(reader.has(rule.id), is_kept(rule));
                assert_true(reader.text(rule.id) == (is_kept(rule) ? value_for(rule) : ""));
            }
        }
    }
}

void every_truncation_is_refused_or_ends_at_an_optional_field(void** /*state*/) {
    for (const message_type type : all_types) {
        std::vector<field_rule> rules = rules_of(type);
        assert_every_truncation(type, rules);
        std::stable_partition(rules.begin(), rules.end(),
                              [](const field_rule& rule) { return rule.required; });
        assert_every_truncation(type, rules);
        std::reverse(rules.begin(), rules.end());
        assert_every_truncation(type, rules);
    }
}

void a_packet_above_the_cap_is_refused_unread(void** /*state*/) {
    std::string message = header(message_type::begin);
    message.resize(protocol::max_message, '\0');
    assert_parse(message, parse_error::unknown_field);
    message.resize(protocol::max_message + 1, '\0');
    assert_parse(message, parse_error::too_long);
    protocol::reader reader; // the bytes beyond the cap need not be there: recv(2) with MSG_TRUNC
    assert_int_equal(static_cast<int>(reader.parse(nullptr, protocol::max_message + 1)),
                     static_cast<int>(parse_error::too_long));
}

void a_wrong_magic_is_refused(void** /*state*/) {
    for (std::size_t i = 0; i < sizeof protocol::magic; ++i) {
        std::string message = header(message_type::cancel);
        message[i] = static_cast<char>(message[i] ^ 0x20);
        assert_parse(message, parse_error::bad_magic);
    }
}

void another_version_is_refused_and_named(void** /*state*/) {
    assert_int_equal(protocol::version, 1);
    for (const unsigned version : {0U, 2U, 0x100U, 0xffffU}) {
        const std::string message = header(6, version) + "whatever that version holds";
        protocol::reader reader;
        assert_int_equal(static_cast<int>(parse(reader, message)),
                         static_cast<int>(parse_error::other_version));
        assert_int_equal(reader.version_of_peer(), version);
    }
    protocol::reader reader;
    assert_int_equal(reader.version_of_peer(), 0);
    assert_int_equal(static_cast<int>(parse(reader, "TSPM\1")), static_cast<int>(parse_error::too_short));
    assert_int_equal(reader.version_of_peer(), 0);
}

void an_unknown_type_is_refused(void** /*state*/) {
    for (const unsigned type : {0U, 10U, 0x101U, 0xffffU})
        assert_parse(header(type), parse_error::unknown_type);
}

void a_field_of_another_message_is_refused(void** /*state*/) {
    for (const message_type type : all_types) {
        const std::string whole = message_of(type, rules_of(type));
        std::vector<unsigned> ids = {0x100U, 0xffffU};
        for (unsigned id = 0; id <= protocol::field_count + 1; ++id)
            ids.push_back(id);
        for (const unsigned id : ids)
            if (protocol::rule_for(type, static_cast<field_id>(id)) == nullptr)
                assert_parse(whole + field(id, "1234"), parse_error::unknown_field);
    }
}

void a_field_given_twice_is_refused(void** /*state*/) {
    for (const field_rule& rule : protocol::field_rules)
        assert_parse(message_of(rule.type, rules_of(rule.type)) + field_for(rule),
                     parse_error::repeated_field);
}

/// The message of `rule` with everything as it should be, but `value` in the field of `rule`.
std::string message_with(const field_rule& rule, const std::string& value) {
    std::string message = header(rule.type);
    for (const field_rule& other : rules_of(rule.type))
        message += other.id == rule.id ? field(static_cast<unsigned>(rule.id), value) : field_for(other);
    return message;
}

void a_missing_field_is_refused_only_where_required(void** /*state*/) {
    for (const field_rule& rule : protocol::field_rules) {
        std::string message = header(rule.type);
        for (const field_rule& other : rules_of(rule.type))
            message += other.id == rule.id ? "" : field_for(other);
        std::vector<unsigned char> bytes(message.begin(), message.end());
        protocol::reader reader;
        assert_int_equal(static_cast<int>(reader.parse(bytes.data(), bytes.size())),
                         static_cast<int>(rule.required ? parse_error::missing_field : parse_error::none));
    }
}

void a_bad_value_is_refused_in_every_field(void** /*state*/) {
    for (const field_rule& rule : protocol::field_rules) {
        if (rule.kind == field_kind::number) {
            for (const std::size_t length : {0U, 1U, 2U, 3U, 5U, 8U})
                assert_parse(message_with(rule, std::string(length, '\1')), parse_error::bad_value);
        } else {
            assert_parse(message_with(rule, std::string(protocol::max_text + 1, 'x')),
                         parse_error::bad_value);
            for (const char* with_nul : {"\0ab", "a\0b", "ab\0"})
                assert_parse(message_with(rule, std::string{with_nul, 3}), parse_error::bad_value);
        }
    }
}

void a_length_beyond_the_end_is_refused(void** /*state*/) {
    for (const field_rule& rule : protocol::field_rules) {
        const std::string last = bytes16(static_cast<unsigned>(rule.id)) + bytes16(0xffff) + "short";
        assert_parse(header(rule.type) + last, parse_error::too_short);
    }
}

void no_changed_byte_leads_the_reader_astray(void** /*state*/) {
    for (const message_type type : all_types) {
        const std::string whole = message_of(type, rules_of(type));
        for (std::size_t at = 0; at < whole.size(); ++at) {
            for (unsigned value = 0; value < 256; ++value) {
                std::vector<unsigned char> bytes(whole.begin(), whole.end());
                bytes[at] = static_cast<unsigned char>(value);
                protocol::reader reader;
                const parse_error error = reader.parse(bytes.data(), bytes.size());
                assert_int_equal(reader.type() == message_type::none, error != parse_error::none);
                for (std::size_t id = 1; id <= protocol::field_count; ++id) {
                    const std::string_view text = reader.text(static_cast<field_id>(id));
                    if (!text.empty())
                        assert_in_range(reinterpret_cast<std::uintptr_t>(text.data()) + text.size(),
                                        reinterpret_cast<std::uintptr_t>(bytes.data()),
                                        reinterpret_cast<std::uintptr_t>(bytes.data()) + bytes.size());
                }
            }
        }
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_truncation_is_refused_or_ends_at_an_optional_field),
        cmocka_unit_test(a_packet_above_the_cap_is_refused_unread),
        cmocka_unit_test(a_wrong_magic_is_refused),
        cmocka_unit_test(another_version_is_refused_and_named),
        cmocka_unit_test(an_unknown_type_is_refused),
        cmocka_unit_test(a_field_of_another_message_is_refused),
        cmocka_unit_test(a_field_given_twice_is_refused),
        cmocka_unit_test(a_missing_field_is_refused_only_where_required),
        cmocka_unit_test(a_bad_value_is_refused_in_every_field),
        cmocka_unit_test(a_length_beyond_the_end_is_refused),
        cmocka_unit_test(no_changed_byte_leads_the_reader_astray),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
