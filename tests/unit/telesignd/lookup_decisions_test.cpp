// SPDX-License-Identifier: BSD-3-Clause
// What TeleSign's documented replies decide: each [risk] key with the shapes of the pages that tell it, as JSON from an
// HTTPS server through PhoneID, Intelligence and Verify to the end of a login, with on_unknown = deny and allow.
//
// The members and their values are those of TeleSign's published OpenAPI descriptions (PhoneID, PhoneID with Add-ons,
// Score, Live, Intelligence, SMS Verify), in the words that their tables list.

#include "telesignd/addon_rows.h"
#include "telesignd/lookup_rows.h"

#include "unit/gateway/telesign/phone_id_fixture.h"

#include "config/keys.h"
#include "gateway/telesign/reply.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace {

using namespace tests;

constexpr const char* phoneid_reply =
    R"({{"reference_id":"F0123456789ABCDEF0123456789ABCDE","phone_type":{{"code":"1","override_reason":"Non SMS-enabled )"
    R"(Phone Number","description":"FIXED_LINE","override_reason_id":11}},"blocklisting":{{"block_code":0,)"
    R"("block_description":"Not blocked","blocked":true}},"status":{{"code":300,"description":"Transaction successfully )"
    R"(completed","updated_on":"2015-10-03T14:51:28.709526Z"}},"numbering":{{"original":{{"phone_number":"1234567890",)"
    R"("complete_phone_number":"11234567890","country_code":"1"}}}},"location":{{"city":"Odessa","state":"TX","country":)"
    R"({{"iso2":"US","iso3":"USA","name":"United States"}}}},"carrier":{{"carrier_id":0,"name":"Verizon","mcc":"724",)"
    R"("mnc":"05"}},{}"external_id":null}})";
constexpr const char* live_reply =
    R"({{"reference_id":"0123456789ABCDEF0123456789ABCDEF","sub_resource":"live","errors":[],"phone_type":{{"code":"2",)"
    R"("description":"MOBILE"}},"status":{{"code":300,"description":"Transaction successfully completed","updated_on":)"
    R"("2024-10-03T21:51:28.709526Z"}},"location":{{"country":{{"iso2":"US"}}}},"live":{{{}}}}})";
constexpr const char* intelligence_reply =
    R"({{"reference_id":"CFMJ6FTL09O22UE1KC5NBD7ZMWKTMJB8","external_id":"CustomExternalID7349","status":{{"code":300,)"
    R"("description":"Transaction successfully completed","updated_on":"2024-10-06T21:25:03.420503Z"}},"phone_type":)"
    R"({{"code":"1","description":"FIXED_LINE"}},{}"risk_insights":{{"status":800,"category":[10002],"a2p":[20001]}}}})";
constexpr const char* verify_reply =
    R"({{"reference_id":"0123456789ABCDEF0123456789ABCDEF","sub_resource":"sms","errors":[],"status":{{"code":{},)"
    R"("description":"","updated_on":"2016-07-08T20:52:46.417428Z"}},{}"verify":{{"code_state":)"
    R"("UNKNOWN","code_entered":null}}}})";

std::vector<decision_row> decision_rows() {
    std::vector<decision_row> all;
    for (const auto& rows : {score_rows(), forwarding_rows(), swap_rows(), common_rows(), live_rows(),
                             owner_rows(), porting_rows(), error_rows()})
        all.insert(all.end(), rows.begin(), rows.end());
    return all;
}

/// The row's JSON, with TODAY and LASTMONTH as days.
std::string body_of(const decision_row& row) {
    std::string members = row.json;
    const auto put = [&members](std::string_view name, std::chrono::days ago) {
        const auto day = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()) - ago;
        for (std::size_t at = 0; (at = members.find(name)) != std::string::npos;)
            members.replace(at, name.size(),
                            fmt::format("{:%F}", fmt::gmtime(std::time_t{day.time_since_epoch() / 1s})));
    };
    put("TODAY", std::chrono::days{0});
    put("LASTMONTH", std::chrono::days{30});
    const std::string list = members.empty() || row.told_by == source::live ? members : members + ",";
    switch (row.told_by) {
    case source::phoneid:
        return fmt::format(fmt::runtime(phoneid_reply), list);
    case source::live:
        return fmt::format(fmt::runtime(live_reply), list);
    case source::intelligence:
        return fmt::format(fmt::runtime(intelligence_reply), list);
    case source::verify:
        return fmt::format(fmt::runtime(verify_reply), 290, list);
    case source::verify_201:
        return fmt::format(fmt::runtime(verify_reply), 201, list);
    case source::whole:
        break;
    }
    return members;
}

/// Sets the row's keys, "KEY = VALUE" on a line each.
void set_keys(login_fixture& s, const decision_row& row, const char* on_unknown) {
    config::overrides keys;
    const auto set = [&keys](std::string_view key, std::string_view value) {
        const auto done = config::set_override(keys, fmt::format("risk.{}", key), value, true);
        if (!done)
            fail_msg("%s", done.error().c_str());
    };
    for (std::string_view rest = row.keys; !rest.empty();) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        set(line.substr(0, line.find(" = ")), line.substr(line.find(" = ") + 3));
    }
    set("on_unknown", on_unknown);
    keys.apply_to(s.settings.risk);
}

/// Plays a login of the row's reply.
void play(login_fixture& s, test::lookup_fixture& telesign, const decision_row& row, const char* on_unknown) {
    set_keys(s, row, on_unknown);
    if (row.enrolled != nullptr) {
        assert_true(config::set_override(s.differences, "enrolled", row.enrolled, false).has_value());
        s.phones.entries["alice"].differences = &s.differences;
        config::risk_settings of_user;
        s.differences.apply_to(of_user);
        telesign.request.enrolled = of_user.enrolled;
    }
    const std::string body = body_of(row);
    if (row.told_by == source::verify || row.told_by == source::verify_201) {
        const auto reply = gateway::telesign::read_reply(body, "application/json");
        assert_string_equal(reply.fault.c_str(), "");
        s.gateway.facts = reply.facts;
    } else {
        telesign.serve(test::always(test::http_reply(row.http_status, body)));
        telesign.look_up(s.settings.risk.check);
        s.lookup.found = telesign.result;
    }
    s.play({"12345"});
}

void decides_as_its_row_says(const decision_row& row, const char* on_unknown) {
    login_fixture s;
    test::lookup_fixture telesign;
    play(s, telesign, row, on_unknown);
    const bool is_unknown = row.unknown != nullptr;
    const bool is_refused = *row.refused != 0 || (is_unknown && std::string_view{on_unknown} == "deny");
    const std::string reason = *row.refused != 0 ? row.refused : is_refused ? "risk_unknown" : "code_valid";
    const std::string risk = is_unknown ? fmt::format("risk=\"unknown: {}", row.unknown) : "";
    const bool is_told = s.log.find(fmt::format(" reason={} ", reason)) != std::string::npos &&
                         s.log.find(risk) != std::string::npos &&
                         (is_unknown || s.log.find("unknown: ") == std::string::npos);
    if ((s.how != (is_refused ? result::not_permitted : result::granted)) || !is_told)
        fail_msg("%s, on_unknown = %s: not reason=%s %s, but:\n%s%s", row.json, on_unknown, reason.c_str(),
                 risk.c_str(), s.log.c_str(), row.keys);
}

void every_documented_reply_decides_as_its_row_says(void**) {
    for (const decision_row& row : decision_rows())
        for (const char* const on_unknown : {"deny", "allow"})
            decides_as_its_row_says(row, on_unknown);
}

/// Each key that can decide has rows that refuse, that let through, and, where a lookup tells it, that are not known.
void every_key_has_its_rows(void**) {
    for (const config::key_definition& key : config::all_keys()) {
        if (key.section != "risk" || !config::is_overridable(key, true))
            continue;
        if (key.name == "on_unknown") // both values with each row
            continue;
        unsigned refused = 0;
        unsigned taken = 0;
        unsigned unknown = 0;
        for (const decision_row& row : decision_rows()) {
            if (fmt::format("\n{}", row.keys).find(fmt::format("\n{} = ", key.name)) == std::string::npos)
                continue;
            refused += *row.refused != 0 ? 1 : 0;
            unknown += row.unknown != nullptr ? 1 : 0;
            taken += *row.refused == 0 && row.unknown == nullptr ? 1 : 0;
        }
        if (refused == 0 || taken == 0 || (unknown == 0 && key.name != "suspicious"))
            fail_msg("%s: %u refused, %u taken, %u unknown", std::string{key.name}.c_str(), refused, taken,
                     unknown);
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_documented_reply_decides_as_its_row_says),
        cmocka_unit_test(every_key_has_its_rows),
    };
    return cmocka_run_group_tests_name("telesignd.lookup_decisions_test", tests, nullptr, nullptr);
}
