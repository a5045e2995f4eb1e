// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/fields.h"

#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace simulator;
using enum gateway::channel;

struct field_case {
    gateway::channel channel;
    std::string fields; ///< behind the phone number
    const char* wrong;  ///< the field that the error names; nullptr when all is well
};

void check(const field_case& each, const std::string& start = "phone_number=13105551212&") {
    const auto fields = parse_form(start + each.fields);
    assert_true(fields.has_value());
    const auto error = check_fields(each.channel, *fields);
    const std::string found = error ? error->description : "";
    std::string expected =
        each.wrong != nullptr ? "Invalid Request: " + std::string{each.wrong} + " Parameter" : "";
    if (each.wrong != nullptr && find_field(*fields, each.wrong) == nullptr)
        expected = "Invalid Request: Missing Parameter: " + std::string{each.wrong};
    if (found != expected)
        fail_msg("%s '%s': '%s' instead of '%s'", gateway::name_of(each.channel), each.fields.c_str(),
                 found.c_str(), expected.c_str());
    if (error) {
        assert_int_equal(error->code, -10001);
        assert_int_equal(error->http, 400);
    }
}

void the_phone_number_is_required_and_all_digits(void**) {
    for (const auto channel : {voice, sms, smart}) {
        check({channel, "phone_number=13105551212", nullptr}, "");
        for (const char* bad :
             {"", "ucid=ATCK", "phone_number=", "phone_number=%2B13105551212", "phone_number=131055",
              "phone_number=1310555121234567", "phone_number=01310555121", "phone_number=1310 555 1212"})
            check({channel, bad, "phone_number"}, "");
    }
}

void fields_that_all_senders_take(void**) {
    for (const auto channel : {voice, sms, smart}) {
        for (const char* good : {"ucid=ATCK", "ucid=UNKN", "language=en-US", "language=fil",
                                 "language=zh-Hans-CN", "language=en"})
            check({channel, good, nullptr});
        for (const char* bad : {"ucid=atck", "ucid=", "ucid=XXXX", "ucid=TELF"})
            check({channel, bad, "ucid"});
        for (const char* bad : {"language=", "language=e", "language=en_US", "language=en-", "language=-en",
                                "language=english", "language=e1", "language=en-abcdefghi"})
            check({channel, bad, "language"});
    }
}

void a_field_of_another_sender_is_refused(void**) {
    const field_case cases[] = {
        {smart, "originating_ip=203.0.113.45", "originating_ip"},
        {smart, "verify_code=12345", "verify_code"},
        {voice, "template=$$CODE$$", "template"},
        {smart, "template=$$CODE$$", "template"},
        {sms, "language=en&tts_message=$$CODE$$", "tts_message"},
        {voice, "sms_message=$$CODE$$", "sms_message"},
        {sms, "preference=SMS Verify", "preference"},
        {voice, "ignore_risk=true", "ignore_risk"},
        {sms, "caller_id=15551212", "caller_id"},
        {voice, "sender_id=Example", "sender_id"},
        {smart, "pressx=1", "pressx"},
        {sms, "prompt_message=7&prompt_digit=7", "prompt_message"},
        {smart, "extension_type=1&extension_template=1", "extension_type"},
        {sms, "call_forward_action=block", "call_forward_action"},
        {smart, "redial=true", "redial"},
        {smart, "callback_url=https://example.org/", "callback_url"},
        {voice, "is_primary=true", "is_primary"},
        {smart, "sim_swap_check=true", "sim_swap_check"},
        {voice, "dlt_template_id=1", "dlt_template_id"},
        {smart, "dlt_entity_id=1", "dlt_entity_id"},
        {voice, "transaction_amount=1&transaction_payee=2", "transaction_amount"},
        {voice, "num_deac_req=true", "num_deac_req"},
    };
    for (const field_case& each : cases)
        check(each);
}

void a_name_that_no_sender_knows_is_refused(void**) {
    for (const auto channel : {voice, sms, smart})
        for (const char* unknown : {"session_id=1", "Ucid=ATCK", "phone_number =1", "x=%FF", "=1"}) {
            const std::string field{unknown};
            check({channel, field, field.substr(0, field.find('=')).c_str()});
        }
}

