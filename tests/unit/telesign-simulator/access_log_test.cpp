#include "telesign-simulator/access_log.h"

#include "unit/telesign-simulator/known_time.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

void a_line_has_the_codes_but_not_the_query(void**) {
    reply outgoing;
    outgoing.status = 290;
    const std::string line = access_line(
        3, test::basic_request("GET", "/v1/verify/ABCDEF0123456789ABCDEF0123456789?verify_code=12345"),
        outgoing);
    assert_string_equal(line.c_str(), R"({"connection":3,"method":"GET",)"
                                      R"("path":"/v1/verify/ABCDEF0123456789ABCDEF0123456789",)"
                                      R"("http":200,"status":290,"error":null})"
                                      "\n");
}

void a_phone_number_in_the_path_is_hidden(void**) {
    reply outgoing;
    outgoing.http = 404;
    outgoing.error = -40004;
    const std::string line =
        access_line(1, test::basic_request("GET", "/v1/phoneid/standard/13105551212"), outgoing);
    assert_string_equal(line.c_str(),
                        R"({"connection":1,"method":"GET","path":"/v1/phoneid/standard/###########",)"
                        R"("http":404,"status":null,"error":-40004})"
                        "\n");
}

void nobody_can_forge_a_second_line(void**) {
    const std::string line = access_line(1, test::basic_request("GET", "/v1/\n{\"\xff"), reply{});
    assert_int_equal(line.find('\n'), line.size() - 1);
    const std::string endless =
        access_line(1, test::basic_request("GET", "/" + std::string(8000, 'x')), reply{});
    assert_true(endless.size() < 400);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_line_has_the_codes_but_not_the_query),
        cmocka_unit_test(a_phone_number_in_the_path_is_hidden),
        cmocka_unit_test(nobody_can_forge_a_second_line),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
