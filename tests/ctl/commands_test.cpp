// SPDX-License-Identifier: BSD-3-Clause
// phoneid, send and status by the real programs: what is shown, how they end, what the daemon logs.

#include "ctl/ctl_process.h"

#include <filesystem>

#include <nlohmann/json.hpp>
#include <signal.h>
#include <strings.h>
#include <sys/stat.h>

namespace {

using namespace tests;
using json = nlohmann::json;

int open_fixture(void** state) {
    environment_options options;
    options.faults = "[13105551212]\ncontact = Zoë Müller\nphone-type = voip\nsim-swap = 3\n"
                     "[13105551213]\ndelivery-voice = 107\n"
                     "[13105551214]\nlookup = http 500\n"
                     "[13105551216]\nsim-swap = 3\nno-data = subscriber_status 2806\n";
    *state = new command_fixture{options};
    return 0;
}

json printed(void** state) {
    return json::parse(on(state).last.out);
}

void phoneid_shows_a_table(void** state) {
    on(state).run({"phoneid", "+1 310 555 1212", "--contact", "--sim-swap"});
    on(state).assert_status(0);
    on(state).assert_out("phone_number ");
    on(state).assert_out("  +13105551212\n");
    on(state).assert_out("  VOIP\n");
    on(state).assert_out("  Müller\n");
    on(state).assert_out("sim_swap.risk_indicator ");
    on(state).around->wait_for_log("verb=phoneid phone=*********12");
    assert_true(on(state).around->daemon_log().find("Müller") == std::string::npos);
    assert_true(on(state).around->daemon_log().find("3105551212") == std::string::npos);
}

void phoneid_prints_one_object(void** state) {
    on(state).run({"phoneid", "13105551212", "--json"});
    on(state).assert_status(0);
    assert_true(printed(state)["outcome"] == "granted");
    assert_true(printed(state)["facts"]["phone_type.description"] == "VOIP");
    assert_string_equal(on(state).last.err.c_str(), "");
}

void an_add_on_that_the_account_lacks_is_unknown_by_name(void** state) {
    on(state).run({"phoneid", "13105551216", "--subscriber-status", "--sim-swap", "--json"});
    on(state).assert_status(0);
    const auto facts = printed(state)["facts"];
    assert_true(facts["subscriber_status"] ==
                "unknown: status 2806, not enabled for the account: ask TeleSign to enable it");
    assert_true(facts["sim_swap.risk_indicator"] == "3"); // the others of the same reply count
    assert_false(facts.contains("sim_swap"));
}

void forwarded_calls_are_not_looked_up_without_consent(void** state) {
    on(state).run({"phoneid", "13105551212", "--call-forward-detection"});
    on(state).assert_status(2);
    on(state).assert_err("set `consent` in [risk] of telesign.conf");
}

void a_number_that_cannot_be_is_told(void** state) {
    on(state).run({"phoneid", "0310 555 1212"});
    on(state).assert_status(2);
    on(state).assert_err(
        "telesignctl: \"**** *** **12\" has no country code: begin with + and the country code");
    on(state).run({"phoneid", "0310 555 1212", "--json"});
    on(state).assert_status(2);
    assert_true(printed(state)["outcome"] == "service_error");
}

void a_lookup_that_fails_is_no_answer(void** state) {
    on(state).run({"phoneid", "13105551214"});
    on(state).assert_status(3);
    on(state).assert_err("telesignctl: TeleSign has no answer.");
}

void a_code_is_sent_looked_after_and_checked(void** state) {
    on(state).run({"send", "--user", "alice", "--json"});
    on(state).assert_status(0);
    const std::string reference = printed(state)["facts"]["reference_id"];
    const sent_code sent = on(state).around->code(0);
    assert_int_equal(::strcasecmp(sent.reference_id.c_str(), reference.c_str()), 0);
    assert_string_equal(sent.channel.c_str(), "sms");
    on(state).run({"status", reference});
    on(state).assert_status(0);
    on(state).assert_out("delivery ");
    on(state).run({"status", reference, "--code", sent.code == "11111" ? "22222" : "11111"});
    on(state).assert_status(1);
    on(state).assert_out("The code is wrong.\n");
    on(state).run({"status", reference, "--code"}, sent.code + "\n");
    on(state).assert_status(0);
    on(state).assert_out("The code is valid.\n");
    assert_string_equal(on(state).last.err.c_str(), "");
    on(state).around->wait_for_log("verb=status");
    for (const char* const before : {"code=", "code ", "\""})
        assert_true(on(state).around->daemon_log().find(before + sent.code) == std::string::npos);
}

void a_call_that_does_not_arrive_is_a_no(void** state) {
    on(state).run({"send", "13105551213", "--channel", "voice", "--json"});
    const json facts = printed(state)["facts"];
    on(state).run({"status", facts.value("reference_id", std::string(32, '0'))});
    on(state).assert_status(1);
    on(state).assert_out("The line was busy.");
}

void nobody_without_a_phone_gets_a_code(void** state) {
    on(state).run({"send", "--user", "mallory"});
    on(state).assert_status(1);
    on(state).assert_out("phones.ini: mallory: no phone: run telesignctl phone set mallory");
    assert_int_equal(on(state).around->codes().size(), 0);
}

void a_code_that_is_not_typed_is_not_checked(void** state) {
    on(state).run({"status", std::string(32, 'a'), "--code"});
    on(state).assert_status(2);
    on(state).assert_err("No code was typed.");
}

void without_telesign_the_status_says_so(void** state) {
    on(state).around->simulator().signal(SIGKILL);
    on(state).around->simulator().wait();
    on(state).run({"send", "--user", "alice"});
    on(state).assert_status(3);
    on(state).assert_err("TeleSign cannot be reached");
}

/// A command of somebody who is not root.
std::vector<std::string> as_nobody(void** state, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--socket", on(state).around->socket()});
    return on(state).command_of_nobody(arguments);
}

void without_telesignd_the_remedy_is_told(void** state) {
    on(state).around->daemon().signal(SIGTERM);
    on(state).around->daemon().wait();
    on(state).run({"send", "--user", "alice"});
    on(state).assert_status(3);
    const bool has_systemd = std::filesystem::exists("/run/systemd/system");
    const std::string start = has_systemd ? "systemctl start telesignd\n" : "service telesignd start\n";
    on(state).assert_err("telesignd is not running: " + start);
    on(state).last = ctl_process{as_nobody(state, {"limits"}), ctl_process::input::pipe}.finish();
    on(state).assert_status(3);
    on(state).assert_err("telesignd is not running: sudo " + start);
}

void a_name_that_nobody_has_is_noted(void** state) {
    on(state).run({"unlock", "mallroy"});
    on(state).assert_status(0);
    on(state).assert_out("There was no lock. The system knows no user \"mallroy\": check the spelling.\n");
    on(state).run({"limits", "mallroy"});
    on(state).assert_status(0);
    on(state).assert_out("The system knows no user \"mallroy\": check the spelling.\n");
    on(state).run({"unlock", "--limits", "alice"});
    on(state).assert_out("There was no lock. Codes sent to alice no longer count.\n");
}

void only_root_is_served(void** state) {
    const auto argv = as_nobody(state, {"send", "--user", "alice"});
    on(state).last = ctl_process{argv, ctl_process::input::pipe}.finish();
    on(state).assert_status(3);
    on(state).assert_err("only root may ask: use sudo"); // says the socket's mode
    ::chmod(on(state).around->socket().c_str(), 0777);
    on(state).last = ctl_process{argv, ctl_process::input::pipe}.finish();
    on(state).assert_status(1);
    on(state).assert_out("only root may ask: use sudo"); // says the daemon
    on(state).around->wait_for_log("command outcome=not_permitted reason=not_root verb=send");
    assert_int_equal(on(state).around->codes().size(), 0);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
    const CMUnitTest tests[] = {
        CASE(phoneid_shows_a_table),
        CASE(phoneid_prints_one_object),
        CASE(an_add_on_that_the_account_lacks_is_unknown_by_name),
        CASE(forwarded_calls_are_not_looked_up_without_consent),
        CASE(a_number_that_cannot_be_is_told),
        CASE(a_lookup_that_fails_is_no_answer),
        CASE(a_code_is_sent_looked_after_and_checked),
        CASE(a_call_that_does_not_arrive_is_a_no),
        CASE(nobody_without_a_phone_gets_a_code),
        CASE(a_code_that_is_not_typed_is_not_checked),
        CASE(without_telesign_the_status_says_so),
        CASE(without_telesignd_the_remedy_is_told),
        CASE(a_name_that_nobody_has_is_noted),
        CASE(only_root_is_served),
    };
    return cmocka_run_group_tests_name("ctl.commands", tests, nullptr, nullptr);
}
