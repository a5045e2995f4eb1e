// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/document.h"

#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace gateway::telesign;

document read(std::string_view body) {
    return read_document(body, "application/json");
}

void the_code_that_was_entered_is_wiped(void**) {
    const document one = read(R"({"verify":{"code_state":"VALID","code_entered":"98765"},"x":"98765"})");
    assert_true(one.value["verify"]["code_entered"].get<std::string>().find('9') == std::string::npos);
    assert_true(one.value["x"] == "98765");
}

void a_path_ends_at_what_is_absent_null_or_no_object(void**) {
    const document one = read(R"({"a":{"b":{"c":7,"d":null}},"e":[{"c":7}],"f":"a"})");
    assert_non_null(find(one.value, {"a", "b", "c"}));
    assert_int_equal(find(one.value, {"a", "b", "c"})->get<int>(), 7);
    assert_null(find(one.value, {"a", "c"}));
    assert_null(find(one.value, {"a", "b", "d"}));
    assert_null(find(one.value, {"a", "b", "c", "d"}));
    assert_null(find(one.value, {"e", "c"}));
    assert_null(find(one.value, {"f", "a"}));
    assert_null(find(read("[1]").value, {"a"}));
    assert_null(find(read("").value, {"a"}));
}

void words_are_strings_in_lower_case(void**) {
    const document one = read(R"({"a":"NOT Roaming","b":7,"c":["X"],"d":null})");
    assert_string_equal(to_word(find(one.value, {"a"})).c_str(), "not roaming");
    for (const char* const name : {"b", "c", "d", "e"})
        assert_true(to_word(find(one.value, {name})).empty());
}

void numbers_may_be_strings_and_must_fit(void**) {
    assert_true(to_int(nlohmann::json(7)) == 7);
    assert_true(to_int(nlohmann::json("-7")) == -7);
    for (const nlohmann::json& value :
         {nlohmann::json("7 "), nlohmann::json(7.0), nlohmann::json(true), nlohmann::json(4294967296),
          nlohmann::json::array({7}), nlohmann::json()})
        assert_false(to_int(value).has_value());
}

void what_is_no_json_is_discarded_with_its_fault(void**) {
    for (const char* const body : {"", "<html>", "{\"a\":", "{}x"}) {
        const document one = read(body);
        assert_true(one.value.is_discarded());
        assert_false(one.fault.empty());
    }
    assert_true(read(R"({"a":1})").fault.empty());
    assert_false(read(R"({"a":1,"a":1})").fault.empty());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_code_that_was_entered_is_wiped),
        cmocka_unit_test(a_path_ends_at_what_is_absent_null_or_no_object),
        cmocka_unit_test(words_are_strings_in_lower_case),
        cmocka_unit_test(numbers_may_be_strings_and_must_fit),
        cmocka_unit_test(what_is_no_json_is_discarded_with_its_fault),
    };
    return cmocka_run_group_tests_name("gateway.telesign.document", tests, nullptr, nullptr);
}
