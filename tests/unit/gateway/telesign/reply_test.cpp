// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/reply.h"

#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace gateway::telesign;

constexpr const char* reference = "0123456789ABCDEF0123456789ABCDEF";

verify_reply read(const std::string& body) {
    return read_reply(body, "application/json");
}

// TeleSign's own example, of a status request.
constexpr const char* example = R"({
    "reference_id": "0123456789ABCDEF0123456789ABCDEF", "sub_resource": "sms", "errors": [],
    "status": {"updated_on": "2015-10-03T14:51:28.709526Z", "code": 200, "description": "Delivered to handset"},
    "verify": {"code_state": "VALID", "code_entered": "12345"}, "voice": null, "numbering": {"a": [1, {"b": 2}]}})";

void an_example_reply_is_read_whole(void** state) {
    (void)state;
    const verify_reply reply = read(example);
    assert_string_equal(reply.fault.c_str(), "");
    assert_string_equal(reply.reference_id.c_str(), reference);
    assert_int_equal(reply.status_code.value(), 200);
    assert_true(reply.state == code_state::valid);
    assert_true(reply.errors.empty());
}

void errors_are_read_with_code_and_description(void** state) {
    (void)state;
    const verify_reply reply =
        read(R"({"errors":[{"code":-40007,"description":"No data"},{"code":"10019","description":null}]})");
    assert_string_equal(reply.fault.c_str(), "");
    assert_int_equal(reply.errors.size(), 2);
    assert_int_equal(reply.errors[0].code, -40007);
    assert_string_equal(reply.errors[0].description.c_str(), "No data");
    assert_int_equal(reply.errors[1].code, 10019);
    assert_string_equal(reply.errors[1].description.c_str(), "");
}

void absent_and_null_fields_are_empty_and_no_fault(void** state) {
    (void)state;
    for (const char* const body : {"{}", R"({"reference_id":null,"errors":null,"status":null,"verify":null})",
                                   R"({"status":{},"verify":{},"errors":[]})",
                                   R"({"status":{"code":null},"verify":{"code_state":null}})"}) {
        const verify_reply reply = read(body);
        assert_string_equal(reply.fault.c_str(), "");
        assert_true(reply.reference_id.empty());
        assert_true(reply.errors.empty());
        assert_false(reply.status_code.has_value());
        assert_false(reply.state.has_value());
    }
}

void numbers_may_be_strings(void** state) {
    (void)state;
    assert_int_equal(read(R"({"status":{"code":"103"}})").status_code.value(), 103);
    assert_int_equal(read(R"({"status":{"code":"-1"}})").status_code.value(), -1);
}

void states_are_known_in_any_case(void** state) {
    (void)state;
    struct {
        const char* word;
        code_state state;
    } const cases[] = {
        {"VALID", code_state::valid},     {"valid", code_state::valid},
        {"Valid", code_state::valid},     {"INVALID", code_state::invalid},
        {"invalid", code_state::invalid}, {"EXPIRED", code_state::expired},
        {"expired", code_state::expired}, {"MAX_ATTEMPTS_EXCEEDED", code_state::max_attempts_exceeded},
        {"unknown", code_state::unknown}, {"max_attempts_exceeded", code_state::max_attempts_exceeded},
        {"UNKNOWN", code_state::unknown},
    };
    for (const auto& one : cases) {
        const verify_reply reply = read(std::string{R"({"verify":{"code_state":")"} + one.word + "\"}}");
        assert_true(reply.state == one.state);
        assert_true(reply.fault.empty());
    }
}

