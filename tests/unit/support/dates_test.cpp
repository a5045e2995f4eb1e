// SPDX-License-Identifier: BSD-3-Clause
#include "support/dates.h"

#include <chrono>
#include <clocale>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cmocka_cpp.h"

namespace {

using namespace support;
using namespace std::chrono;
using namespace std::chrono_literals;

constexpr sys_days day = 2015y / October / 3;

void a_time_is_read_whole(void**) {
    struct {
        std::string_view text;
        nanoseconds since_midnight;
    } const cases[] = {
        {"2015-10-03T14:51:28.709526Z", 14h + 51min + 28s + 709526us},
        {"2015-10-03T14:51:28Z", 14h + 51min + 28s},
        {"2015-10-03t00:00:00z", 0s},
        {"2015-10-03 14:51:28.7Z", 14h + 51min + 28s + 700ms},
        {"2015-10-03T14:51:28.123456789Z", 14h + 51min + 28s + 123456789ns},
        {"2015-10-03T14:51:28.12345678999999999999999999Z", 14h + 51min + 28s + 123456789ns},
        {"2015-10-03T23:59:60Z", 24h},
        {"2015-10-03T14:51:28+02:00", 12h + 51min + 28s},
        {"2015-10-03T14:51:28.5-23:59", 38h + 50min + 28s + 500ms},
        {"2015-10-03T00:30:00+01:00", -30min},
    };
    for (const auto& one : cases) {
        const auto time = read_rfc3339(one.text);
        assert_true(time.has_value());
        assert_true(*time == day + one.since_midnight);
    }
}

void a_time_as_in_an_e_mail_is_read(void**) {
    assert_true(read_rfc5322("Wed, 06 Nov 2015 13:36:07 -0800") ==
                sys_days{2015y / November / 6} + 21h + 36min + 7s); // it was a Friday: TeleSign's own example
    assert_true(read_rfc5322("Sat, 03 Oct 2015 14:51:28 GMT") == day + 14h + 51min + 28s);
    assert_true(read_rfc5322("Sat, 03 Oct 2015 14:51:28 +0230") == day + 12h + 21min + 28s);
    for (const std::string_view text :
         {"Sat, 03 Oct 2015 14:51:28", "Sat, 03 Oct 2015 14:51:28 PST", "Sat 03 Oct 2015 14:51:28 GMT",
          "Sat, 3 Oct 2015 14:51:28 GMT", "Sat, 03 oct 2015 14:51:28 GMT", "Sat, 03 ctN 2015 14:51:28 GMT",
          "Sat, 31 Feb 2015 14:51:28 GMT", "Sat, 03 Oct 1969 14:51:28 GMT", "Sat, 03 Oct 2015 24:51:28 GMT",
          "Sat, 03 Oct 2015 14:51:28 -08:00", "Sat, 03 Oct 2015 14:51:28 +2400", "Sat, 03 Oc", "Sat, ",
          "Sat, 03 Oct 2015 14:51:28 GMT "})
        assert_false(read_rfc5322(text).has_value());
}

void what_is_no_time_is_none(void**) {
    for (const std::string_view text : {"",
                                        "2015",
                                        "2015-10-03",
                                        "2015-10-03T",
                                        "2015-10-03T14:51",
                                        "2015-10-03T14:51:28",
                                        "2015-10-03T14:51:28.Z",
                                        "2015-10-03T14:51:28.5",
                                        "2015-10-03T14:51:28Z ",
                                        " 2015-10-03T14:51:28Z",
                                        "2015-10-03T24:00:00Z",
                                        "2015-10-03T14:60:28Z",
                                        "2015-10-03T14:51:61Z",
                                        "2015-02-29T14:51:28Z",
                                        "2015-13-03T14:51:28Z",
                                        "2015-00-03T14:51:28Z",
                                        "2015-10-32T14:51:28Z",
                                        "2015-10-00T14:51:28Z",
                                        "15-10-03T14:51:28Z",
                                        "2015/10/03T14:51:28Z",
                                        "2015-10-03T14:51:28+0200",
                                        "2015-10-03T14:51:28+24:00",
                                        "2015-10-03T14:51:28+",
                                        "2015-10-03T-4:51:28Z",
                                        "+015-10-03T14:51:28Z",
                                        "0001-01-01T00:00:00Z",
                                        "1969-12-31T23:59:59Z",
                                        "2200-01-01T00:00:00Z",
                                        "9999-12-31T23:59:59Z",
                                        "1443883888"})
        assert_false(read_rfc3339(text).has_value());
}

void a_day_and_a_time_of_day_are_read_alone(void**) {
    assert_true(read_date("2015-10-03") == day);
    assert_true(read_date("2016-02-29") == sys_days{2016y / February / 29});
    for (const std::string_view text : {"", "2015-10-3", "2015-10-03Z", "2015-02-29", "20151003"})
        assert_false(read_date(text).has_value());
    assert_true(read_time_of_day("22:01:02") == 22h + 1min + 2s);
    for (const std::string_view text : {"", "22:00", "22:00:00Z", "2:00:00", "24:00:00", "22:00:00.0"})
        assert_false(read_time_of_day(text).has_value());
}

void written_times_compare_as_times_do(void**) {
    const timestamp time = day + 14h + 51min + 28s + 709526us;
    assert_string_equal(write_rfc3339(time).c_str(), "2015-10-03T14:51:28.709526000Z");
    assert_true(write_rfc3339(time) < write_rfc3339(time + 1ns));
    assert_true(write_rfc3339(day - 1ns) < write_rfc3339(timestamp{day}));
    assert_true(read_rfc3339(write_rfc3339(time)) == time);
}

void a_written_time_has_the_digits_of_its_kind(void**) {
    assert_string_equal(write_rfc3339(sys_seconds{sys_days{2018y / April / 5}}).c_str(),
                        "2018-04-05T00:00:00Z");
    assert_string_equal(write_rfc3339(floor<seconds>(day + 14h + 51min + 28s)).c_str(),
                        "2015-10-03T14:51:28Z");
    assert_string_equal(write_rfc3339(sys_time<microseconds>{day + 42us}).c_str(),
                        "2015-10-03T00:00:00.000042Z");
}

void dates_are_in_gmt_whatever_locale_and_zone(void**) {
    ::setenv("TZ", "Pacific/Auckland", 1);              // NOLINT(concurrency-mt-unsafe): one thread
    assert_non_null(std::setlocale(LC_ALL, "C.UTF-8")); // NOLINT(concurrency-mt-unsafe)
    assert_string_equal(write_http_date(sys_seconds{seconds{1443883888}}).c_str(),
                        "Sat, 03 Oct 2015 14:51:28 GMT");
    assert_string_equal(write_http_date(sys_seconds{seconds{951827696}}).c_str(),
                        "Tue, 29 Feb 2000 12:34:56 GMT");
    assert_string_equal(write_http_date(sys_seconds{seconds{0}}).c_str(), "Thu, 01 Jan 1970 00:00:00 GMT");
    assert_string_equal(write_rfc3339(sys_seconds{seconds{1443883888}}).c_str(), "2015-10-03T14:51:28Z");
    ::unsetenv("TZ"); // NOLINT(concurrency-mt-unsafe)
}

void a_span_is_told_as_people_say_it(void**) {
    struct {
        seconds span;
        const char* text;
    } const cases[] = {
        {0s, "0 s"},
        {90s, "90 s"},
        {91s, "2 min"},
        {6min + 1s, "7 min"},
        {90min, "90 min"},
        {2h, "2 h"},
        {2h + 4min + 1s, "2 h 5 min"},
        {23h + 59min + 1s, "1 d"},
        {24h + 1s, "1 d 1 h"},
        {days{30}, "30 d"},
    };
    for (const auto& each : cases)
        assert_string_equal(write_span(each.span).c_str(), each.text);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_time_is_read_whole),
        cmocka_unit_test(a_time_as_in_an_e_mail_is_read),
        cmocka_unit_test(what_is_no_time_is_none),
        cmocka_unit_test(a_day_and_a_time_of_day_are_read_alone),
        cmocka_unit_test(written_times_compare_as_times_do),
        cmocka_unit_test(a_written_time_has_the_digits_of_its_kind),
        cmocka_unit_test(dates_are_in_gmt_whatever_locale_and_zone),
        cmocka_unit_test(a_span_is_told_as_people_say_it),
    };
    return cmocka_run_group_tests_name("support.dates", tests, nullptr, nullptr);
}
