#include "telesign-simulator/clock.h"

#include "unit/telesign-simulator/known_time.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;
using test::noon;

void a_date_is_written_as_rfc_9110_wants_it(void**) {
    assert_string_equal(http_date(noon).c_str(), "Sat, 21 Nov 2026 12:00:00 GMT");
}

void a_timestamp_has_microseconds(void**) {
    assert_string_equal(timestamp(noon + std::chrono::microseconds{42}).c_str(),
                        "2026-11-21T12:00:00.000042Z");
}

void a_date_is_read_in_every_zone_that_rfc_822_writes_with_digits(void**) {
    for (const char* text : {"Sat, 21 Nov 2026 12:00:00 GMT", "Sat, 21 Nov 2026 12:00:00 UTC",
                             "Sat, 21 Nov 2026 13:30:00 +0130", "Sat, 21 Nov 2026 04:00:00 -0800"}) {
        const auto when = parse_http_date(text);
        assert_true(when.has_value());
        assert_true(*when == noon);
    }
}

void what_is_no_date_is_refused(void**) {
    for (const char* text :
         {"", "now", "2026-11-21T12:00:00Z", "Sat, 21 Nov 2026 12:00:00", "Sat, 21 Nov 2026 12:00:00 CEST",
          "Sat, 21 Nov 2026 12:00:00 +01x0", "Sat, 21 Nov 2026 12:00:00 GMT GMT"})
        assert_false(parse_http_date(text).has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_date_is_written_as_rfc_9110_wants_it),
        cmocka_unit_test(a_timestamp_has_microseconds),
        cmocka_unit_test(a_date_is_read_in_every_zone_that_rfc_822_writes_with_digits),
        cmocka_unit_test(what_is_no_date_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
