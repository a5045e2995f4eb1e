// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/route.h"

#include "unit/telesign-simulator/known_time.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

struct route_case {
    const char* method;
    const char* target;
    endpoint expected;
};

void method_and_path_lead_to_an_endpoint(void**) {
    const route_case cases[] = {
        {"POST", "/v1/verify/call", endpoint::send},
        {"POST", "/v1/verify/smart?x=1", endpoint::send},
        {"GET", "/v1/verify/ABC?verify_code=1", endpoint::check},
        {"PUT", "/v1/verify/completion/ABC", endpoint::complete},
        {"GET", "/v1/verify/completion/ABC", endpoint::wrong_method},
        {"POST", "/v1/verify/fax", endpoint::wrong_method},
        {"GET", "/v1/verify/sms", endpoint::wrong_method},
        {"DELETE", "/v1/verify/call", endpoint::wrong_method},
        {"PATCH", "/v1/verify/smart", endpoint::wrong_method},
        {"GET", "/v1/verify/", endpoint::none},
        {"GET", "/v1/verify/ABC/DEF", endpoint::none},
        {"GET", "/v1/verify/../redirected/ABC", endpoint::none},
        {"PUT", "/v1/verify/completion/", endpoint::none},
        {"POST", "/v1/phoneid/13105551212", endpoint::phone_id},
        {"GET", "/v1/phoneid/13105551212", endpoint::wrong_method},
        {"POST", "/v1/score/13105551212", endpoint::score},
        {"PUT", "/v1/score/13105551212", endpoint::wrong_method},
        {"GET", "/v1/phoneid/live/13105551212?ucid=ATCK", endpoint::phone_id_2015},
        {"POST", "/v1/phoneid/live/13105551212", endpoint::wrong_method},
        {"GET", "/v1/phoneid/number_deactivation/13105551212", endpoint::phone_id_2015},
        {"GET", "/v1/phoneid/call_forward/13105551212", endpoint::unknown_product},
        {"POST", "/v1/phoneid", endpoint::phone_id_in_body},
        {"GET", "/v1/phoneid", endpoint::wrong_method},
        {"POST", "/intelligence/phone", endpoint::intelligence},
        {"GET", "/intelligence/phone", endpoint::wrong_method},
        {"POST", "/v1/intelligence/phone", endpoint::none},
        {"POST", "/intelligence", endpoint::none},
        {"GET", "/v1/redirected/ABC", endpoint::redirected},
        {"POST", "/v1/redirected/ABC", endpoint::redirected},
        {"GET", "/", endpoint::none},
        {"GET", "/v2/verify/ABC", endpoint::none},
    };
    for (const auto& [method, target, expected] : cases)
        if (find_route(test::basic_request(method, target)).endpoint != expected)
            fail_msg("%s %s", method, target);
}

void the_paths_parts_are_told(void**) {
    const request live = test::basic_request("GET", "/v1/phoneid/live/13105551212?ucid=ATCK");
    assert_true(find_route(live).product == "live");
    assert_true(find_route(live).phone_number == "13105551212");
    const request call = test::basic_request("POST", "/v1/verify/call");
    assert_true(find_route(call).channel == gateway::channel::voice);
    const request check = test::basic_request("GET", "/v1/verify/ABC?verify_code=1");
    assert_true(find_route(check).reference_id == "ABC");
    const request completion = test::basic_request("PUT", "/v1/verify/completion/ABC");
    assert_true(find_route(completion).reference_id == "ABC");
    const request score = test::basic_request("POST", "/v1/score/13105551212");
    assert_true(find_route(score).phone_number == "13105551212");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(method_and_path_lead_to_an_endpoint),
        cmocka_unit_test(the_paths_parts_are_told),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
