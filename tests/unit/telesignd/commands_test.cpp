// SPDX-License-Identifier: BSD-3-Clause
// What holds for each of telesignctl's commands: who may ask, what the answer and the log look like.

#include "telesignd/command_fixture.h"

namespace {

using namespace tests;
constexpr const char* reference = "abcdef0123456789abcdef0123456781";

void control_characters_and_long_values_are_cut(void** state) {
    command_fixture& d = at(state);
    d.lookup.found.report = {{"a\nb", "red\x1b[31m\x9b"},
                             {"long", std::string(protocol::max_text - 1, 'x') + "\xc3\xab" + "tail"}};
    d.ask("phoneid", {{field_id::phone, "13105551212"}});
    assert_string_equal(d.facts.at(1).c_str(), "ab=red[31m");
    assert_string_equal(d.facts.at(2).c_str(), ("long=" + std::string(protocol::max_text - 1, 'x')).c_str());
}

void only_root_is_served(void** state) {
    command_fixture& d = at(state);
    d.caller.uid = 1000;
    for (const char* const verb :
         {"phoneid", "send", "status", "sessions", "forget-all", "x outcome=granted"}) {
        d.ask(verb, {{field_id::phone, "+13105551212"}, {field_id::reference, reference}});
        assert_end(d, result::not_permitted, "only root may ask: use sudo");
        assert_facts(d, {});
    }
    assert_contains(d.log, "command outcome=not_permitted reason=not_root verb=\"x outcome=granted\" pid=77 "
                           "uid=1000\n");
    assert_int_equal(d.lookup.wanted.size() + d.gateway.sent.size() + d.gateway.asked.size(), 0);
}

void the_turn_covers_the_requests(void** state) {
    command_fixture& d = at(state);
    d.settings.telesign.request_timeout = 7s;
    d.ask("send", {{field_id::user, "alice"}});
    assert_int_equal(d.turn_limit, 27);
}

void stopping_is_no_outage_of_telesigns(void** state) {
    command_fixture& d = at(state);
    d.stop.request_stop();
    d.gateway.send_outcomes = {outcome::unavailable};
    d.ask("send", {{field_id::user, "alice"}});
    assert_true(d.how == result::unavailable);
    assert_contains(d.text, "restarting");
}

void an_unknown_verb_is_a_request_that_cannot_be(void** state) {
    command_fixture& d = at(state);
    d.ask("transmit", {{field_id::user, "alice"}});
    assert_end(d, result::service_error,
               "unknown command: install telesignctl and telesignd from one release");
    assert_contains(d.log, "command outcome=service_error reason=bad_request verb=transmit user=alice");
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_command, close_command)
    const CMUnitTest tests[] = {
        CASE(control_characters_and_long_values_are_cut),  CASE(only_root_is_served),
        CASE(an_unknown_verb_is_a_request_that_cannot_be), CASE(the_turn_covers_the_requests),
        CASE(stopping_is_no_outage_of_telesigns),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
