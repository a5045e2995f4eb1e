#include "gateway/telesign/error_codes.h"

#include "words.h"

#include <climits>
#include <vector>

#include "cmocka_cpp.h"

namespace {

using namespace gateway::telesign;
using gateway::outcome;

struct error_case {
    error_class kind;
    outcome what;
    std::string_view name;
    long http_status;
    std::vector<int> codes;
};

const std::vector<error_case> error_cases{
    {error_class::authorization,
     outcome::refused,
     "authorization",
     401,
     {-10001, -10009, -20001, -20002, -20003, -20004, -30000, -30001, -30002, -30003, -30004,
      -30005, -30006, -30007, -30008, -30009, -30010, -30011, -30012, -30015, -40002}},
    {error_class::validation, outcome::refused, "validation", 400, {-10001, -40006, -40007}},
    {error_class::gone, outcome::expired, "service", 404, {-10001, -10004, -40004}},
    {error_class::rate, outcome::rate_limited, "service", 429, {-40007, -40008, 10019, 10020}},
    {error_class::unavailable, outcome::unavailable, "service", 503, {-90001}},
    {error_class::funds, outcome::refused, "service", 402, {10030}},
    {error_class::no_data, outcome::unavailable, "service", 200, {-60001}},
};

void every_error_code_has_its_class_and_outcome(void** state) {
    (void)state;
    std::size_t count = 0;
    for (const auto& one : error_cases)
        for (const int code : one.codes) {
            ++count;
            const error_reading reading = read_error(code, one.http_status, "");
            assert_true(reading.kind == one.kind);
            assert_false(reading.note.empty());
            assert_true(name_of(reading.kind) == one.name);
            assert_true(outcome_of(reading.kind) == one.what);
            assert_true(test::is_plain_sentence(tell_of(reading.kind)));
        }
    assert_int_equal(error_table().size(), count);
}

void an_error_code_with_one_meaning_keeps_it_under_any_http_status(void** state) {
    (void)state;
    for (const error_row& row : error_table())
        if (row.http_status == 0)
            for (const long http_status : {200L, 400L, 401L, 404L, 429L, 500L, 503L})
                assert_true(read_error(row.code, http_status, "Rate limit, not found, no data").kind ==
                            row.kind);
}

void codes_with_several_meanings_are_told_apart_by_http_status_then_by_text(void** state) {
    (void)state;
    struct {
        long http_status;
        std::string_view text;
        int code;
        error_class kind;
    } const cases[] = {
        {400, "Not Allowed Host", -10001, error_class::validation},
        {404, "", -10001, error_class::gone},
        {200, "Not Allowed Host", -10001, error_class::authorization},
        {200, "Invalid Request: PhoneNumber Parameter", -10001, error_class::validation},
        {403, "Invalid Request: PhoneNumber Parameter", -10001, error_class::validation},
        {200, "Reference ID NOT FOUND", -10001, error_class::gone},
        {503, "", -10001, error_class::unavailable},
        {200, "", -10001, error_class::unavailable},
        {200, "Rate Limit Exceeded", -40007, error_class::rate},
        {200, "No data submitted", -40007, error_class::validation},
        {500, "something", -40007, error_class::unavailable},
    };
    for (const auto& one : cases)
        assert_true(read_error(one.code, one.http_status, one.text).kind == one.kind);
}

void an_unknown_error_code_goes_by_http_status_and_has_no_note(void** state) {
    (void)state;
    struct {
        long http_status;
        error_class kind;
    } const cases[] = {
        {200, error_class::unavailable},   {301, error_class::unavailable}, {400, error_class::validation},
        {401, error_class::authorization}, {402, error_class::funds},       {403, error_class::authorization},
        {404, error_class::gone},          {405, error_class::validation},  {410, error_class::gone},
        {429, error_class::rate},          {500, error_class::unavailable}, {503, error_class::unavailable},
        {0, error_class::unavailable},     {999, error_class::unavailable}, {100, error_class::unavailable},
    };
    for (const auto& one : cases)
        for (const int code : {0, 1, -1, -99999, INT_MAX, INT_MIN}) {
            const error_reading reading = read_error(code, one.http_status, "not found");
            assert_true(reading.kind == one.kind);
            assert_true(reading.note.empty());
        }
}

void only_http_200_is_no_error(void** state) {
    (void)state;
    for (long http_status = -1; http_status < 1000; ++http_status)
        assert_true(class_of_http(http_status).has_value() == (http_status != 200));
}

void no_class_of_error_is_a_success(void** state) {
    (void)state;
    for (const auto& one : error_cases) {
        assert_true(outcome_of(one.kind) != outcome::valid);
        assert_true(outcome_of(one.kind) != outcome::sent);
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_error_code_has_its_class_and_outcome),
        cmocka_unit_test(an_error_code_with_one_meaning_keeps_it_under_any_http_status),
        cmocka_unit_test(codes_with_several_meanings_are_told_apart_by_http_status_then_by_text),
        cmocka_unit_test(an_unknown_error_code_goes_by_http_status_and_has_no_note),
        cmocka_unit_test(only_http_200_is_no_error),
        cmocka_unit_test(no_class_of_error_is_a_success),
    };
    return cmocka_run_group_tests_name("gateway.telesign.error_codes", tests, nullptr, nullptr);
}
