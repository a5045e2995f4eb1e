// SPDX-License-Identifier: BSD-3-Clause
#include "policy/scrypt.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/err.h>

#include "cmocka_cpp.h"

namespace {

std::string hex(const policy::scrypt_hash& hash) {
    return fmt::format("{:02x}", fmt::join(hash, ""));
}

std::vector<std::uint8_t> salt(std::string_view text) {
    return {text.begin(), text.end()};
}

void it_is_scrypt_with_these_parameters(void**) {
    // RFC 7914, 12: scrypt("pleaseletmein", "SodiumChloride", 16384, 8, 1), its first half.
    assert_string_equal(hex(policy::scrypt("pleaseletmein", salt("SodiumChloride"))).c_str(),
                        "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2");
}

void each_salt_makes_another_hash(void**) {
    assert_true(policy::scrypt("0123456789ABCDEF", salt("a")) !=
                policy::scrypt("0123456789ABCDEF", salt("b")));
    assert_int_equal(::ERR_peek_error(), 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(it_is_scrypt_with_these_parameters),
        cmocka_unit_test(each_salt_makes_another_hash),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
