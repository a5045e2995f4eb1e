// SPDX-License-Identifier: BSD-3-Clause
#include "support/hmac.h"

#include "support/base64.h"

#include <string>

#include "cmocka_cpp.h"

namespace {

using support::constant_time_equal;

std::string encoded(std::string_view key, std::string_view message) {
    return std::string{support::encode_base64(support::hmac_sha256(key, message).value().view()).view()};
}

/// RFC 4231, test cases 2 and 6.
void a_code_is_that_of_rfc_4231(void**) {
    assert_string_equal(encoded("Jefe", "what do ya want for nothing?").c_str(),
                        "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
    assert_string_equal(
        encoded(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First").c_str(),
        "YOQxWR7gtn8Niiaqy/W3f44LxiE3KMUUBUYEDw7jf1Q=");
}

void texts_are_equal_only_byte_for_byte(void**) {
    assert_true(constant_time_equal("", ""));
    assert_true(constant_time_equal("12345", "12345"));
    assert_false(constant_time_equal("12345", "12346"));
    assert_false(constant_time_equal("12345", "1234"));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_code_is_that_of_rfc_4231),
        cmocka_unit_test(texts_are_equal_only_byte_for_byte),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