void a_field_given_twice_is_refused(void**) {
    check({sms, "ucid=ATCK&ucid=ATCK", "ucid"});
    check({sms, "phone_number=13105551213", "phone_number"});
}

void addresses_are_ipv4_or_ipv6(void**) {
    for (const auto channel : {voice, sms}) {
        for (const char* good : {"203.0.113.45", "2001:db8::1", "::ffff:192.0.2.1"})
            check({channel, std::string{"originating_ip="} + good, nullptr});
        for (const char* bad : {"", "203.0.113", "203.0.113.456", "host.example", "fe80::1%25eth0"})
            check({channel, std::string{"originating_ip="} + bad, "originating_ip"});
    }
}

void own_codes_have_a_range(void**) {
    for (const char* good : {"100", "99999", "12345"})
        check({voice, std::string{"verify_code="} + good, nullptr});
    for (const char* bad : {"", "99", "100000", "012", "12a", "-123"})
        check({voice, std::string{"verify_code="} + bad, "verify_code"});
    for (const char* good : {"000", "0123456", "9999999"})
        check({sms, std::string{"verify_code="} + good, nullptr});
    for (const char* bad : {"", "12", "01234567", "12345x", "+123", "%C2%B2345"})
        check({sms, std::string{"verify_code="} + bad, "verify_code"});
}

void own_texts_hold_the_code(void**) {
    check({sms, "template=Your code: $$CODE$$.", nullptr});
    check({sms, "template=Your code: $CODE$.", "template"});
    check({smart, "sms_message=$$CODE$$", nullptr});
    check({smart, "sms_message=12345", "sms_message"});
    check({sms, "template=$$CODE$$%FF", "template"});
    check({sms, "template=$$CODE$$" + std::string(1592, 'x'), nullptr});
    check({sms, "template=$$CODE$$" + std::string(1593, 'x'), "template"});
    for (const auto channel : {voice, smart}) {
        check({channel, "language=de-DE&tts_message=Ihr Code: $$CODE$$", nullptr});
        check({channel, "tts_message=", "tts_message"});
        const std::string longest = "language=de&tts_message=$$CODE$$" + std::string(1992, 'x');
        check({channel, longest, nullptr});
        check({channel, longest + "x", "tts_message"});
        std::string umlauts = "language=de&tts_message=$$CODE$$";
        for (int count = 0; count < 1992; ++count)
            umlauts += "%C3%A4"; // one code point each
        check({channel, umlauts, nullptr});
    }
}

/// TeleSign's reference asks for language and $$CODE$$ beside tts_message; its own SDKs' example has neither.
void where_the_pages_disagree_the_examples_win(void**) {
    for (const auto channel : {voice, smart})
        for (const char* fields : {"tts_message=Hello, your code is 1, 2, 3.", "tts_message=$$CODE$$",
                                   "language=de-DE&tts_message=Ihr Code"})
            check({channel, fields, nullptr});
    const std::string prompt = "prompt_message=Press 7&prompt_digit=7";
    check({voice, prompt, nullptr});
    check({voice, prompt + "&language=en-US", nullptr});
}

void smart_fields_have_their_values(void**) {
    for (const char* good :
         {"preference=SMS Verify", "preference=Voice+Verify", "ignore_risk=true", "ignore_risk=false"})
        check({smart, good, nullptr});
    check({smart, "preference=sms", "preference"});
    check({smart, "ignore_risk=1", "ignore_risk"});
}

