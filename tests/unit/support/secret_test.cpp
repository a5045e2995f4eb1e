// SPDX-License-Identifier: BSD-3-Clause
#include "support/secret.h"

#include <string>
#include <type_traits>
#include <utility>

#include "cmocka_cpp.h"

namespace {

static_assert(!std::is_copy_constructible_v<support::secret> && !std::is_copy_assignable_v<support::secret>);

void wiping_overwrites_the_bytes(void**) {
    support::secret code{"12345"}; // short enough to live inside the object, where it can be looked at
    const char* bytes = code.view().data();
    code.wipe();
    assert_true(code.empty());
    for (std::size_t at = 0; at < 5; ++at)
        assert_int_equal(bytes[at], 0);
}

void a_moved_from_secret_holds_nothing(void**) {
    support::secret code{"12345"};
    const char* bytes = code.view().data();
    const support::secret taken{std::move(code)};
    assert_string_equal(std::string{taken.view()}.c_str(), "12345");
    for (std::size_t at = 0; at < 5; ++at)
        assert_int_equal(bytes[at], 0);
}

void appending_keeps_the_whole_text(void**) {
    support::secret body;
    std::string expected;
    for (int round = 0; round < 100; ++round) {
        body.append("phone_number=1");
        expected.append("phone_number=1");
    }
    assert_true(body.view() == expected);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(wiping_overwrites_the_bytes),
        cmocka_unit_test(a_moved_from_secret_holds_nothing),
        cmocka_unit_test(appending_keeps_the_whole_text),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
