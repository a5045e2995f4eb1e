// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/access_log.h"

#include "unit/telesign-simulator/known_time.h"

#include <nlohmann/json.hpp>

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

void a_line_has_the_codes_but_not_the_query(void**) {
    reply outgoing;
    outgoing.status = 290;
    const std::string line = access_line(
        3, test::basic_request("GET", "/v1/verify/ABCDEF0123456789ABCDEF0123456789?verify_code=12345"),
        outgoing);
    assert_string_equal(line.c_str(), R"({"connection":3,"method":"GET",)"
                                      R"("path":"/v1/verify/ABCDEF0123456789ABCDEF0123456789",)"
                                      R"("http":200,"status":290,"error":null})"
                                      "\n");
}

std::string logged_path(const std::string& path) {
    return nlohmann::json::parse(access_line(1, test::basic_request("GET", path), reply{})).at("path");
}

void a_phone_number_in_the_path_shows_its_end_alone(void**) {
    const std::pair<const char*, const char*> cases[] = {
        {"/v1/phoneid/13105551212", "/v1/phoneid/*********12"},
        {"/v1/phoneid/standard/13105551212?ucid=ATCK", "/v1/phoneid/standard/*********12"},
        {"/v1/phoneid/live/441632960961", "/v1/phoneid/live/**********61"},
        {"/v1/score/13105551212", "/v1/score/*********12"},
    };
    for (const auto& [path, logged] : cases)
        assert_string_equal(logged_path(path).c_str(), logged);
}

void digits_where_the_api_has_none_are_hidden(void**) {
    const std::pair<const char*, const char*> cases[] = {
        {"/v1/phoneid/13105551212/", "/v1/phoneid/###########/"},
        {"/v1/phoneid/+13105551212", "/v1/phoneid/+###########"},
        {"/v1/phoneid/13105551212/13105551212", "/v1/phoneid/###########/*********12"},
        {"/v1/phoneid/131055", "/v1/phoneid/######"},
        {"/v2/13105551212", "/v2/###########"},
        {"/13105551212", "/13#########"},
    };
    for (const auto& [path, logged] : cases)
        assert_string_equal(logged_path(path).c_str(), logged);
}

void nobody_can_forge_a_second_line(void**) {
    const std::string line = access_line(1, test::basic_request("GET", "/v1/\n{\"\xff"), reply{});
    assert_int_equal(line.find('\n'), line.size() - 1);
    const std::string endless =
        access_line(1, test::basic_request("GET", "/" + std::string(8000, 'x')), reply{});
    assert_true(endless.size() < 400);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_line_has_the_codes_but_not_the_query),
        cmocka_unit_test(a_phone_number_in_the_path_shows_its_end_alone),
        cmocka_unit_test(digits_where_the_api_has_none_are_hidden),
        cmocka_unit_test(nobody_can_forge_a_second_line),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
