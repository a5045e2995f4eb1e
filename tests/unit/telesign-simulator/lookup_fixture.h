// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "unit/telesign-simulator/service_fixture.h"

// Lookups about 13105551212, for the tests of several of the simulator's files.
namespace test {

inline const std::string json_type = "application/json";

inline simulator::reply ask_phone_id(void** state, const std::string& body,
                                     const std::string& phone = "13105551212") {
    return fixture_of(state).post("/v1/phoneid/" + phone, body, json_type);
}
inline simulator::reply ask_score(void** state, const std::string& body) {
    return fixture_of(state).post("/v1/score/13105551212", body, form_type);
}
inline simulator::reply ask_intelligence(void** state, const std::string& more) {
    return fixture_of(state).post("/intelligence/phone", "phone_number=13105551212" + more, form_type);
}
inline simulator::reply ask_legacy(void** state, const std::string& product,
                                   const std::string& query = "?ucid=ATCK") {
    return fixture_of(state).get("/v1/phoneid/" + product + "/13105551212" + query);
}

/// The refusal of PhoneID v1, Score and Intelligence: in status.code, and no errors[].
inline void assert_status_refused(const simulator::reply& answer, int http, int code) {
    const nlohmann::ordered_json document = document_of(answer);
    if (answer.http != http || answer.status.value_or(0) != code)
        fail_msg("HTTP %d, not %d: %s", answer.http, http, answer.body.c_str());
    assert_false(document.contains("errors"));
    assert_int_equal(document.size(), 3);
    assert_int_equal(text(answer, "/reference_id").size(), 32);
    assert_true(document.contains("external_id"));
    assert_int_equal(document["status"].size(), 3);
    assert_true(text(answer, "/status/updated_on").starts_with("2026-11-21T12:00:00"));
}

} // namespace test
