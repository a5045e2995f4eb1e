// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/show.h"

#include "cmocka_cpp.h"

namespace {

using protocol::result;
using telesignctl::answer;
using telesignctl::as_json;
using telesignctl::as_table;

void values_stand_below_each_other(void**) {
    const answer reply{result::granted,
                       "Done.",
                       {{"phone_number", "+13105551212"}, {"carrier.name", "Zoë & Söhne"}, {"x", ""}}};
    assert_string_equal(as_table(reply).c_str(), "phone_number  +13105551212\n"
                                                 "carrier.name  Zoë & Söhne\n"
                                                 "x             \n"
                                                 "Done.\n");
}

void nothing_is_no_table(void**) {
    assert_string_equal(as_table({result::granted, "", {}}).c_str(), "");
    assert_string_equal(as_table({result::denied, "The code is wrong.", {}}).c_str(), "The code is wrong.\n");
}

void one_object_holds_all(void**) {
    const answer reply{result::denied, "Say \"no\".", {{"b", "1"}, {"a.b", "Zoë"}}};
    assert_string_equal(
        as_json(reply).c_str(),
        "{\"outcome\":\"denied\",\"text\":\"Say \\\"no\\\".\",\"facts\":{\"b\":\"1\",\"a.b\":\"Zoë\"}}\n");
    assert_string_equal(as_json({result::unavailable, "", {}}).c_str(),
                        "{\"outcome\":\"unavailable\",\"text\":\"\",\"facts\":{}}\n");
}

void a_name_that_comes_again_has_an_array(void**) {
    const answer reply{result::granted, "", {{"a", "1"}, {"a", "2"}, {"b", "x"}, {"a", "3"}}};
    assert_string_equal(
        as_json(reply).c_str(),
        "{\"outcome\":\"granted\",\"text\":\"\",\"facts\":{\"a\":[\"1\",\"2\",\"3\"],\"b\":\"x\"}}\n");
}

void what_is_no_utf8_spoils_no_object(void**) {
    assert_string_equal(as_json({result::granted, "", {{"a", "\xff"}}}).c_str(),
                        "{\"outcome\":\"granted\",\"text\":\"\",\"facts\":{\"a\":\"\xef\xbf\xbd\"}}\n");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(values_stand_below_each_other),
        cmocka_unit_test(nothing_is_no_table),
        cmocka_unit_test(one_object_holds_all),
        cmocka_unit_test(a_name_that_comes_again_has_an_array),
        cmocka_unit_test(what_is_no_utf8_spoils_no_object),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