void call_fields_have_their_values(void**) {
    for (const char* good :
         {"caller_id=15551212", "pressx=1", "pressx=1&language=en", "pressx=1&language=en-GB",
          "prompt_message=Press 7&prompt_digit=7", "extension_type=1&extension_template=12,,3",
          "extension_type=2&extension_template=123", "call_forward_action=block", "call_forward_action=flag",
          "redial=true", "redial=false", "callback_url=https://example.org/"})
        check({voice, good, nullptr});
    const field_case bad[] = {
        {voice, "caller_id=me", "caller_id"},
        {voice, "pressx=2", "pressx"},
        {voice, "pressx=1&language=de-DE", "pressx"},
        {voice, "pressx=1&language=en&tts_message=$$CODE$$", "pressx"},
        {voice, "prompt_message=Press 7", "prompt_message"},
        {voice, "prompt_digit=7", "prompt_digit"},
        {voice, "prompt_message=Press 7&prompt_digit=8", "prompt_message"},
        {voice, "prompt_message=Press 7&prompt_digit=77", "prompt_digit"},
        {voice, "prompt_digit=7&prompt_message=" + std::string(2001, '7'), "prompt_message"},
        {voice, "extension_type=1", "extension_type"},
        {voice, "extension_template=1", "extension_template"},
        {voice, "extension_type=3&extension_template=1", "extension_type"},
        {voice, "extension_type=1&extension_template=1a", "extension_template"},
        {voice, "extension_type=2&extension_template=1,2", "extension_template"},
        {voice, "extension_type=1&extension_template=" + std::string(29, '1'), "extension_template"},
        {voice, "call_forward_action=allow", "call_forward_action"},
        {voice, "redial=yes", "redial"},
        {voice, "callback_url=ftp://example.org/", "callback_url"},
        {voice, "callback_url=https://", "callback_url"},
    };
    for (const field_case& each : bad)
        check(each);
}

void sms_fields_have_their_values(void**) {
    check({sms, "sender_id=Example&callback_url=http://example.org/x", nullptr});
    check({sms, "sender_id=", "sender_id"});
    check({sms, "sender_id=" + std::string(21, 's'), "sender_id"});
    check({sms, "callback_url=x", "callback_url"});
    for (const char* name : {"is_primary", "sim_swap_check"}) {
        for (const char* good : {"=true", "=false"})
            check({sms, std::string{name} + good, nullptr});
        for (const char* bad : {"=", "=1", "=True"})
            check({sms, std::string{name} + bad, name});
    }
    for (const char* name : {"dlt_template_id", "dlt_entity_id"}) {
        check({sms, std::string{name} + "=" + std::string(40, '1'), nullptr});
        check({sms, std::string{name} + "=" + std::string(41, '1'), name});
        check({sms, std::string{name} + "=", name});
    }
    check({sms, "transaction_amount=5+EUR&transaction_payee=Example", nullptr});
    check({sms, "transaction_amount=5+EUR", "transaction_amount"});
    check({sms, "transaction_payee=Example", "transaction_payee"});
    check({sms, "transaction_amount=5&transaction_payee=" + std::string(41, 'x'), "transaction_payee"});
}

/// Of 2022 alone.
void number_deactivation_fields_have_their_values(void**) {
    check({sms,
           "num_deac_req=true&last_valid_activity_time=Sat, 21 Nov 2026 12:00:00 "
           "GMT&deactivation_lookup_window=30"
           "&number_deactivation_action=flag",
           nullptr});
    check({sms, "num_deac_req=true&last_valid_activity_time=2026-11-21", "last_valid_activity_time"});
    check({sms, "num_deac_req=true&deactivation_lookup_window=-1", "deactivation_lookup_window"});
    check({sms, "num_deac_req=true&number_deactivation_action=drop", "number_deactivation_action"});
    check({sms, "number_deactivation_action=flag", "number_deactivation_action"});
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_phone_number_is_required_and_all_digits),
        cmocka_unit_test(fields_that_all_senders_take),
        cmocka_unit_test(a_field_of_another_sender_is_refused),
        cmocka_unit_test(a_name_that_no_sender_knows_is_refused),
        cmocka_unit_test(a_field_given_twice_is_refused),
        cmocka_unit_test(addresses_are_ipv4_or_ipv6),
        cmocka_unit_test(own_codes_have_a_range),
        cmocka_unit_test(own_texts_hold_the_code),
        cmocka_unit_test(smart_fields_have_their_values),
        cmocka_unit_test(call_fields_have_their_values),
        cmocka_unit_test(sms_fields_have_their_values),
        cmocka_unit_test(number_deactivation_fields_have_their_values),
        cmocka_unit_test(where_the_pages_disagree_the_examples_win),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
