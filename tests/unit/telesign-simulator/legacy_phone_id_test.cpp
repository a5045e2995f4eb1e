// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/legacy_phone_id.h"

#include "unit/telesign-simulator/lookup_fixture.h"

namespace {

using namespace simulator;
using namespace test;
using nlohmann::ordered_json;

constexpr const char* products[] = {"standard", "score", "contact", "live", "number_deactivation"};

void every_product_has_the_standard_data_and_its_own(void** state) {
    for (const char* product : products) {
        const reply answer = ask_legacy(state, product);
        assert_int_equal(answer.http, 200);
        assert_int_equal(answer.status.value_or(0), 300);
        assert_false(answer.error.has_value());
        assert_string_equal(text(answer, "/sub_resource").c_str(), product);
        assert_string_equal(text(answer, "/phone_type/description").c_str(), "MOBILE");
        assert_true(document_of(answer)["errors"].empty());
        assert_false(document_of(answer).contains("external_id"));
        for (const char* object : {"risk", "contact", "live", "number_deactivation"}) {
            const bool its_own = std::string_view{object} == product ||
                                 (std::string_view{object} == "risk" && std::string_view{product} == "score");
            assert_int_equal(document_of(answer).contains(object), its_own);
        }
    }
}

void what_is_known_stands_in_the_products_object(void** state) {
    fixture_of(state).set_phone(
        "risk-level = high\nroaming = FR\ncontact = Anna Muster\ndeactivated = 2026-11-01T00:00:00Z");
    assert_string_equal(text(ask_legacy(state, "score"), "/risk/level").c_str(), "high");
    assert_string_equal(text(ask_legacy(state, "live"), "/live/roaming").c_str(), "YES");
    assert_string_equal(text(ask_legacy(state, "live"), "/live/roaming_country_iso2").c_str(), "FR");
    assert_string_equal(text(ask_legacy(state, "contact"), "/contact/firstname").c_str(), "Anna");
    assert_string_equal(text(ask_legacy(state, "contact"), "/contact/lastname").c_str(), "Muster");
    assert_false(document_of(ask_legacy(state, "contact"))["contact"].contains("first_name"));
    assert_string_equal(
        document_of(ask_legacy(state, "number_deactivation"))["number_deactivation"].dump().c_str(),
        R"({"number":"13105551212","tracking_since":"2016-01-01T00:00:00Z",)"
        R"("last_deactivated":"2026-11-01T00:00:00Z","mcc":"310","mnc":"120"})");
}

void without_data_there_is_an_error_and_no_object(void** state) {
    fixture_of(state).set_phone("no-data = score, live, contact, number_deactivation");
    for (const char* product : {"live", "contact", "number_deactivation"}) {
        const reply regret = ask_legacy(state, product);
        assert_int_equal(regret.status.value_or(0), 301);
        assert_refused(regret, 200, -60001);
        assert_false(document_of(regret).contains(product));
    }
    const reply score = ask_legacy(state, "score");
    assert_int_equal(score.status.value_or(0), 301);
    assert_false(document_of(score).contains("risk"));
}

void queries_are_taken_strictly(void** state) {
    assert_int_equal(ask_legacy(state, "standard", "").http, 200);
    for (const char* product : {"score", "contact", "live", "number_deactivation"})
        assert_refused(ask_legacy(state, product, ""), 400, -10001);
    for (const char* query : {"?ucid=XXXX", "?ucid=", "?ucid=ATCK&ucid=ATCK", "?ucid=ATCK&extra=1",
                              "?ucid=ATCK&phone_number=13105551213"})
        assert_refused(ask_legacy(state, "live", query), 400, -10001);
    assert_refused(ask_legacy(state, "score", "?ucid=%4"), 400, -40006);
    for (const char* phone : {"131055", "+13105551212", "03105551212", "alice", "", "2101234567"})
        assert_refused(fixture_of(state).get("/v1/phoneid/live/" + std::string{phone} + "?ucid=ATCK"), 400,
                       -10001);
}

void telesigns_sdk_repeats_the_number(void** state) {
    for (const char* product : products)
        assert_int_equal(ask_legacy(state, product, "?phone_number=13105551212&ucid=ATCK").status.value_or(0),
                         300);
}

void an_unknown_product_is_named_so(void** state) {
    const reply answer = fixture_of(state).get("/v1/phoneid/sim_swap/13105551212?ucid=ATCK");
    assert_refused(answer, 400, -10001);
    assert_string_equal(text(answer, "/errors/0/description").c_str(), "Unsupported product name");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_product_has_the_standard_data_and_its_own, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(what_is_known_stands_in_the_products_object, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(without_data_there_is_an_error_and_no_object, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(queries_are_taken_strictly, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(telesigns_sdk_repeats_the_number, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(an_unknown_product_is_named_so, make_fixture, remove_fixture),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
