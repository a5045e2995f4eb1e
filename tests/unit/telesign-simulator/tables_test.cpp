#include "telesign-simulator/tables.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

void messages_that_may_arrive_are_those_of_the_api_page(void**) {
    for (const int code : {100, 103, 105, 200, 201, 203, 251, 290, 291, 292, 295, 2000})
        assert_true(status_arrives(code));
    for (const int code : {101, 106, 107, 108, 129, 130, 133, 207, 210, 211, 220, 221, 222, 229,  230,
                           231, 233, 237, 238, 250, 500, 501, 502, 517, 518, 519, 521, 599, 2028, 7})
        assert_false(status_arrives(code));
}

void every_status_has_a_text(void**) {
    assert_string_equal(status_text(103).c_str(), "Call in progress");
    assert_string_equal(status_text(4711).c_str(), "Status 4711");
}

void errors_come_with_their_http_status(void**) {
    const std::pair<int, int> cases[] = {{-10001, 400}, {-10004, 404}, {-20002, 401}, {-30006, 401},
                                         {-40004, 404}, {-40007, 400}, {-40008, 429}, {-90001, 503},
                                         {10019, 429},  {10030, 402},  {-77777, 400}};
    for (const auto& [code, http] : cases) {
        const api_error error = make_error(code);
        assert_int_equal(error.code, code);
        assert_int_equal(error.http, http);
        assert_int_equal(error.status, http == 401 ? 501 : 500);
        assert_false(error.description.empty());
    }
}

void the_many_meanings_of_10001_are_told_apart(void**) {
    assert_string_equal(invalid_parameter("ucid").description.c_str(), "Invalid Request: ucid Parameter");
    assert_int_equal(invalid_parameter("ucid").http, 400);
    assert_int_equal(reference_not_found().http, 404);
    assert_int_equal(reference_not_found().code, -10001);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(messages_that_may_arrive_are_those_of_the_api_page),
        cmocka_unit_test(every_status_has_a_text),
        cmocka_unit_test(errors_come_with_their_http_status),
        cmocka_unit_test(the_many_meanings_of_10001_are_told_apart),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
