#include "protocol/message.h"

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "cmocka_cpp.h"

using protocol::field_id;
using protocol::field_kind;
using protocol::field_rule;
using protocol::message_type;
using protocol::parse_error;

namespace {

constexpr message_type all_types[] = {message_type::begin,  message_type::accepted, message_type::prompt,
                                      message_type::answer, message_type::cancel,   message_type::verdict};
constexpr std::uint32_t some_number = 0x5a17c0de;

std::string bytes16(unsigned value) {
    return {static_cast<char>(value >> 8 & 0xff), static_cast<char>(value & 0xff)};
}

/// A message put together by hand, from protocol.h's page and not from the writer.
std::string header(unsigned type, unsigned version = 1) {
    return "TSPM" + bytes16(version) + bytes16(type);
}
std::string header(message_type type) {
    return header(static_cast<unsigned>(type));
}
std::string field(unsigned id, const std::string& value) {
    return bytes16(id) + bytes16(static_cast<unsigned>(value.size())) + value;
}

std::vector<field_rule> rules_of(message_type type) {
    std::vector<field_rule> rules;
    std::copy_if(std::begin(protocol::field_rules), std::end(protocol::field_rules),
                 std::back_inserter(rules), [type](const field_rule& rule) { return rule.type == type; });
    return rules;
}

std::string value_for(const field_rule& rule) {
    if (rule.kind == field_kind::number)
        return "\x5a\x17\xc0\xde";
    return "value of field " + std::to_string(static_cast<unsigned>(rule.id));
}

std::string field_for(const field_rule& rule) {
    return field(static_cast<unsigned>(rule.id), value_for(rule));
}

std::string message_of(message_type type, const std::vector<field_rule>& rules) {
    std::string message = header(type);
    for (const field_rule& rule : rules)
        message += field_for(rule);
    return message;
}

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

void every_message_is_written_as_the_page_says(void** /*state*/) {
    for (const message_type type : all_types) {
        protocol::writer writer{type};
        const std::vector<field_rule> rules = rules_of(type);
        for (const field_rule& rule : rules) {
            if (rule.kind == field_kind::number)
                writer.number(rule.id, some_number);
            else
                writer.text(rule.id, value_for(rule));
        }
        const std::string expected = message_of(type, rules);
        assert_true(writer.good());
        assert_int_equal(writer.size(), expected.size());
        assert_memory_equal(writer.data(), expected.data(), expected.size());
    }
}

void every_message_is_read_in_any_order_of_fields(void** /*state*/) {
    for (const message_type type : all_types) {
        std::vector<field_rule> rules = rules_of(type);
        for (std::size_t turn = 0; turn <= rules.size(); ++turn) {
            const std::string message = message_of(type, rules);
            protocol::reader reader;
            const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
            assert_int_equal(static_cast<int>(reader.parse(bytes, message.size())), 0);
            assert_int_equal(static_cast<int>(reader.type()), static_cast<int>(type));
            assert_int_equal(reader.version_of_peer(), 1);
            for (const field_rule& rule : rules) {
                assert_true(reader.has(rule.id));
                assert_true(reader.text(rule.id) == value_for(rule));
                if (rule.kind == field_kind::number)
                    assert_int_equal(reader.number(rule.id), some_number);
            }
            if (!rules.empty())
                std::rotate(rules.begin(), rules.begin() + 1, rules.end());
        }
    }
}

void a_text_may_be_empty_not_utf8_and_of_full_length(void** /*state*/) {
    for (const std::string& text :
         {std::string{}, std::string{"\xff\xfe\x80\x01"}, std::string(protocol::max_text, 'x')}) {
        protocol::writer writer{message_type::answer};
        assert_true(writer.text(field_id::text, text).good());
        protocol::reader reader;
        assert_int_equal(static_cast<int>(reader.parse(writer.data(), writer.size())), 0);
        assert_true(reader.has(field_id::text));
        assert_true(reader.text(field_id::text) == text);
    }
}

void an_absent_optional_field_reads_as_empty(void** /*state*/) {
    protocol::writer writer{message_type::verdict};
    writer.number(field_id::result, 1);
    protocol::reader reader;
    assert_int_equal(static_cast<int>(reader.parse(writer.data(), writer.size())), 0);
    assert_false(reader.has(field_id::text));
    assert_true(reader.text(field_id::text).empty());
    assert_int_equal(reader.number(field_id::text), 0);
}

void the_largest_begin_fits(void** /*state*/) {
    protocol::writer writer{message_type::begin};
    for (const field_rule& rule : rules_of(message_type::begin)) {
        if (rule.kind == field_kind::number)
            writer.number(rule.id, 0xffffffff);
        else
            writer.text(rule.id, std::string(protocol::max_text, 'x'));
    }
    assert_true(writer.good());
    protocol::reader reader;
    assert_int_equal(static_cast<int>(reader.parse(writer.data(), writer.size())), 0);
    assert_int_equal(reader.number(field_id::flags), 0xffffffff);
}

void a_text_too_long_or_with_a_nul_is_not_written(void** /*state*/) {
    protocol::writer too_long{message_type::answer};
    assert_false(too_long.text(field_id::text, std::string(protocol::max_text + 1, 'x')).good());
    assert_int_equal(too_long.size(), protocol::header_size);

    protocol::writer with_nul{message_type::answer};
    assert_false(with_nul.text(field_id::text, std::string{"a\0b", 3}).good());
    assert_int_equal(with_nul.size(), protocol::header_size);
    assert_false(with_nul.text(field_id::text, "good again").good());
}

void what_no_longer_fits_is_not_written(void** /*state*/) {
    protocol::writer writer{message_type::begin};
    const std::string text(protocol::max_text, 'x');
    while (protocol::max_message - writer.size() >= 4 + text.size())
        assert_true(writer.text(field_id::service, text).good());
    const std::size_t room = protocol::max_message - writer.size();
    assert_true(writer.text(field_id::service, std::string(room - 4 - 7, 'x')).good());
    assert_int_equal(writer.size(), protocol::max_message - 7);
    assert_false(writer.number(field_id::flags, 1).good());
    assert_int_equal(writer.size(), protocol::max_message - 7);

    protocol::writer full{message_type::begin};
    for (std::size_t i = 0; i < (protocol::max_message - protocol::header_size) / 8; ++i)
        assert_true(full.number(field_id::flags, 1).good());
    assert_int_equal(full.size(), protocol::max_message);
    assert_false(full.text(field_id::service, "").good());
}

void a_writer_wipes_its_buffer(void** /*state*/) {
    alignas(protocol::writer) unsigned char storage[sizeof(protocol::writer)];
    auto* writer = new (storage) protocol::writer{message_type::answer};
    assert_true(writer->text(field_id::text, "secret-code-12345").good());
    const volatile unsigned char* left = storage;
    const auto holds_code = [left] {
        std::string bytes;
        for (std::size_t i = 0; i < sizeof(protocol::writer); ++i)
            bytes += static_cast<char>(left[i]);
        return bytes.find("secret-code-12345") != std::string::npos;
    };
    assert_true(holds_code());
    writer->~writer();
    assert_false(holds_code());
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
    for (const unsigned type : {0U, 7U, 0x101U, 0xffffU})
        assert_parse(header(type), parse_error::unknown_type);
}

void a_field_of_another_message_is_refused(void** /*state*/) {
    for (const message_type type : all_types) {
        const std::string whole = message_of(type, rules_of(type));
        for (const unsigned id : {0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U, 9U, 10U, 11U, 0x100U, 0xffffU})
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

void only_the_order_of_the_story_is_allowed(void** /*state*/) {
    using type = message_type;
    const std::vector<std::pair<type, type>> story = {
        {type::none, type::begin},      {type::begin, type::accepted},   {type::begin, type::verdict},
        {type::accepted, type::prompt}, {type::accepted, type::verdict}, {type::prompt, type::answer},
        {type::prompt, type::cancel},   {type::prompt, type::verdict},   {type::answer, type::prompt},
        {type::answer, type::verdict},  {type::cancel, type::verdict}};
    for (unsigned after = 0; after <= 8; ++after) {
        for (unsigned next = 0; next <= 8; ++next) {
            const auto step = std::make_pair(static_cast<type>(after), static_cast<type>(next));
            const bool expected = std::find(story.begin(), story.end(), step) != story.end();
            assert_int_equal(protocol::may_follow(step.first, step.second), expected);
        }
    }
}

void every_parse_error_has_its_own_text(void** /*state*/) {
    assert_string_equal(protocol::describe(parse_error::too_short), "message cut short");
    assert_string_equal(protocol::describe(parse_error::too_long), "message too long");
    assert_string_equal(protocol::describe(parse_error::bad_magic), "not a message");
    assert_string_equal(protocol::describe(parse_error::other_version), "other version");
    assert_string_equal(protocol::describe(parse_error::unknown_type), "unknown message");
    assert_string_equal(protocol::describe(parse_error::unknown_field), "unknown field");
    assert_string_equal(protocol::describe(parse_error::repeated_field), "field given twice");
    assert_string_equal(protocol::describe(parse_error::missing_field), "field missing");
    assert_string_equal(protocol::describe(parse_error::bad_value), "bad value");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_message_is_written_as_the_page_says),
        cmocka_unit_test(every_message_is_read_in_any_order_of_fields),
        cmocka_unit_test(a_text_may_be_empty_not_utf8_and_of_full_length),
        cmocka_unit_test(an_absent_optional_field_reads_as_empty),
        cmocka_unit_test(the_largest_begin_fits),
        cmocka_unit_test(a_text_too_long_or_with_a_nul_is_not_written),
        cmocka_unit_test(what_no_longer_fits_is_not_written),
        cmocka_unit_test(a_writer_wipes_its_buffer),
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
        cmocka_unit_test(only_the_order_of_the_story_is_allowed),
        cmocka_unit_test(every_parse_error_has_its_own_text),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
