// SPDX-License-Identifier: BSD-3-Clause
// Shapes in which TeleSign's pages and its SDKs' recorded replies differ from the usual one.

#include "gateway/telesign/reply.h"

#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace gateway::telesign;

constexpr const char* reference = "0123456789ABCDEF0123456789ABCDEF";

verify_reply read(const std::string& body) {
    return read_reply(body, "application/json");
}

// As the completion of SMS Verify writes them.
void errors_of_other_shapes_are_errors(void** state) {
    (void)state;
    for (const char* const body :
         {R"({"errors":{"code":"-10001","description":"x"},"status":{"code":"500"}})",
          R"({"code":-10001,"description":"x","reference_id":"AB"})"}) {
        const verify_reply reply = read(body);
        assert_string_equal(reply.fault.c_str(), "");
        assert_int_equal(reply.errors.size(), 1);
        assert_int_equal(reply.errors[0].code, -10001);
        assert_string_equal(reply.errors[0].description.c_str(), "x");
    }
    const verify_reply down = read(R"({"status":503,"error":"Service Unavailable"})");
    assert_string_equal(down.fault.c_str(), "");
    assert_false(down.status_code.has_value());
    assert_string_equal(down.status_text.c_str(), "Service Unavailable");
}

void a_status_has_telesigns_words(void** state) {
    (void)state;
    assert_string_equal(
        read(R"({"status":{"code":200,"description":"Delivered to handset"}})").status_text.c_str(),
        "Delivered to handset");
    assert_string_equal(read(R"({"status":{"code":200,"description":7}})").status_text.c_str(), "");
}

void what_sms_verify_nests_reaches_the_facts(void** state) {
    (void)state;
    const auto facts =
        read(R"({"score_status":{"risk":{"level":"high","recommendation":"block"},"phone_type":{"code":"5"},
                 "numbering":{"phone_number":"13105551212"},"location":{"country":{"iso2":"US"}}},
                 "sim_swap":{"risk_indicator":"4"}})")
            .facts;
    assert_true(facts.level == gateway::risk_level::high);
    assert_true(facts.advice == gateway::recommendation::block);
    assert_true(facts.type == gateway::phone_type::voip);
    assert_string_equal(facts.country.c_str(), "US");
    assert_true(facts.sim_swap == 4U);
    assert_true(read(R"({"score_status":null})").fault.empty());
    assert_true(read(R"({"score_status":[1]})").fault.empty());
}

// TeleSign's own examples have dates that cannot be.
void an_impossible_date_is_no_fault(void** state) {
    (void)state;
    const verify_reply reply = read(R"({"status":{"code":200,"updated_on":"2022-31-03T14:51:28.709526Z"},
                                        "submit_timestamp":"Wed, 06 Nov 2015 13:36:07 -0800"})");
    assert_string_equal(reply.fault.c_str(), "");
    assert_int_equal(reply.status_code.value(), 200);
}

void references_are_kept_byte_for_byte(void** state) {
    (void)state;
    for (const std::string& id :
         {std::string{reference}, std::string{"0123456789abcdef0123456789abcdef"}, std::string{"aB3_x-Z9"},
          std::string{"7"}, std::string{"CFMJ6FTL09O22UE1KC5NBD7ZMWKTMJB8"}, std::string(64, '_')}) {
        const verify_reply reply = read(R"({"reference_id":")" + id + "\"}");
        assert_string_equal(reply.reference_id.c_str(), id.c_str());
        assert_string_equal(reply.fault.c_str(), "");
    }
}

// TeleSign's error replies carry an id, null, the text "None", or no such member; lookups' ids are for the log only.
void a_reference_that_cannot_be_sent_back_is_missing_and_no_fault(void** state) {
    (void)state;
    for (const std::string& value :
         {std::string{"null"}, std::string{R"("None")"}, std::string{R"("none")"}, std::string{R"("null")"},
          std::string{R"("")"}, std::string{"7"}, std::string{"{}"}, std::string{R"(["7"])"},
          std::string{R"("../../../../v1/x")"}, std::string{R"("a b")"}, std::string{R"("a?b")"},
          std::string{R"("a%41")"}, std::string{R"("a\u0000")"}, std::string{R"("\u00e9")"},
          '"' + std::string(65, 'A') + '"'}) {
        const verify_reply reply = read(R"({"reference_id":)" + value + R"(,"status":{"code":300}})");
        assert_string_equal(reply.reference_id.c_str(), "");
        assert_string_equal(reply.fault.c_str(), "");
        assert_int_equal(reply.status_code.value(), 300);
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(errors_of_other_shapes_are_errors),
        cmocka_unit_test(a_status_has_telesigns_words),
        cmocka_unit_test(what_sms_verify_nests_reaches_the_facts),
        cmocka_unit_test(an_impossible_date_is_no_fault),
        cmocka_unit_test(references_are_kept_byte_for_byte),
        cmocka_unit_test(a_reference_that_cannot_be_sent_back_is_missing_and_no_fault),
    };
    return cmocka_run_group_tests_name("gateway.telesign.reply_shapes", tests, nullptr, nullptr);
}
