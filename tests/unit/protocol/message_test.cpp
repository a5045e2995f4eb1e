// SPDX-License-Identifier: BSD-3-Clause
#include "unit/protocol/made_by_hand.h"

#include "protocol/message.h"

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "cmocka_cpp.h"

using namespace made_by_hand;
using protocol::parse_error;

namespace {

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

void the_largest_of_every_message_fits(void** /*state*/) {
    for (const message_type type : all_types) {
        protocol::writer writer{type};
        for (const field_rule& rule : rules_of(type)) {
            if (rule.kind == field_kind::number)
                writer.number(rule.id, 0xffffffff);
            else
                writer.text(rule.id, std::string(protocol::max_text, 'x'));
        }
        assert_true(writer.good());
        protocol::reader reader;
        assert_int_equal(static_cast<int>(reader.parse(writer.data(), writer.size())), 0);
        for (const field_rule& rule : rules_of(type))
            if (rule.kind == field_kind::number)
                assert_int_equal(reader.number(rule.id), 0xffffffff);
    }
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

void only_the_order_of_the_story_is_allowed(void** /*state*/) {
    using type = message_type;
    const std::vector<std::pair<type, type>> story = {
        {type::none, type::begin},       {type::begin, type::accepted},   {type::begin, type::verdict},
        {type::accepted, type::prompt},  {type::accepted, type::verdict}, {type::prompt, type::answer},
        {type::prompt, type::cancel},    {type::prompt, type::verdict},   {type::answer, type::prompt},
        {type::answer, type::verdict},   {type::cancel, type::verdict},   {type::none, type::command},
        {type::command, type::accepted}, {type::command, type::done},     {type::accepted, type::fact},
        {type::accepted, type::done},    {type::fact, type::fact},        {type::fact, type::done},
        {type::fact, type::prompt},      {type::prompt, type::done},      {type::answer, type::done},
        {type::cancel, type::done}};
    for (unsigned after = 0; after <= 11; ++after) {
        for (unsigned next = 0; next <= 11; ++next) {
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

void every_result_has_its_own_word(void** /*state*/) {
    using protocol::result;
    assert_string_equal(protocol::describe(result::granted), "granted");
    assert_string_equal(protocol::describe(result::ignored), "ignored");
    assert_string_equal(protocol::describe(result::denied), "denied");
    assert_string_equal(protocol::describe(result::attempts_used_up), "attempts_used_up");
    assert_string_equal(protocol::describe(result::not_permitted), "not_permitted");
    assert_string_equal(protocol::describe(result::unavailable), "unavailable");
    assert_string_equal(protocol::describe(result::conversation_error), "conversation_error");
    assert_string_equal(protocol::describe(result::service_error), "service_error");
    assert_string_equal(protocol::describe(static_cast<result>(0)), "service_error");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_message_is_written_as_the_page_says),
        cmocka_unit_test(every_message_is_read_in_any_order_of_fields),
        cmocka_unit_test(a_text_may_be_empty_not_utf8_and_of_full_length),
        cmocka_unit_test(an_absent_optional_field_reads_as_empty),
        cmocka_unit_test(the_largest_of_every_message_fits),
        cmocka_unit_test(a_text_too_long_or_with_a_nul_is_not_written),
        cmocka_unit_test(what_no_longer_fits_is_not_written),
        cmocka_unit_test(a_writer_wipes_its_buffer),
        cmocka_unit_test(only_the_order_of_the_story_is_allowed),
        cmocka_unit_test(every_parse_error_has_its_own_text),
        cmocka_unit_test(every_result_has_its_own_word),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
