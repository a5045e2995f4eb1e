// SPDX-License-Identifier: BSD-3-Clause
// What TeleSign knows of a phone refuses a login, through the real module and daemon.

#include "pam/login_fixture.h"

#include <cstring>

namespace {

using namespace pam_test;

struct row {
    const char* name; ///< also the test's name
    const char* phone_data;
    const char* settings; ///< of the user's section
    int code;
    const char* log;
};

constexpr const char* help_desk = "This login was refused. Ask your help desk";

const row rows[] = {
    {"a SIM swapped today", "sim-swap = 4", "risk.check = sim_swap\nrisk.max_sim_swap = 2", PAM_PERM_DENIED,
     "reason=sim_swap"},
    {"a SIM swapped last week", "sim-swap = 2", "risk.check = sim_swap\nrisk.max_sim_swap = 2", PAM_SUCCESS,
     "reason=code_valid"},
    {"a SIM swapped hours ago", "swapped = 5 hours ago",
     "risk.check = sim_swap\nrisk.refuse_swapped_within = 72h", PAM_PERM_DENIED, "reason=sim_swap"},
    {"a SIM swapped long ago", "swapped = 20 days ago",
     "risk.check = sim_swap\nrisk.refuse_swapped_within = 72h", PAM_SUCCESS, "reason=code_valid"},
    {"a throw-away number", "phone-type = voip",
     "risk.check = standard\nrisk.refuse_phone_types = voip, toll-free", PAM_PERM_DENIED,
     "reason=phone_type"},
    {"a mobile phone", "phone-type = mobile",
     "risk.check = standard\nrisk.refuse_phone_types = voip, toll-free", PAM_SUCCESS, "reason=code_valid"},
    {"a refused country", "country = JM", "risk.check = standard\nrisk.refuse_countries = JM",
     PAM_PERM_DENIED, "reason=country"},
    {"not an allowed country", "country = JM", "risk.check = standard\nrisk.allow_countries = US, CA",
     PAM_PERM_DENIED, "reason=country"},
    {"an allowed country", "country = US", "risk.check = standard\nrisk.allow_countries = US, CA",
     PAM_SUCCESS, "reason=code_valid"},
    {"a disconnected line", "live = disconnected", "risk.check = live\nrisk.refuse_unreachable = yes",
     PAM_PERM_DENIED, "reason=unreachable"},
    {"an unreachable device", "device = unreachable", "risk.check = live\nrisk.refuse_unreachable = yes",
     PAM_PERM_DENIED, "reason=unreachable"},
    {"a roaming phone", "roaming = DE", "risk.check = live\nrisk.refuse_roaming = yes", PAM_PERM_DENIED,
     "reason=roaming"},
    {"a phone at home", "roaming = no", "risk.check = live\nrisk.refuse_roaming = yes", PAM_SUCCESS,
     "reason=code_valid"},
    {"a suspended subscriber", "subscriber = suspended",
     "risk.check = subscriber_status\nrisk.refuse_inactive = yes", PAM_PERM_DENIED, "reason=inactive"},
    {"a number that was given up", "deactivated = 2026-03-01T00:00:00Z",
     "enrolled = 2026-01-31\nrisk.check = number_deactivation\nrisk.refuse_deactivated = yes",
     PAM_PERM_DENIED, "reason=deactivated"},
    {"a number given up before it was enrolled", "deactivated = 2025-03-01T00:00:00Z",
     "enrolled = 2026-01-31\nrisk.check = number_deactivation\nrisk.refuse_deactivated = yes", PAM_SUCCESS,
     "reason=code_valid"},
    {"a number that was never given up", "deactivated = never",
     "risk.check = number_deactivation\nrisk.refuse_deactivated = yes", PAM_SUCCESS, "reason=code_valid"},
    {"a number given up by the names of 2022",
     R"(lookup = patch {"number_deactivation":{"last_deactivated":null,"carrier_name":null,)"
     R"("last_deact_date":"2026-03-01T00:00:00Z","last_carrier_name":"Simulated Wireless"}})",
     "risk.check = number_deactivation\nrisk.refuse_deactivated = yes", PAM_PERM_DENIED,
     "reason=deactivated"},
    {"a number ported today", "ported = 3 hours ago",
     "risk.check = porting_history\nrisk.refuse_ported_within = 2d", PAM_PERM_DENIED, "reason=ported"},
    {"a number ported before the days that count", "ported = 20 days ago",
     "risk.check = porting_history\nrisk.refuse_ported_within = 2d", PAM_SUCCESS, "reason=code_valid"},
    {"a number that was never ported", "ported = never",
     "risk.check = porting_history\nrisk.refuse_ported_within = 90d", PAM_SUCCESS, "reason=code_valid"},
    {"portings that TeleSign does not know", "no-data = porting_history",
     "risk.check = porting_history\nrisk.refuse_ported_within = 90d", PAM_PERM_DENIED,
     "risk=\"unknown: ported; porting_history: status 2803, "},
    {"an active subscriber", "subscriber = active",
     "risk.check = subscriber_status\nrisk.refuse_inactive = yes", PAM_SUCCESS, "reason=code_valid"},
    {"a line out of service", "live = disconnected", "risk.check = live\nrisk.refuse_inactive = yes",
     PAM_PERM_DENIED, "reason=inactive"},
    {"roaming that TeleSign does not know", "roaming = unavailable",
     "risk.check = live\nrisk.refuse_roaming = yes", PAM_PERM_DENIED, "risk=\"unknown: roaming\""},
    {"nulls as texts",
     "roaming = unavailable\n"
     R"(lookup = patch {"live":{"roaming_country":"null","roaming_country_iso2":"null"}})",
     "risk.check = live\nrisk.refuse_roaming = yes\nrisk.on_unknown = allow", PAM_SUCCESS,
     "risk=\"unknown: roaming\""},
    {"forwarded calls", "forwarding = forwarded",
     "risk.consent = 1\nrisk.check = call_forward_detection\nrisk.call_forwarding = deny", PAM_PERM_DENIED,
     "reason=call_forwarding"},
    {"calls forwarded when busy", "forwarding = busy",
     "risk.consent = 1\nrisk.check = call_forward_detection\nrisk.call_forwarding = deny", PAM_PERM_DENIED,
     "reason=call_forwarding"},
    {"calls that are not forwarded", "forwarding = not-forwarded",
     "risk.consent = 1\nrisk.check = call_forward_detection\nrisk.call_forwarding = deny", PAM_SUCCESS,
     "reason=code_valid"},
    {"an add-on that the account lacks", "no-data = call_forward_detection 2806",
     "risk.consent = 1\nrisk.check = call_forward_detection\nrisk.call_forwarding = deny", PAM_PERM_DENIED,
     "risk=\"unknown: call_forwarding; call_forward_detection: status 2806, "},
    {"an add-on that the account lacks, forgiven", "no-data = call_forward_detection 2806",
     "risk.consent = 1\nrisk.check = call_forward_detection\nrisk.call_forwarding = deny\nrisk.on_unknown = "
     "allow",
     PAM_SUCCESS, "risk=\"unknown: call_forwarding; call_forward_detection: status 2806, "},
    {"an add-on that the account lacks beside a swapped SIM",
     "sim-swap = 4\nno-data = call_forward_detection 2801",
     "risk.consent = 1\nrisk.check = call_forward_detection, sim_swap\nrisk.max_sim_swap = 2",
     PAM_PERM_DENIED, "reason=sim_swap"},
    {"an add-on refused with HTTP 400", "lookup = error 2806 400 sim_swap add-on is not enabled",
     "risk.check = sim_swap\nrisk.max_sim_swap = 2", PAM_PERM_DENIED, "sim_swap: status 2806 (HTTP 400)"},
    {"forwarded calls that leave text messages", "forwarding = forwarded",
     "channels = voice\nrisk.consent = 4\nrisk.check = call_forward_detection\nrisk.call_forwarding = "
     "sms-only",
     PAM_SUCCESS, "channel=sms"},
    {"forwarded calls in the call's own reply", "forwarding = forwarded",
     "channels = voice\nvoice.call_forward_action = flag\nrisk.call_forwarding = deny", PAM_PERM_DENIED,
     "reason=call_forwarding"},
    {"a high score", "risk-level = high", "risk.check = score\nrisk.max_level = medium", PAM_PERM_DENIED,
     "reason=risk_level"},
    {"a high score in the sender's reply", "risk-level = high", "risk.max_level = medium", PAM_PERM_DENIED,
     "reason=risk_level"},
    {"a very high score with blanks", R"(lookup = patch {"risk":{"level":"very high"}})",
     "risk.check = score\nrisk.max_level = high", PAM_PERM_DENIED, "reason=risk_level"},
    {"a level that is none", "risk-level = neutral", "risk.check = score\nrisk.max_level = medium",
     PAM_PERM_DENIED, "risk=\"unknown: risk_level\""},
    {"advice beside a level that is none", "risk-level = neutral\nrisk-recommendation = block",
     "risk.check = score\nrisk.refuse_recommendation = block\nrisk.on_unknown = allow", PAM_PERM_DENIED,
     "reason=risk_recommendation"},
    {"Intelligence that fails, no outage", "lookup = http 503", "risk.check = score\nrisk.max_level = medium",
     PAM_PERM_DENIED, "reason=risk_unknown"},
    {"a low score", "risk-level = low", "risk.check = score\nrisk.max_level = medium", PAM_SUCCESS,
     "reason=code_valid"},
    {"TeleSign's advice", "risk-level = high\nrisk-recommendation = block",
     "risk.check = score\nrisk.refuse_recommendation = block", PAM_PERM_DENIED, "reason=risk_recommendation"},
    {"suspicious activity", "send = status 201", "risk.suspicious = deny", PAM_PERM_DENIED,
     "reason=suspicious"},
    {"suspicious activity that is only logged", "send = status 201", "risk.suspicious = log", PAM_SUCCESS,
     "risk=\"suspicious activity\""},
    {"no data", "no-data = sim_swap", "risk.check = sim_swap\nrisk.max_sim_swap = 2", PAM_PERM_DENIED,
     "reason=risk_unknown"},
    {"no data that is forgiven", "no-data = sim_swap",
     "risk.check = sim_swap\nrisk.max_sim_swap = 2\nrisk.on_unknown = allow", PAM_SUCCESS,
     "risk=\"unknown: "},
    {"lookups that are refused", "lookup = error -20001 401", "risk.check = sim_swap\nrisk.max_sim_swap = 2",
     PAM_PERM_DENIED, "reason=risk_unknown"},
    {"lookups that fail", "lookup = http 503", "risk.check = sim_swap\nrisk.max_sim_swap = 2",
     PAM_AUTHINFO_UNAVAIL, "reason=telesign_unreachable"},
    {"lookups that fail and are forgiven", "lookup = http 503",
     "risk.check = sim_swap\nrisk.max_sim_swap = 2\nrisk.on_unknown = allow", PAM_SUCCESS,
     "risk=\"unknown: "},
    {"lookups that make no sense", "lookup = bad-json", "risk.check = sim_swap\nrisk.max_sim_swap = 2",
     PAM_PERM_DENIED, "reason=risk_unknown"},
    {"contact data", "contact = Wilhelmina Sample", "risk.check = contact", PAM_SUCCESS, "reason=code_valid"},
    {"everything at once", "sim-swap = 1",
     "risk.consent = 1\nrisk.check = standard, score, contact, live, sim_swap, call_forward_detection,\n"
     "  number_deactivation, porting_history, subscriber_status\n"
     "risk.max_level = medium\nrisk.max_sim_swap = 1\nrisk.refuse_unreachable = yes\n"
     "risk.refuse_deactivated = yes\nrisk.refuse_inactive = yes",
     PAM_SUCCESS, "lookups=3"},
};

std::string number_of(std::size_t index) {
    return std::to_string(13105553000 + static_cast<long>(index));
}

/// One environment for all rows: a phone for each.
std::unique_ptr<login_fixture> the_login;

int open_environment(void**) {
    tests::environment_options options;
    options.phones = "alice = +1 310 555 1212\n";
    for (std::size_t index = 0; index < std::size(rows); ++index) {
        options.phones += "[user user" + std::to_string(index) + "]\nphone = +" + number_of(index) + '\n' +
                          rows[index].settings + '\n';
        options.faults += '[' + number_of(index) + "]\n" + rows[index].phone_data + '\n';
    }
    the_login = std::make_unique<login_fixture>(options);
    return 0;
}

int close_environment(void**) {
    the_login.reset();
    return 0;
}

void plays_as_its_row_says(void** state) {
    const row& expected = *static_cast<const row*>(*state);
    const auto index = static_cast<std::size_t>(&expected - rows);
    the_login->phone = number_of(index);
    the_login->run_as("user" + std::to_string(index), {the_code});
    the_login->assert_code(expected.code);
    the_login->assert_logged(expected.log);
    if (expected.code == PAM_PERM_DENIED)
        the_login->assert_shown(help_desk);
    const std::string log = the_login->environment->daemon_log();
    assert_null(std::strstr(log.c_str(), number_of(index).substr(1).c_str()));
    assert_null(std::strstr(log.c_str(), "Wilhelmina"));
}

} // namespace

int main() {
    std::vector<CMUnitTest> tests;
    for (const row& each : rows)
        tests.push_back({each.name, plays_as_its_row_says, nullptr, nullptr, const_cast<row*>(&each)});
    return _cmocka_run_group_tests("risk", tests.data(), tests.size(), open_environment, close_environment);
}
