// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/lookup_codes.h"

#include <tuple>

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

void refusals_have_telesigns_http_status_and_text(void**) {
    const std::tuple<int, int, const char*> cases[] = {
        {10008, 401, "Invalid signature"},
        {10017, 404, "Customer ID / Reference ID not found"},
        {10020, 429, "PhoneId Standard exceeded transaction hard cap. Request denied."},
        {10030, 402, "Insufficient funds in prepaid wallet"},
        {10041, 400, "Blocked due to legal compliance"},
        {11000, 400, "Invalid value for parameter phone_number"},
        {12003, 400, "Missing required parameter account_lifecycle_event"},
        {-90001, 500, "Transaction not attempted"},
        {-10000, 503, "System unavailable. Please try again later."},
        {-30010, 401, "'Date' or 'x-ts-date' header is not within tolerable range"},
        {4711, 400, "Error 4711"}};
    for (const auto& [code, http, text] : cases) {
        const api_error error = lookup_error(code);
        assert_int_equal(error.code, code);
        assert_int_equal(error.status, code);
        assert_int_equal(error.http, http);
        assert_string_equal(error.description.c_str(), text);
    }
}

void credentials_have_these_products_numbers(void**) {
    const std::pair<int, int> cases[] = {
        {-30006, 10008}, {-30015, 10008}, {-30000, 10015}, {-30010, -30010}, {-30012, -30012}};
    for (const auto& [of_verify, code] : cases)
        assert_int_equal(credentials_error(make_error(of_verify)).code, code);
}

void addons_statuses_name_the_addon(void**) {
    for (const int code : {2801, 2802, 2803, 2804, 2805, 2806, 2812})
        assert_true(addon_status_text(code, "sim_swap").find("sim_swap") != std::string::npos);
    for (int code = 2800; code <= 2812; ++code)
        assert_false(addon_status_text(code, "sim_swap").starts_with("Status "));
    assert_string_equal(addon_status_text(2813, "sim_swap").c_str(), "Status 2813");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(refusals_have_telesigns_http_status_and_text),
        cmocka_unit_test(credentials_have_these_products_numbers),
        cmocka_unit_test(addons_statuses_name_the_addon),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
