// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/encoding.h"

#include <set>

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

void a_signature_is_hmac_sha256_in_base64(void**) {
    assert_string_equal(sign("Jefe", "what do ya want for nothing?").c_str(),
                        "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
}

void a_form_is_taken_apart_and_decoded(void**) {
    const auto fields = parse_form("a=1&b=%E2%82%AC+x%26&&c&a=2");
    assert_true(fields.has_value());
    assert_int_equal(fields->size(), 4);
    assert_string_equal(find_field(*fields, "a")->c_str(), "1");
    assert_string_equal(find_field(*fields, "b")->c_str(), "\xe2\x82\xac x&");
    assert_string_equal(find_field(*fields, "c")->c_str(), "");
    assert_null(find_field(*fields, "d"));
}

void a_broken_escape_spoils_the_form(void**) {
    for (const char* text : {"a=%", "a=%4", "a=%4g", "%zz=1"})
        assert_false(parse_form(text).has_value());
}

void random_numbers_stay_in_range_and_reach_all_of_it(void**) {
    std::set<unsigned> seen;
    for (int draw = 0; draw < 2000; ++draw)
        seen.insert(random_below(10)); // missing one of ten in 2000 draws: 1 in 10^90
    assert_int_equal(seen.size(), 10);
    assert_int_equal(*seen.rbegin(), 9);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_signature_is_hmac_sha256_in_base64),
        cmocka_unit_test(a_form_is_taken_apart_and_decoded),
        cmocka_unit_test(a_broken_escape_spoils_the_form),
        cmocka_unit_test(random_numbers_stay_in_range_and_reach_all_of_it),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
