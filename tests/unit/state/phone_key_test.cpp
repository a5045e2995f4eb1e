// SPDX-License-Identifier: BSD-3-Clause
#include "state/phone_key.h"

#include "cmocka_cpp.h"

namespace {

void keys_are_random(void**) {
    const auto one = state::make_phone_key();
    const auto other = state::make_phone_key();
    assert_true(one && other);
    assert_int_equal(one->size(), 32);
    assert_true(*one != *other);
}

/// RFC 4231, test case 2, its first 128 bits.
void the_hash_is_hmac_sha_256(void**) {
    const state::bytes key{'J', 'e', 'f', 'e'};
    assert_string_equal(state::hash_phone(key, "what do ya want for nothing?").c_str(),
                        "5bdcc146bf60754e6a042426089575c7");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {cmocka_unit_test(keys_are_random),
                                cmocka_unit_test(the_hash_is_hmac_sha_256)};
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
