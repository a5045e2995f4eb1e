#include "telesign-simulator/phone_id.h"

#include "unit/telesign-simulator/bench.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;
using namespace test;
using nlohmann::ordered_json;

constexpr const char* json_type = "application/json";

reply ask_v1(void** state, const std::string& body, const std::string& phone = "13105551212") {
    return bench_of(state).post("/v1/phoneid/" + phone, body, json_type);
}
reply ask_score(void** state, const std::string& body) {
    return bench_of(state).post("/v1/score/13105551212", body, form_type);
}
reply ask_2015(void** state, const std::string& product, const std::string& query = "?ucid=ATCK") {
    return bench_of(state).get("/v1/phoneid/" + product + "/13105551212" + query);
}

void standard_data_comes_with_every_reply(void** state) {
    for (const reply& answer :
         {ask_v1(state, "{}"), ask_score(state, "account_lifecycle_event=sign-in&originating_ip=192.0.2.1"),
          ask_2015(state, "standard", ""), ask_2015(state, "score"), ask_2015(state, "contact"),
          ask_2015(state, "live")}) {
        assert_int_equal(answer.http, 200);
        assert_int_equal(answer.status.value_or(0), 300);
        assert_false(answer.error.has_value());
        assert_int_equal(text(answer, "/reference_id").size(), 32);
        assert_string_equal(text(answer, "/phone_type/description").c_str(), "MOBILE");
        assert_string_equal(text(answer, "/numbering/cleansing/call/country_code").c_str(), "1");
        assert_string_equal(text(answer, "/location/country/iso2").c_str(), "US");
    }
    assert_int_equal(bench_of(state).phones().size(), 0);
}

void only_the_addons_asked_for_are_answered(void** state) {
    bench_of(state).set_phone("swapped = 8 hours ago\nforwarding = forwarded\ndeactivated = 2026-11-01");
    const ordered_json document = document_of(
        ask_v1(state, R"({"account_lifecycle_event":"sign-in","originating_ip":"2001:db8::1","addons":)"
                      R"({"sim_swap":{},"call_forward":{},)"
                      R"("number_deactivation":{"last_verified":"2018-04-05T00:00:00Z"}}})"));
    assert_int_equal(document["sim_swap"]["risk_indicator"].get<int>(), 4);
    assert_string_equal(document["sim_swap"]["swap_time"].get<std::string>().c_str(), "04:00:00");
    assert_string_equal(document["call_forwarding"]["call_forward"].get<std::string>().c_str(), "FORWARDED");
    assert_string_equal(
        document["number_deactivation"]["recycled_since_last_verification"].get<std::string>().c_str(),
        "recycled");
    for (const char* name : {"sim_swap", "call_forwarding", "number_deactivation"})
        assert_int_equal(document[name]["status"]["code"].get<int>(), 2800);
    for (const char* name : {"contact", "porting_history", "subscriber_status", "risk", "live"})
        assert_false(document.contains(name));
}

void products_of_2015_have_their_objects(void** state) {
    bench_of(state).set_phone("risk-level = high\nroaming = FR\ncontact = Anna Muster");
    assert_string_equal(text(ask_2015(state, "score"), "/risk/level").c_str(), "high");
    assert_string_equal(text(ask_2015(state, "live"), "/live/roaming_country_iso2").c_str(), "FR");
    assert_string_equal(text(ask_2015(state, "contact"), "/contact/last_name").c_str(), "Muster");
    assert_string_equal(text(ask_2015(state, "live"), "/sub_resource").c_str(), "live");
    for (const char* name : {"risk", "live", "contact"})
        assert_false(document_of(ask_2015(state, "standard")).contains(name));
    assert_string_equal(
        text(ask_score(state, "account_lifecycle_event=sign-in"), "/risk/recommendation").c_str(), "block");
}

void missing_data_makes_the_answer_partial(void** state) {
    bench_of(state).set_phone("no-data = score, live, contact 2803, sim_swap 2811, porting_history");
    const reply answer =
        ask_v1(state, R"({"addons":{"sim_swap":{},"contact":{},"call_forward":{},"porting_history":{}}})");
    assert_int_equal(answer.http, 200);
    assert_int_equal(answer.status.value_or(0), 301);
    const ordered_json document = document_of(answer);
    assert_int_equal(document["sim_swap"]["status"]["code"].get<int>(), 2811);
    assert_int_equal(document["contact"]["status"]["code"].get<int>(), 2803);
    assert_int_equal(document["porting_history"]["status"]["code"].get<int>(), 2805);
    assert_int_equal(document["sim_swap"].size(), 1);
    assert_string_equal(document["call_forwarding"]["call_forward"].get<std::string>().c_str(),
                        "NOT_FORWARDED");
    for (const reply& score :
         {ask_score(state, "account_lifecycle_event=sign-in"), ask_2015(state, "score")}) {
        assert_int_equal(score.status.value_or(0), 301);
        assert_false(document_of(score).contains("risk"));
    }
    for (const char* product : {"live", "contact"}) {
        const reply regret = ask_2015(state, product);
        assert_int_equal(regret.status.value_or(0), 301);
        assert_refused(regret, 200, -60001);
        assert_false(document_of(regret).contains(product));
    }
    assert_int_equal(ask_v1(state, R"({"addons":{"call_forward":{}}})").status.value_or(0), 300);
}