void other_states_are_a_fault(void** state) {
    (void)state;
    for (const char* const value :
         {R"("")", R"("VALID ")", R"(" VALID")", R"("INVALID VALID")", R"("VALID\u0000")", R"("VALI")",
          R"("OK")", R"("\u001b[2JVALID")", R"("ＶＡＬＩＤ")", "true", "1", R"(["VALID"])",
          R"({"code_state":"VALID"})"}) {
        const verify_reply reply = read(std::string{R"({"verify":{"code_state":)"} + value + "}}");
        assert_false(reply.state.has_value());
        assert_string_equal(reply.fault.c_str(), "verify.code_state is none of the known states");
    }
}

void wrong_types_are_faults_that_name_the_field(void** state) {
    (void)state;
    struct {
        const char* body;
        const char* fault;
    } const cases[] = {
        {R"({"status":[]})", "status is not an object"},
        {R"({"status":"200"})", "status is not an object"},
        {R"({"status":200})", "status is not an object"},
        {R"({"status":{"code":{}}})", "status.code is not a number"},
        {R"({"status":{"code":[200]}})", "status.code is not a number"},
        {R"({"status":{"code":true}})", "status.code is not a number"},
        {R"({"status":{"code":200.0}})", "status.code is not a number"},
        {R"({"status":{"code":""}})", "status.code is not a number"},
        {R"({"status":{"code":"200 "}})", "status.code is not a number"},
        {R"({"status":{"code":"0xc8"}})", "status.code is not a number"},
        {R"({"status":{"code":4294967496}})", "status.code is not a number"},
        {R"({"status":{"code":18446744073709551615}})", "status.code is not a number"},
        {R"({"status":{"code":99999999999999999999999999}})", "status.code is not a number"},
        {R"({"status":{"code":"99999999999999999999999999"}})", "status.code is not a number"},
        {R"({"status":{"code":-9223372036854775808}})", "status.code is not a number"},
        {R"({"verify":"VALID"})", "verify is not an object"},
        {R"({"verify":["code_state","VALID"]})", "verify is not an object"},
        {R"({"errors":{}})", "errors is not a list"},
        {R"({"errors":"none"})", "errors is not a list"},
        {R"({"errors":0})", "errors is not a list"},
        {R"({"errors":[null]})", "errors[].code is not a number"},
        {R"({"errors":[{}]})", "errors[].code is not a number"},
        {R"({"errors":[[]]})", "errors[].code is not a number"},
        {R"({"errors":["-30006"]})", "errors[].code is not a number"},
        {R"({"errors":[{"code":"x"}]})", "errors[].code is not a number"},
        {"[]", "the reply is JSON, but not an object"},
        {"null", "the reply is JSON, but not an object"},
        {"\"VALID\"", "the reply is JSON, but not an object"},
        {"200", "the reply is JSON, but not an object"},
    };
    for (const auto& one : cases)
        assert_string_equal(read(one.body).fault.c_str(), one.fault);
}

void keys_given_twice_are_a_fault_at_any_depth(void** state) {
    (void)state;
    for (const char* const body :
         {R"({"verify":{"code_state":"INVALID"},"verify":{"code_state":"VALID"}})",
          R"({"verify":{"code_state":"INVALID","code_state":"VALID"}})",
          R"({"verify":{"code_state":"INVALID","code_stat\u0065":"VALID"}})",
          R"({"errors":[{"code":-1}],"errors":[]})", R"({"errors":[{"code":1,"code":2}]})",
          R"({"a":[{"b":{"c":1,"d":{},"c":2}}]})"})
        assert_string_equal(read(body).fault.c_str(), "a key is given twice");
}

void the_same_key_in_different_objects_is_no_fault(void** state) {
    (void)state;
    assert_string_equal(
        read(R"({"status":{"code":200},"errors":[{"code":1},{"code":1}],"code":1})").fault.c_str(), "");
}

void deep_nesting_is_a_fault(void** state) {
    (void)state;
    const auto nested = [](std::size_t depth, char open, char close) {
        return "{\"a\":" + std::string(depth, open) + std::string(depth, close) + "}";
    };
    assert_string_equal(read(nested(10, '[', ']')).fault.c_str(), "");
    assert_string_equal(read(nested(32000, '[', ']')).fault.c_str(), "nested too deep");
    assert_string_equal(read(std::string(std::size_t{64} * 1024, '[')).fault.c_str(),
                        "the reply is not JSON");
    std::string objects;
    for (int depth = 0; depth < 10000; ++depth)
        objects += "{\"a\":";
    assert_string_equal(read(objects).fault.c_str(), "the reply is not JSON");
    assert_string_equal(read(objects + "1" + std::string(10000, '}')).fault.c_str(), "nested too deep");
}

void every_truncation_of_a_reply_is_a_fault(void** state) {
    (void)state;
    const std::string whole = example;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const verify_reply reply = read(whole.substr(0, size));
        assert_string_equal(reply.fault.c_str(), size == 0 ? "the reply is empty" : "the reply is not JSON");
        assert_false(reply.state.has_value());
    }
}

