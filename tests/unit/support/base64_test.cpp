// SPDX-License-Identifier: BSD-3-Clause
#include "support/base64.h"

#include <utility>

#include "cmocka_cpp.h"

namespace {

using support::decode_base64;
using support::encode_base64;

void the_vectors_of_rfc_4648_go_both_ways(void**) {
    const std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                     {"f", "Zg=="},
                                                                     {"fo", "Zm8="},
                                                                     {"foo", "Zm9v"},
                                                                     {"foob", "Zm9vYg=="},
                                                                     {"fooba", "Zm9vYmE="},
                                                                     {"foobar", "Zm9vYmFy"},
                                                                     {{"\0\0\0", 3}, "AAAA"}};
    for (const auto& [plain, encoded] : vectors) {
        assert_true(encode_base64(plain).view() == encoded);
        assert_true(decode_base64(encoded).value().view() == plain);
    }
}

void what_is_not_base64_is_refused(void**) {
    for (const char* const bad : {"Y", "Zg", "Zg=", "Z===", "====", "Zm9v\n", "YWI=\n", " YWI=", " Zm9v",
                                  "Zm=v", "YW-_", "YWI!", "Zg==Zg=="})
        assert_false(decode_base64(bad).has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_vectors_of_rfc_4648_go_both_ways),
        cmocka_unit_test(what_is_not_base64_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
