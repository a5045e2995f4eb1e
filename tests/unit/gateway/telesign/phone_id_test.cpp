#include "phone_id_fixture.h"

#include <chrono>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cmocka_cpp.h"

namespace {

using namespace std::chrono;
using namespace std::chrono_literals;
using config::phoneid_style;
using gateway::lookup;
using gateway::lookup_set;
using nlohmann::json;
using test::always;
using test::http_reply;
using test::is_signed_right;
using test::lookup_of_state;
using test::phone_body;
using test::request_number;

const lookup_set everything{lookup::standard,
                            lookup::score,
                            lookup::contact,
                            lookup::live,
                            lookup::sim_swap,
                            lookup::call_forward,
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

void all_add_ons_go_with_one_post_and_score_and_live_alone(void** state) {
    auto& f = lookup_of_state(state);
    f.serve_in_turn(
        {http_reply(200, phone_body(R"("sim_swap":{"risk_indicator":4,"status":{"code":2800}})")),
         http_reply(200, phone_body(R"("risk":{"level":"high","recommendation":"block","score":600})")),
         http_reply(200, phone_body(R"("live":{"device_status":"UNREACHABLE"})"))});
    f.request.enrolled = sys_days{2018y / April / 5};
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
            R"({"contact":{},"sim_swap":{},"call_forward":{},"porting_history":{},"subscriber_status":{},
                                "number_deactivation":{"last_verified":"2018-04-05T00:00:00Z"}})"));
    const auto score = request_number(f, 1);
    assert_string_equal(score.line.c_str(), "POST /v1/score/13105551212 HTTP/1.1");
    assert_true(is_signed_right(score));
    assert_string_equal(score.body.c_str(),
                        "account_lifecycle_event=sign-in&originating_ip=2001%3Adb8%3A%3A1");
    const auto live = request_number(f, 2);
    assert_string_equal(live.line.c_str(), "GET /v1/phoneid/live/13105551212?ucid=ATCK HTTP/1.1");
    assert_true(is_signed_right(live));
}

void what_is_not_known_is_not_sent(void** state) {
    auto& f = lookup_of_state(state);
    f.serve(always(http_reply(200, phone_body())));
    f.request.originating_ip.reset();
    f.look_up({lookup::number_deactivation, lookup::score});
    assert_true(json::parse(request_number(f, 0).body) ==
                json::parse(R"({"account_lifecycle_event":"sign-in","addons":{"number_deactivation":{}}})"));
    assert_string_equal(request_number(f, 1).body.c_str(), "account_lifecycle_event=sign-in");
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
    assert_true(request_number(f, 1).line.starts_with("POST /v1/score/"));
}

void legacy_is_a_get_for_each(void** state) {
    auto& f = lookup_of_state(state);
    f.serve(always(http_reply(200, phone_body())));
    f.look_up({lookup::standard, lookup::score, lookup::contact, lookup::live}, phoneid_style::legacy);
    assert_true(f.result.complete);
    assert_int_equal(f.result.requests, 4);
    std::size_t number = 0;
    for (const std::string name : {"standard", "score", "contact", "live"}) {
        const auto seen = request_number(f, number++);
        assert_true(seen.line == "GET /v1/phoneid/" + name + "/13105551212?ucid=ATCK HTTP/1.1");
        assert_true(is_signed_right(seen));
        assert_true(seen.body.empty());
    }
}

void legacy_has_no_add_ons_and_asks_nothing(void** state) {
    auto& f = lookup_of_state(state);
    f.serve(always(http_reply(200, phone_body())));
    for (const lookup addon : {lookup::sim_swap, lookup::call_forward, lookup::number_deactivation,
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
    const auto v1 = gateway::telesign::make_phone_lookup(f.api, phoneid_style::v1);
    for (const auto& [wanted, count] : cases) {
        assert_int_equal(v1->requests_for(wanted), count);
        f.look_up(wanted);
        assert_int_equal(f.result.requests, count);
    }
    const auto legacy = gateway::telesign::make_phone_lookup(f.api, phoneid_style::legacy);
    assert_int_equal(legacy->requests_for({lookup::standard, lookup::score, lookup::live}), 3);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, test::setup_lookup, test::teardown_lookup)
    const CMUnitTest tests[] = {
        CASE(standard_alone_is_one_post_without_add_ons),
        CASE(all_add_ons_go_with_one_post_and_score_and_live_alone),
        CASE(what_is_not_known_is_not_sent),
        CASE(the_day_of_enrolment_goes_with_number_deactivation_alone),
        CASE(score_and_live_alone_take_no_post_of_phoneid),
        CASE(legacy_is_a_get_for_each),
        CASE(legacy_has_no_add_ons_and_asks_nothing),
        CASE(what_is_no_number_or_nothing_is_not_asked),
        CASE(the_requests_are_counted_before_they_are_made),
    };
    return cmocka_run_group_tests_name("gateway.telesign.phone_id", tests, nullptr, nullptr);
}
