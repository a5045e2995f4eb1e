// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/retry.h"

#include <optional>
#include <string>
#include <thread>

#include "cmocka_cpp.h"

namespace {

using namespace gateway::telesign;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

struct asked {
    long http_status = 429;
    std::string body = "{}";
    std::optional<std::chrono::seconds> retry_after = 0s;
    std::chrono::seconds time_left = 1h;
    std::stop_token stop = {};
    std::string note = {};

    bool wait() {
        http::reply got;
        got.status = http_status;
        got.retry_after = retry_after;
        return wait_for_retry(got, read_reply(body, "application/json"), steady_clock::now() + time_left,
                              stop, note);
    }
};

void what_is_put_off_is_waited_for(void**) {
    asked cases[] = {
        {.http_status = 429},
        {.http_status = 503},
        {.http_status = 503, .body = "<html>busy</html>"},
        {.http_status = 429, .body = R"({"errors":[{"code":-40007,"description":"Rate limit"}]})"},
        {.http_status = 200, .body = R"({"errors":[{"code":-40007,"description":"Rate limit"}]})"},
        {.http_status = 200, .body = R"({"errors":[{"code":-90001}]})"},
        {.http_status = 500, .body = R"({"errors":[{"code":-90001}],"status":{"code":500}})"},
    };
    for (asked& one : cases) {
        assert_true(one.wait());
        assert_string_equal(one.note.c_str(), "; waited 0 s as TeleSign asked");
    }
}

void what_is_not_put_off_is_not_waited_for(void**) {
    asked cases[] = {
        {.retry_after = {}},
        {.http_status = 200},
        {.http_status = 401},
        {.http_status = 500},
        {.http_status = 502},
        {.http_status = 500, .body = R"({"errors":[{"code":-77777}]})"},
        {.http_status = 400, .body = R"({"errors":[{"code":-40007,"description":"No data submitted"}]})"},
        {.http_status = 200, .body = R"({"errors":[{"code":-30006}]})"},
        // a code is on its way all the same: another request would send another
        {.http_status = 429, .body = R"({"status":{"code":290}})"},
        {.http_status = 503, .body = R"({"status":{"code":"103"}})"},
        {.http_status = 200, .body = R"({"errors":[{"code":-90001}],"status":{"code":200}})"},
    };
    for (asked& one : cases) {
        assert_false(one.wait());
        assert_true(one.note.empty());
    }
}

void a_long_wait_is_left_to_the_log(void**) {
    asked cases[] = {
        {.retry_after = 4s},
        {.retry_after = 3s, .time_left = 2s},
        {.retry_after = 0s, .time_left = 0s},
        {.retry_after = 120s},
    };
    for (asked& one : cases) {
        assert_false(one.wait());
        const std::string expected =
            "; TeleSign asks to wait " + std::to_string(one.retry_after->count()) + " s";
        assert_string_equal(one.note.c_str(), expected.c_str());
    }
}

void a_stop_ends_the_wait(void**) {
    std::stop_source stop;
    asked one{.retry_after = max_retry_wait, .stop = stop.get_token()};
    std::thread stopper{[&stop] { stop.request_stop(); }};
    const bool waited = one.wait();
    stopper.join();
    assert_false(waited);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_off_is_waited_for),
        cmocka_unit_test(what_is_not_put_off_is_not_waited_for),
        cmocka_unit_test(a_long_wait_is_left_to_the_log),
        cmocka_unit_test(a_stop_ends_the_wait),
    };
    return cmocka_run_group_tests_name("gateway.telesign.retry", tests, nullptr, nullptr);
}
