// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/validators.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

struct shape_case {
    bool (*shape)(std::string_view);
    const char* text;
    bool good;
};

void each_shape_takes_its_own(void**) {
    const shape_case cases[] = {{is_all_digits, "0123", true},
                                {is_all_digits, "", false},
                                {is_all_digits, "12 3", false},
                                {is_phone, "1310555", true},
                                {is_phone, "131055512121212", true},
                                {is_phone, "131055", false},
                                {is_phone, "1310555121212123", false},
                                {is_phone, "03105551212", false},
                                {is_phone, "+13105551212", false},
                                {is_ucid, "ATCK", true},
                                {is_ucid, "atck", false},
                                {is_address, "192.0.2.1", true},
                                {is_address, "2001:db8::1", true},
                                {is_address, "example.org", false},
                                {is_lifecycle_event, "sign-in", true},
                                {is_lifecycle_event, "signin", false}};
    for (const auto& [shape, text, good] : cases)
        if (shape(text) != good)
            fail_msg("%s: %d", text, good);
}

void a_media_type_may_have_parameters(void**) {
    assert_true(is_media_type("application/json", "application/json"));
    assert_true(is_media_type("application/json; charset=utf-8", "application/json"));
    assert_true(is_media_type("application/json ;charset=utf-8", "application/json"));
    assert_false(is_media_type("application/jsonx", "application/json"));
    assert_false(is_media_type("text/json", "application/json"));
    assert_false(is_media_type("", "application/json"));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(each_shape_takes_its_own),
        cmocka_unit_test(a_media_type_may_have_parameters),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