void json_is_taken_strictly(void** state) {
    const std::pair<const char*, const char*> cases[] = {
        {"{", "body"},
        {"[]", "body"},
        {"account_lifecycle_event=sign-in", "body"},
        {R"({"account_lifecycle_event":"login"})", "account_lifecycle_event"},
        {R"({"account_lifecycle_event":1})", "account_lifecycle_event"},
        {R"({"originating_ip":"example.org"})", "originating_ip"},
        {R"({"external_id":{}})", "external_id"},
        {R"({"addon":{}})", "addon"},
        {R"({"addons":[]})", "addons"},
        {R"({"addons":{"live":{}}})", "addons.live"},
        {R"({"addons":{"sim_swap":true}})", "addons.sim_swap"},
        {R"({"addons":{"sim_swap":{},"contact":null}})", "addons.contact"},
        {R"({"addons":{"number_deactivation":{"last_verified":"today"}}})",
         "addons.number_deactivation.last_verified"},
        {R"({"addons":{"number_deactivation":{"last_verified":5}}})",
         "addons.number_deactivation.last_verified"},
        {R"({"addons":{"sim_swap":{"last_verified":"2018-04-05T00:00:00Z"}}})",
         "addons.sim_swap.last_verified"},
    };
    for (const auto& [body, name] : cases) {
        const reply answer = ask_v1(state, body);
        assert_refused(answer, 400, -10001);
        assert_string_equal(text(answer, "/errors/0/description").c_str(),
                            ("Invalid Request: " + std::string{name} + " Parameter").c_str());
    }
}

void bad_lookups_get_their_errors(void** state) {
    assert_refused(ask_v1(state, ""), 400, -40007);
    assert_refused(bench_of(state).post("/v1/phoneid/13105551212", "{}", form_type), 400, -40006);
    assert_refused(bench_of(state).post("/v1/score/13105551212", "{}", json_type), 400, -40006);
    assert_refused(ask_score(state, ""), 400, -40007);
    assert_refused(ask_score(state, "account_lifecycle_event=%4"), 400, -40006);
    assert_refused(ask_score(state, "originating_ip=192.0.2.1"), 400, -10001);
    assert_refused(ask_score(state, "account_lifecycle_event=login"), 400, -10001);
    assert_refused(ask_score(state, "account_lifecycle_event=sign-in&originating_ip=here"), 400, -10001);
    assert_refused(ask_2015(state, "live", ""), 400, -10001);
    assert_refused(ask_2015(state, "standard", "?ucid=XXXX"), 400, -10001);
    assert_refused(ask_2015(state, "score", "?ucid=%4"), 400, -40006);
    for (const char* phone : {"131055", "+13105551212", "03105551212", "1310555121212121", "alice"})
        assert_refused(ask_v1(state, "{}", phone), 400, -10001);
    assert_refused(bench_of(state).get("/v1/phoneid/sim_swap/13105551212"), 404, -40004);
    assert_refused(bench_of(state).get("/v1/phoneid/13105551212"), 405, -40006);
}

void a_json_body_is_part_of_what_is_signed(void** state) {
    request asked{
        .method = "POST", .target = "/v1/phoneid/13105551212", .headers = {}, .body = R"({"addons":{}})"};
    asked.headers = {{"authorization", "TSA CUSTOMER-1:AEtqHRSSJ2CKtwJKP989P7z6rtWvNxLYv0xzvZDcAO0="},
                     {"date", "Sat, 21 Nov 2026 12:00:00 GMT"},
                     {"x-ts-auth-method", "HMAC-SHA256"},
                     {"x-ts-nonce", "12345678"},
                     {"content-type", json_type}};
    request changed = asked;
    changed.body = "{}";
    assert_refused(bench_of(state).ask(changed), 401, -30006);
    assert_int_equal(bench_of(state).ask(asked).http, 200);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(standard_data_comes_with_every_reply, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(only_the_addons_asked_for_are_answered, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(products_of_2015_have_their_objects, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(missing_data_makes_the_answer_partial, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(json_is_taken_strictly, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(bad_lookups_get_their_errors, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(a_json_body_is_part_of_what_is_signed, make_bench, remove_bench),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
