// SPDX-License-Identifier: BSD-3-Clause
// telesignctl's phoneid, send and status: what they ask of TeleSign, what they tell, what the log says.

#include "telesignd/command_fixture.h"
#include "unit/config/overriding.h"

namespace {

using namespace tests;
constexpr const char* reference = "abcdef0123456789abcdef0123456781";

void a_lookup_tells_everything_and_logs_nothing_of_the_owner(void** state) {
    command_fixture& d = at(state);
    d.lookup.found.report = {
        {"carrier.name", "Verizon"}, {"contact.first_name", "Zoë"}, {"contact.city", ""}};
    d.lookup.found.reference_id = reference;
    d.lookup.found.requests = 2;
    d.ask("phoneid", {{field_id::phone, "+1 (310) 555-1212"}, {field_id::detail, "live, contact"}});
    assert_facts(d, {"phone_number=+13105551212", "carrier.name=Verizon", "contact.first_name=Zoë",
                     std::string{"reference_id="} + reference, "requests=2"});
    assert_end(d, result::granted, "");
    const gateway::lookup_set both{gateway::lookup::contact, gateway::lookup::live};
    assert_true(d.lookup.wanted.at(0) == both);
    assert_contains(d.log, "command outcome=granted reason=looked_up verb=phoneid phone=*********12 "
                           "reference=abcdef0123456789abcdef0123456781 pid=77 uid=0\n");
    assert_null(std::strstr(d.log.c_str(), "Zo"));
}

void without_a_choice_the_lookup_is_the_standard_one(void** state) {
    command_fixture& d = at(state);
    d.ask("phoneid", {{field_id::phone, "13105551212"}});
    assert_true(d.lookup.wanted.at(0) == gateway::lookup_set{gateway::lookup::standard});
}

void an_add_on_that_the_account_lacks_is_told_by_name(void** state) {
    command_fixture& d = at(state);
    d.lookup.found.unknown = {
        {gateway::lookup::sim_swap, "status 2806, not enabled for the account: ask TeleSign to enable it"},
        {gateway::lookup::subscriber_status, "status 2803, number out of its coverage"}};
    d.ask("phoneid", {{field_id::phone, "13105551212"}, {field_id::detail, "sim_swap,subscriber_status"}});
    assert_facts(d, {"phone_number=+13105551212",
                     "sim_swap=unknown: status 2806, not enabled for the account: ask TeleSign to enable it",
                     "subscriber_status=unknown: status 2803, number out of its coverage", "requests=1"});
    assert_end(d, result::granted, "");
}

void forwarded_calls_are_not_looked_up_without_consent(void** state) {
    command_fixture& d = at(state);
    d.ask("phoneid", {{field_id::phone, "13105551212"}, {field_id::detail, "call_forward_detection"}});
    assert_end(d, result::service_error,
               "call_forward_detection needs a record of the owner's consent: set `consent` in [risk] of "
               "telesign.conf");
    assert_int_equal(d.lookup.wanted.size(), 0);
    d.settings.risk.consent = 4;
    d.ask("phoneid", {{field_id::phone, "13105551212"}, {field_id::detail, "call_forward_detection"}});
    assert_true(d.how == result::granted);
    assert_int_equal(d.lookup.consents.at(0)->method, 4);
    assert_true(d.lookup.consents.at(0)->timestamp == d.now);
    assert_int_equal(d.lookup.ported_within.at(0).count(), 90);
    assert_true(
        config::set_override(d.settings.services["telesignctl"], "risk.consent", "1", true).has_value());
    d.ask("phoneid", {{field_id::phone, "13105551212"}, {field_id::detail, "standard"}});
    assert_int_equal(d.lookup.consents.at(1)->method, 1);
}

void a_lookup_without_an_answer_is_an_outage(void** state) {
    command_fixture& d = at(state);
    d.lookup.found = {};
    d.lookup.found.detail = "timed out";
    d.ask("phoneid", {{field_id::phone, "13105551212"}});
    assert_end(d, result::unavailable, "TeleSign has no answer.");
    assert_facts(d, {"phone_number=+13105551212", "requests=0", "detail=timed out"});
    assert_contains(d.log, "outcome=unavailable reason=no_answer");
    d.lookup.found.report = {{"carrier.name", "Verizon"}};
    d.ask("phoneid", {{field_id::phone, "13105551212"}});
    assert_end(d, result::unavailable, "TeleSign's answer is not complete.");
}

void what_cannot_be_looked_up_is_told_with_its_remedy(void** state) {
    command_fixture& d = at(state);
    d.ask("phoneid", {{field_id::phone, "0310 555 1212"}});
    assert_end(d, result::service_error,
               "\"**** *** **12\" has no country code: begin with + and the country code, without any 0 "
               "before it, or "
               "set [phones] default_region");
    d.settings.default_region = "US";
    d.ask("phoneid", {{field_id::phone, "555 1212"}});
    assert_end(d, result::service_error, "without its area code: write the whole number");
    d.settings.default_region.clear();
    d.ask("phoneid", {{field_id::phone, "+1 310 555"}});
    assert_true(d.how == result::service_error);
    d.ask("phoneid", {});
    assert_true(d.how == result::service_error);
    d.ask("phoneid", {{field_id::phone, "+13105551212"}, {field_id::detail, "live,nothing"}});
    assert_end(d, result::service_error, "nothing: no lookup has this name");
    assert_int_equal(d.lookup.wanted.size(), 0);
    assert_facts(d, {});
}

void a_code_goes_to_a_number_by_the_first_channel(void** state) {
    command_fixture& d = at(state);
    d.ask("send", {{field_id::phone, "+1 310 555 1212"}});
    assert_facts(
        d, {"phone_number=+13105551212", "channel=voice", "reference_id=ABCDEF0123456789ABCDEF0123456781"});
    assert_end(d, result::granted, "Calling the phone ending in 12 to say the code.");
    assert_string_equal(d.gateway.phones.at(0).c_str(), "13105551212");
    assert_contains(d.log, "command outcome=granted reason=sent verb=send phone=*********12 channel=voice "
                           "reference=ABCDEF0123456789ABCDEF0123456781 pid=77 uid=0\n");
}

void a_code_goes_to_a_user_by_their_own_settings(void** state) {
    command_fixture& d = at(state);
    test::override_for_user(d.differences, "channels", "sms");
    test::override_for_user(d.differences, "language", "en-GB");
    d.ask("send", {{field_id::user, "bob"}});
    assert_facts(d, {"user=bob", "phone_number=+442079460000", "channel=sms",
                     "reference_id=ABCDEF0123456789ABCDEF0123456781"});
    assert_string_equal(d.gateway.languages.at(0).c_str(), "en-GB");
    assert_contains(d.log, "verb=send user=bob phone=**********00 channel=sms");
}

void the_commands_own_settings_count(void** state) {
    command_fixture& d = at(state);
    test::override_for_service(d.settings.services["telesignctl"], "language", "fr-FR");
    d.ask("send", {{field_id::user, "alice"}, {field_id::channel, "sms"}});
    assert_string_equal(d.gateway.languages.at(0).c_str(), "fr-FR");
    assert_true(d.gateway.sent.at(0) == channel::sms);
}

void nobody_without_a_phone_gets_a_code(void** state) {
    command_fixture& d = at(state);
    d.ask("send", {{field_id::user, "mallory"}});
    assert_end(d, result::denied,
               "/etc/telesign/phones.ini: mallory: no phone: run telesignctl phone set mallory");
    d.ask("send", {{field_id::user, "carol"}});
    assert_end(d, result::denied, "/etc/telesign/phones.ini:5: carol: no country code");
    d.ask("send", {{field_id::user, "dave"}});
    assert_true(d.how == result::denied);
    assert_contains(d.text, "/etc/telesign/phones.ini:6: dave: ");
    assert_int_equal(d.gateway.sent.size(), 0);
}

void a_request_that_cannot_be_sends_nothing(void** state) {
    command_fixture& d = at(state);
    d.ask("send", {});
    assert_end(d, result::service_error, "name a phone number or a user, one of them");
    d.ask("send", {{field_id::user, "alice"}, {field_id::phone, "+13105551212"}});
    assert_true(d.how == result::service_error);
    d.ask("send", {{field_id::user, "alice"}, {field_id::channel, "pigeon"}});
    assert_end(d, result::service_error, "pigeon: no such channel: smart, voice or sms");
    d.settings.otp.verify_code = config::code_maker::local;
    d.ask("send", {{field_id::user, "alice"}, {field_id::channel, "smart"}});
    assert_true(d.how == result::service_error);
    assert_int_equal(d.gateway.sent.size(), 0);
}

void every_outcome_of_sending_has_its_result(void** state) {
    command_fixture& d = at(state);
    const std::pair<outcome, result> table[] = {
        {outcome::sent, result::granted},
        {outcome::undeliverable, result::denied},
        {outcome::blocked, result::not_permitted},
        {outcome::refused, result::unavailable},
        {outcome::rate_limited, result::unavailable},
        {outcome::unavailable, result::unavailable},
        {outcome::valid, result::unavailable},
    };
    for (const auto& [what, how] : table) {
        d.gateway.send_outcomes = {what};
        d.ask("send", {{field_id::user, "alice"}});
        assert_true(d.how == how);
    }
}

void only_a_valid_code_is_one(void** state) {
    command_fixture& d = at(state);
    const std::pair<outcome, result> table[] = {
        {outcome::valid, result::granted},           {outcome::wrong, result::denied},
        {outcome::expired, result::denied},          {outcome::exhausted, result::attempts_used_up},
        {outcome::undeliverable, result::denied},    {outcome::blocked, result::not_permitted},
        {outcome::refused, result::unavailable},     {outcome::rate_limited, result::unavailable},
        {outcome::unavailable, result::unavailable}, {outcome::sent, result::unavailable},
        {outcome::undecided, result::unavailable},
    };
    for (const auto& [what, how] : table) {
        d.gateway.check_outcomes = {what};
        d.ask("status", {{field_id::reference, reference}, {field_id::code, "12345"}});
        assert_true(d.how == how);
        assert_int_equal(d.facts.size() > 1 && d.facts[1] == "code=valid", what == outcome::valid);
    }
}

void a_code_is_checked_and_not_logged(void** state) {
    command_fixture& d = at(state);
    const char* const as_typed = "aB3_x-Z9"; // TeleSign may know it in this spelling only
    d.ask("status", {{field_id::reference, as_typed}, {field_id::code, "12 345"}});
    assert_end(d, result::granted, "The code is valid.");
    assert_facts(d, {std::string{"reference_id="} + as_typed, "code=valid"});
    assert_string_equal(d.gateway.checked.at(0).c_str(), "12345");
    assert_string_equal(d.gateway.references.at(0).c_str(), as_typed);
    assert_contains(d.log, "command outcome=granted reason=code_valid verb=status "
                           "reference=aB3_x-Z9 pid=77 uid=0\n");
}

void a_code_of_any_length_and_script_is_checked_as_ascii_digits(void** state) {
    command_fixture& d = at(state);
    d.gateway.check_outcomes = {outcome::valid, outcome::valid, outcome::valid};
    for (const char* const typed : {"0123456",
                                    "\xe2\x80\x8b"
                                    "012-3456\xc2\xa0",
                                    "\xd9\xa0\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4\xd9\xa5\xd9\xa6"}) {
        d.ask("status", {{field_id::reference, reference}, {field_id::code, typed}});
        assert_end(d, result::granted, "The code is valid.");
    }
    assert_int_equal(d.gateway.checked.size(), 3);
    for (const std::string& each : d.gateway.checked)
        assert_string_equal(each.c_str(), "0123456");
}

void what_is_no_code_never_leaves_the_host(void** state) {
    command_fixture& d = at(state);
    for (const char* const typed : {"my password", "98765432101", "44", "resend", "9876\xff"}) {
        d.ask("status", {{field_id::reference, reference}, {field_id::code, typed}});
        assert_end(d, result::service_error, "a code has 3 to 10 digits");
        assert_null(std::strstr(d.log.c_str(), typed));
    }
    for (const std::string& bad : {std::string{"../../v1/score"}, std::string{"a b"},
                                   std::string{"a?verify_code=1"}, std::string(65, 'A')}) {
        d.ask("status", {{field_id::reference, bad}});
        assert_end(d, result::service_error,
                   "a reference has 1 to 64 letters, digits, _ and -: copy it from `telesignctl send` or "
                   "from the log");
    }
    assert_int_equal(d.gateway.checked.size() + d.gateway.asked.size(), 0);
}

void the_delivery_is_told(void** state) {
    command_fixture& d = at(state);
    const auto ask = [&](outcome what, bool final) {
        gateway::delivery_result news;
        news.outcome = what;
        news.final = final;
        news.user_message = final ? "" : "The phone is ringing.";
        d.gateway.deliveries = {news};
        d.ask("status", {{field_id::reference, reference}});
    };
    ask(outcome::sent, false);
    assert_end(d, result::granted, "The phone is ringing.");
    assert_facts(d, {std::string{"reference_id="} + reference, "delivery=on its way", "final=no"});
    ask(outcome::sent, true);
    assert_true(d.how == result::granted);
    assert_string_equal(d.facts.at(1).c_str(), "delivery=delivered");
    gateway::delivery_result unconfirmed;
    unconfirmed.outcome = outcome::sent;
    unconfirmed.final = unconfirmed.unconfirmed = true;
    d.gateway.deliveries = {unconfirmed};
    d.ask("status", {{field_id::reference, reference}});
    assert_true(d.how == result::granted);
    assert_string_equal(d.facts.at(1).c_str(), "delivery=sent, no receipt");
    ask(outcome::undeliverable, true);
    assert_end(d, result::denied, "The code could not be delivered.");
    assert_string_equal(d.facts.at(1).c_str(), "delivery=not delivered");
    ask(outcome::unavailable, false);
    assert_true(d.how == result::unavailable);
    assert_int_equal(d.facts.size(), 1);
    assert_int_equal(d.gateway.checked.size(), 0);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_command, close_command)
    const CMUnitTest tests[] = {
        CASE(a_lookup_tells_everything_and_logs_nothing_of_the_owner),
        CASE(without_a_choice_the_lookup_is_the_standard_one),
        CASE(an_add_on_that_the_account_lacks_is_told_by_name),
        CASE(forwarded_calls_are_not_looked_up_without_consent),
        CASE(a_lookup_without_an_answer_is_an_outage),
        CASE(what_cannot_be_looked_up_is_told_with_its_remedy),
        CASE(a_code_goes_to_a_number_by_the_first_channel),
        CASE(a_code_goes_to_a_user_by_their_own_settings),
        CASE(the_commands_own_settings_count),
        CASE(nobody_without_a_phone_gets_a_code),
        CASE(a_request_that_cannot_be_sends_nothing),
        CASE(every_outcome_of_sending_has_its_result),
        CASE(only_a_valid_code_is_one),
        CASE(a_code_is_checked_and_not_logged),
        CASE(a_code_of_any_length_and_script_is_checked_as_ascii_digits),
        CASE(what_is_no_code_never_leaves_the_host),
        CASE(the_delivery_is_told),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
