// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/request_context.h"

#include "unit/telesign-simulator/known_time.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

request_context made_for(const request& incoming, const char* faults) {
    return {.incoming = incoming,
            .route = {},
            .now = test::noon,
            .reported_time = test::noon + std::chrono::hours{1},
            .faults = parse_faults(faults).value(),
            .phone = {}};
}

void faults_learn_of_the_request_and_the_shown_time(void**) {
    request incoming = test::basic_request("GET", "/v1/verify/ABC");
    const fault_context known = made_for(incoming, "empty-body").context(gateway::channel::sms, "ABC");
    assert_string_equal(known.host.c_str(), "simulator.test:8443");
    assert_string_equal(known.reference_id.c_str(), "ABC");
    assert_true(known.channel == gateway::channel::sms);
    assert_true(known.now == test::noon + std::chrono::hours{1});
    incoming.headers.erase("host");
    assert_string_equal(made_for(incoming, "empty-body").context({}, {}).host.c_str(), "localhost");
}

void one_fault_is_enough_to_take_the_works_place(void**) {
    const request incoming = test::basic_request("GET", "/v1/verify/ABC");
    assert_false(made_for(incoming, "delay 1, empty-body").is_replaced());
    assert_true(made_for(incoming, "delay 1, http 503").is_replaced());
}

void the_last_reference_counts(void**) {
    const request incoming = test::basic_request("GET", "/v1/verify/ABC");
    assert_true(made_for(incoming, "reference A, reference B, delay 1").ordered_reference() == "B");
    assert_true(made_for(incoming, "delay 1").ordered_reference().empty());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(faults_learn_of_the_request_and_the_shown_time),
        cmocka_unit_test(one_fault_is_enough_to_take_the_works_place),
        cmocka_unit_test(the_last_reference_counts),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