void what_is_not_json_is_a_fault(void** state) {
    (void)state;
    for (const std::string& body :
         {std::string{"VALID"}, std::string{example} + "x", std::string{example} + example,
          std::string{example} + '\0', std::string{"{'verify':{'code_state':'VALID'}}"},
          std::string{R"({"verify":{"code_state":"VALID"},})"},
          std::string{"{\"verify\":{\"code_state\":\"VALID\xff\"}}"}, std::string{R"({"a":NaN})"},
          std::string{R"({"a":1e999})"}, std::string{R"({"a":"\ud800"})"},
          std::string{"{\"a\":\"\x1b[31m\"}"}, std::string{R"(/**/{"verify":{"code_state":"VALID"}})"}}) {
        const verify_reply reply = read(body);
        assert_string_equal(reply.fault.c_str(), "the reply is not JSON");
        assert_false(reply.state.has_value());
    }
}

void a_web_page_is_called_one(void** state) {
    (void)state;
    assert_int_equal(read("  <html>Sign in to WiFi</html>").fault.find("the reply is a web page"), 0);
    assert_int_equal(read_reply("Welcome", "Text/HTML; charset=utf-8").fault.find("the reply is a web page"),
                     0);
    assert_string_equal(read_reply("", "text/html").fault.c_str(), "the reply is empty");
}

void json_of_another_content_type_is_read_all_the_same(void** state) {
    (void)state;
    for (const char* const type : {"", "text/plain", "text/html", "application/octet-stream"})
        assert_true(read_reply(example, type).state == code_state::valid);
}

void state_words_elsewhere_do_not_matter(void** state) {
    (void)state;
    const verify_reply reply =
        read(R"({"code_state":"VALID","status":{"description":"VALID","code_state":"VALID"},"VALID":"VALID",
                 "verify":{"state":"VALID","verify":{"code_state":"VALID"},"CODE_STATE":"VALID"}})");
    assert_false(reply.state.has_value());
}

void faults_hold_nothing_of_the_reply(void** state) {
    (void)state;
    for (const char* const body :
         {R"({"verify":{"code_state":"13105551212"}})", "13105551212x",
          R"({"13105551212":1,"13105551212":2})", R"({"status":{"code":"13105551212"}})",
          R"({"errors":[{"code":"13105551212"}]})", "<p>13105551212</p>"}) {
        const verify_reply reply = read(body);
        assert_false(reply.fault.empty());
        assert_true(reply.fault.find("131") == std::string::npos);
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(an_example_reply_is_read_whole),
        cmocka_unit_test(errors_are_read_with_code_and_description),
        cmocka_unit_test(absent_and_null_fields_are_empty_and_no_fault),
        cmocka_unit_test(numbers_may_be_strings),
        cmocka_unit_test(states_are_known_in_any_case),
        cmocka_unit_test(other_states_are_a_fault),
        cmocka_unit_test(wrong_types_are_faults_that_name_the_field),
        cmocka_unit_test(keys_given_twice_are_a_fault_at_any_depth),
        cmocka_unit_test(the_same_key_in_different_objects_is_no_fault),
        cmocka_unit_test(deep_nesting_is_a_fault),
        cmocka_unit_test(every_truncation_of_a_reply_is_a_fault),
        cmocka_unit_test(what_is_not_json_is_a_fault),
        cmocka_unit_test(a_web_page_is_called_one),
        cmocka_unit_test(json_of_another_content_type_is_read_all_the_same),
        cmocka_unit_test(state_words_elsewhere_do_not_matter),
        cmocka_unit_test(faults_hold_nothing_of_the_reply),
    };
    return cmocka_run_group_tests_name("gateway.telesign.reply", tests, nullptr, nullptr);
}
