// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/reference_id.h"

#include <string>
#include <string_view>

#include "cmocka_cpp.h"

namespace {

using gateway::is_reference_id;

void reference_ids_are_what_can_stand_in_a_path(void**) {
    for (const std::string& good : {std::string{"0123456789ABCDEF0123456789ABCDEF"}, std::string{"z"},
                                    std::string{"Z-_9"}, std::string(64, 'a')})
        assert_true(is_reference_id(good));
    for (const std::string_view bad :
         {std::string_view{""}, std::string_view{"0123456789abcdef0123456789abcde/"}, std::string_view{"a.b"},
          std::string_view{"a b"}, std::string_view{"a%2e"}, std::string_view{"a#"},
          std::string_view{"\xc3\xa9"}, std::string_view{"0123456789abcdef0123456789abcde\0", 32}})
        assert_false(is_reference_id(bad));
    assert_false(is_reference_id(std::string(65, 'a')));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(reference_ids_are_what_can_stand_in_a_path),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
