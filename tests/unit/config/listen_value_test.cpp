// SPDX-License-Identifier: BSD-3-Clause
#include "config/listen_value.h"

#include "unit/config/value_errors.h"

namespace {

using namespace config;

void an_address_is_literal_and_has_a_port(void**) {
    assert_true((parse_listen("127.0.0.1:8080") == callback_settings{"127.0.0.1", 8080}));
    assert_true((parse_listen("0.0.0.0:1") == callback_settings{"0.0.0.0", 1}));
    assert_true((parse_listen("[::1]:65535") == callback_settings{"::1", 65'535}));
    assert_true((parse_listen("[2001:db8::7]:80") == callback_settings{"2001:db8::7", 80}));
}

void nothing_is_not_at_all(void**) {
    assert_true(parse_listen("") == callback_settings{});
}

void anything_else_is_an_error(void**) {
    for (const char* const wrong : {":",
                                    ":8080",
                                    "8080",
                                    "127.0.0.1",
                                    "127.0.0.1:",
                                    "127.0.0.1:0",
                                    "127.0.0.1:65536",
                                    "127.0.0.1:http",
                                    "localhost:8080",
                                    "*:8080",
                                    "::1:8080",
                                    "::1",
                                    "[::1]",
                                    "[127.0.0.1]:80",
                                    "[::1:80",
                                    "::1]:80",
                                    "[]:80",
                                    "[fe80::1%lo]:80",
                                    "127.1:80",
                                    " 127.0.0.1:80",
                                    "127.0.0.1 :80",
                                    "127.0.0.1:80 ",
                                    "http://127.0.0.1:80"}) {
        const auto result = parse_listen(wrong);
        if (result.has_value())
            fail_msg("taken: %s", wrong);
        test::assert_error(result, wrong, "{} is not an address and a port",
                           "write literal ones, as in 127.0.0.1:8080 or [::1]:8080");
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_literal_and_has_a_port),
        cmocka_unit_test(nothing_is_not_at_all),
        cmocka_unit_test(anything_else_is_an_error),
    };
    return cmocka_run_group_tests_name("config/listen_value", tests, nullptr, nullptr);
}
