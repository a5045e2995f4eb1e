// SPDX-License-Identifier: BSD-3-Clause
#include "phone_id_fixture.h"

#include <chrono>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cmocka_cpp.h"

namespace {

using namespace std::chrono;
using namespace std::chrono_literals;
using gateway::lookup;
using gateway::lookup_set;
using gateway::telesign::phoneid_style;
using nlohmann::json;
using test::always;
using test::http_reply;
using test::is_signed_right;
using test::lookup_of_state;
using test::phone_body;
using test::request_number;
using test::seen_request;

const lookup_set everything{lookup::standard,
                            lookup::score,
                            lookup::contact,
                            lookup::live,
                            lookup::sim_swap,
                            lookup::call_forward_detection,
                            lookup::number_deactivation,
                            lookup::porting_history,
                            lookup::subscriber_status};

void standard_alone_is_one_post_without_add_ons(void** state) {
    auto& f = lookup_of_state(state);
    f.serve(always(http_reply(200, phone_body(R"("carrier":{"name":"Example"})"))));
    f.look_up({lookup::standard});
    assert_true(f.result.complete && f.result.answered && !f.result.from_cache);
    assert_int_equal(f.result.requests, 1);
    assert_true(f.result.facts.type == gateway::phone_type::mobile);
    assert_string_equal(f.result.facts.country.c_str(), "US");
    assert_string_equal(f.result.reference_id.c_str(), test::reference);
    assert_true(f.result.report.front() == std::pair(std::string{"carrier.name"}, std::string{"Example"}));
    const auto seen = request_number(f, 0);
    assert_string_equal(seen.line.c_str(), "POST /v1/phoneid/13105551212 HTTP/1.1");
    assert_true(is_signed_right(seen, "application/json"));
    assert_true(json::parse(seen.body) ==
                json::parse(R"({"account_lifecycle_event":"sign-in","originating_ip":"2001:db8::1"})"));
}

void all_add_ons_go_with_one_post_and_live_and_intelligence_alone(void** state) {
    auto& f = lookup_of_state(state);
    f.serve_in_turn(
        {http_reply(200, phone_body(R"("sim_swap":{"risk_indicator":4,"status":{"code":2800}})")),
         http_reply(200, phone_body(R"("live":{"device_status":"UNREACHABLE"})")),
         http_reply(200, phone_body(R"("risk":{"level":"high","recommendation":"block","score":600})"))});
    f.request.enrolled = sys_days{2018y / April / 5};
    f.request.ported_within = days{10};
    f.request.consent = {3, sys_days{2018y / May / 5} + 1h + 2min + 3s};
    f.look_up(everything);
    assert_true(f.result.complete);
    assert_int_equal(f.result.requests, 3);
    assert_true(f.result.facts.sim_swap == 4U);
    assert_true(f.result.facts.level == gateway::risk_level::high);
    assert_true(f.result.facts.advice == gateway::recommendation::block);
    assert_true(f.result.facts.reachable == false);
    assert_int_equal(f.server->requests().size(), 3);
    const auto post = request_number(f, 0);
    assert_true(is_signed_right(post, "application/json"));
    assert_true(
        json::parse(post.body)["addons"] ==
        json::parse(
            R"({"contact":{},"sim_swap":{},"call_forward_detection":{},"porting_history":{"past_x_days":10},
                "subscriber_status":{},"number_deactivation":{"last_verified":"2018-04-05T00:00:00Z"}})"));
    assert_true(json::parse(post.body)["consent"] ==
                json::parse(R"({"method":3,"timestamp":"2018-05-05T01:02:03Z"})"));
    const auto live = request_number(f, 1);
    assert_string_equal(live.line.c_str(), "GET /v1/phoneid/live/13105551212?ucid=ATCK HTTP/1.1");
    assert_true(is_signed_right(live));
    const auto intelligence = request_number(f, 2);
    assert_string_equal(intelligence.line.c_str(), "POST /intelligence/phone HTTP/1.1");
    assert_true(is_signed_right(intelligence));
    assert_string_equal(
        intelligence.body.c_str(),
        "phone_number=13105551212&account_lifecycle_event=sign-in&originating_ip=2001%3Adb8%3A%3A1");
}

void a_record_of_consent_goes_with_every_post_once_there_is_one(void** state) {
    auto& f = lookup_of_state(state);
    f.serve(always(http_reply(200, phone_body())));
    f.look_up({lookup::call_forward_detection});
    assert_false(json::parse(request_number(f, 0).body).contains("consent"));
    f.request.consent = {1, sys_days{2026y / January / 2}};
    for (const lookup each : {lookup::standard, lookup::sim_swap, lookup::call_forward_detection}) {
        f.look_up({each});
        assert_true(json::parse(seen_request{f.server->requests().back()}.body)["consent"] ==
                    json::parse(R"({"method":1,"timestamp":"2026-01-02T00:00:00Z"})"));
    }
}

void porting_history_asks_as_far_back_as_telesign_knows_by_default(void** state) {
    auto& f = lookup_of_state(state);
    f.serve(always(http_reply(200, phone_body())));
    f.look_up({lookup::porting_history});
    assert_true(json::parse(request_number(f, 0).body)["addons"] ==
                json::parse(R"({"porting_history":{"past_x_days":90}})"));
}

void what_is_not_known_is_not_sent(void** state) {
    auto& f = lookup_of_state(state);
    f.serve(always(http_reply(200, phone_body())));
    f.request.originating_ip.reset();
    f.look_up({lookup::number_deactivation, lookup::score});
    assert_true(json::parse(request_number(f, 0).body) ==
                json::parse(R"({"account_lifecycle_event":"sign-in","addons":{"number_deactivation":{}}})"));
    assert_string_equal(request_number(f, 1).body.c_str(),
                        "phone_number=13105551212&account_lifecycle_event=sign-in");
}

void the_day_of_enrolment_goes_with_number_deactivation_alone(void** state) {
    auto& f = lookup_of_state(state);
    f.serve(always(http_reply(200, phone_body())));
    f.request.enrolled = sys_days{2018y / April / 5};
    f.look_up({lookup::sim_swap});
    assert_true(json::parse(request_number(f, 0).body)["addons"] == json::parse(R"({"sim_swap":{}})"));
}

void score_and_live_alone_take_no_post_of_phoneid(void** state) {
    auto& f = lookup_of_state(state);
    f.serve(always(http_reply(200, phone_body())));
    f.look_up({lookup::live});
    f.look_up({lookup::score});
    assert_int_equal(f.server->requests().size(), 2);
    assert_true(request_number(f, 0).line.starts_with("GET /v1/phoneid/live/"));
    assert_true(request_number(f, 1).line.starts_with("POST /intelligence/phone "));
}

void intelligence_has_its_own_host_and_key(void** state) {
    auto& f = lookup_of_state(state);
    f.serve(always(http_reply(200, phone_body())));
    test::scripted_server other{f.certificate,
                                always(http_reply(200, phone_body(R"("risk":{"level":"low"})")))};
    gateway::telesign::options account;
    account.customer_id = "customer";
    account.api_key = support::secret{test::api_key};
    account.endpoints = {f.server->url()};
    account.ca_file = f.ca.path();
    const gateway::telesign::intelligence_options own{other.url(), "other-customer",
                                                      support::secret{"YW5vdGhlciBrZXk="}};
    const auto intelligence =
        std::make_shared<gateway::telesign::api>(gateway::telesign::intelligence_access(account, own));
    f.request.wanted = {lookup::score, lookup::standard};
    const auto lookup = gateway::telesign::make_phone_lookup(f.api, intelligence, phoneid_style::v1);
    const auto result = lookup->look_up(f.request, f.stop.get_token());
    assert_true(result.complete);
    assert_true(result.facts.level == gateway::risk_level::low);
    assert_int_equal(f.server->requests().size(), 1);
    assert_true(is_signed_right(request_number(f, 0), "application/json"));
    const seen_request seen{other.requests().at(0)};
    assert_string_equal(seen.line.c_str(), "POST /intelligence/phone HTTP/1.1");
    assert_true(seen.headers.at("Authorization").starts_with("TSA other-customer:"));
    assert_false(is_signed_right(seen)); // by another key
}

void intelligence_is_reached_as_the_rest_but_for_what_is_its_own(void**) {
    gateway::telesign::options account;
    gateway::telesign::intelligence_options own;
    account.customer_id = "customer";
    account.api_key = support::secret{test::api_key};
    account.auth = gateway::telesign::auth_scheme::basic;
    account.ca_file = "/ca.pem";
    account.proxy = "http://proxy:8080";
    account.connect_timeout = 3s;
    account.request_timeout = 4s;
    const auto same = gateway::telesign::intelligence_access(account, own);
    assert_true(same.endpoints == std::vector<std::string>{"https://detect.telesign.com"});
    assert_true(same.customer_id == "customer" && same.api_key.view() == test::api_key);
    assert_true(same.auth == gateway::telesign::auth_scheme::basic && same.ca_file == "/ca.pem");
    assert_true(same.proxy == "http://proxy:8080" && same.connect_timeout == 3s &&
                same.request_timeout == 4s);
    own = {"https://intelligence.example", "", support::secret{"YQ=="}};
    const auto own_key = gateway::telesign::intelligence_access(account, own);
    assert_true(own_key.customer_id == "customer" && own_key.api_key.view() == "YQ==");
    assert_true(own_key.endpoints == std::vector<std::string>{"https://intelligence.example"});
    own.customer_id = "other";
    assert_true(gateway::telesign::intelligence_access(account, own).customer_id == "other");
}

void legacy_is_a_get_for_each_and_score_a_post(void** state) {
    auto& f = lookup_of_state(state);
    f.serve(always(http_reply(200, phone_body())));
    f.look_up({lookup::standard, lookup::score, lookup::contact, lookup::live}, phoneid_style::legacy);
    assert_true(f.result.complete);
    assert_int_equal(f.result.requests, 4);
    std::size_t number = 0;
    for (const std::string path :
         {"GET /v1/phoneid/standard/13105551212?ucid=ATCK", "POST /v1/score/13105551212",
          "GET /v1/phoneid/contact/13105551212?ucid=ATCK", "GET /v1/phoneid/live/13105551212?ucid=ATCK"}) {
        const auto seen = request_number(f, number++);
        assert_string_equal(seen.line.c_str(), (path + " HTTP/1.1").c_str());
        assert_true(is_signed_right(seen));
        const bool is_post = path.starts_with("POST");
        assert_string_equal(seen.body.c_str(),
                            is_post ? "account_lifecycle_event=sign-in&originating_ip=2001%3Adb8%3A%3A1"
                                    : "");
    }
}

void legacy_has_no_add_ons_and_asks_nothing(void** state) {
    auto& f = lookup_of_state(state);
    f.serve(always(http_reply(200, phone_body())));
    for (const lookup addon : {lookup::sim_swap, lookup::call_forward_detection, lookup::number_deactivation,
                               lookup::porting_history, lookup::subscriber_status}) {
        f.look_up({lookup::standard, addon}, phoneid_style::legacy);
        assert_false(f.result.complete);
        assert_true(f.result.answered); // no outage
        assert_int_equal(f.result.requests, 0);
        assert_false(f.result.detail.empty());
    }
    assert_true(f.server->requests().empty());
}

void what_is_no_number_or_nothing_is_not_asked(void** state) {
    auto& f = lookup_of_state(state);
    f.serve(always(http_reply(200, phone_body())));
    for (const char* const number : {"", "+13105551212", "1310555/../x", "1310555121212121", "1310 555"}) {
        f.request.phone_number = number;
        f.look_up({lookup::standard});
        assert_false(f.result.complete);
        assert_true(f.result.answered);
        assert_false(f.result.detail.empty());
    }
    f.request.phone_number = test::phone;
    f.look_up({});
    assert_false(f.result.complete);
    assert_true(f.server->requests().empty());
}

void the_requests_are_counted_before_they_are_made(void** state) {
    auto& f = lookup_of_state(state);
    f.serve(always(http_reply(200, phone_body())));
    const std::vector<std::pair<lookup_set, unsigned>> cases{
        {{}, 0},
        {{lookup::standard}, 1},
        {{lookup::sim_swap, lookup::contact}, 1},
        {{lookup::score}, 1},
        {{lookup::live, lookup::score}, 2},
        {everything, 3},
    };
    const auto v1 = gateway::telesign::make_phone_lookup(f.api, f.api, phoneid_style::v1);
    for (const auto& [wanted, count] : cases) {
        assert_int_equal(v1->requests_for(wanted), count);
        f.look_up(wanted);
        assert_int_equal(f.result.requests, count);
    }
    const auto legacy = gateway::telesign::make_phone_lookup(f.api, nullptr, phoneid_style::legacy);
    assert_int_equal(legacy->requests_for({lookup::standard, lookup::score, lookup::live}), 3);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, test::setup_lookup, test::teardown_lookup)
    const CMUnitTest tests[] = {
        CASE(standard_alone_is_one_post_without_add_ons),
        CASE(all_add_ons_go_with_one_post_and_live_and_intelligence_alone),
        CASE(a_record_of_consent_goes_with_every_post_once_there_is_one),
        CASE(porting_history_asks_as_far_back_as_telesign_knows_by_default),
        CASE(what_is_not_known_is_not_sent),
        CASE(the_day_of_enrolment_goes_with_number_deactivation_alone),
        CASE(score_and_live_alone_take_no_post_of_phoneid),
        CASE(intelligence_has_its_own_host_and_key),
        CASE(intelligence_is_reached_as_the_rest_but_for_what_is_its_own),
        CASE(legacy_is_a_get_for_each_and_score_a_post),
        CASE(legacy_has_no_add_ons_and_asks_nothing),
        CASE(what_is_no_number_or_nothing_is_not_asked),
        CASE(the_requests_are_counted_before_they_are_made),
    };
    return cmocka_run_group_tests_name("gateway.telesign.phone_id", tests, nullptr, nullptr);
}
