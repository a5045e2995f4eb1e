// SPDX-License-Identifier: BSD-3-Clause
// What `telesignctl check` finds at TeleSign, which is scripted here.

#include "gateway/telesign/signature.h"
#include "support/dates.h"
#include "unit/http/scripted_server.h"

#include <ctime>
#include <optional>

#include "unit/telesignctl/check/check_fixture.h"

#include "unit/telesignctl/failures.h"

namespace {

using namespace tests;
using namespace telesignctl;

/// A machine whose TeleSign answers so.
struct endpoint_fixture {
    const test::test_certificate certificate{"DNS:localhost,IP:127.0.0.1"};
    check_fixture checks;
    std::optional<test::scripted_server> server;

    void answer_with(std::string reply) { server.emplace(certificate, test::always(std::move(reply))); }

    void check(const std::string& endpoints) { check(endpoints, certificate); }
    void check(const std::string& endpoints, const test::test_certificate& trusted) {
        const test::certificate_file ca{trusted};
        checks.machine.put("/etc/telesign/telesign.conf",
                           fmt::format("[telesign]\ncustomer_id = A\napi_key = c2VjcmV0\nca_file = {}\n"
                                       "endpoints = {}\n[phones]\nfile = {}\n",
                                       ca.path(), endpoints,
                                       checks.machine.host().at("/etc/telesign/phones.ini")),
                           0640);
        checks.check(check_endpoint);
    }
    void check() { check(server->url()); }
};

endpoint_fixture& on(void** state) {
    return *static_cast<endpoint_fixture*>(*state);
}

int open_fixture(void** state) {
    *state = new endpoint_fixture;
    return 0;
}

int close_fixture(void** state) {
    delete &on(state);
    return 0;
}

std::string error_reply(int status, int code) {
    return test::http_reply(status, fmt::format(R"({{"errors":[{{"code":{},"description":"-"}}]}})", code));
}

std::string date_header(std::time_t ahead) {
    return "Date: " +
           support::write_http_date(
               std::chrono::sys_seconds{std::chrono::seconds{std::time(nullptr) + ahead}}) +
           "\r\n";
}

void a_reference_that_nothing_has_is_asked_for_and_no_code_is_sent(void** state) {
    on(state).answer_with(error_reply(404, -40004));
    on(state).check();
    on(state).checks.assert_well();
    assert_contains(on(state).checks.screen(), "reachable, certificate valid, credentials accepted");
    on(state).check();
    const auto requests = on(state).server->requests();
    assert_int_equal(requests.size(), 2);
    for (const std::string& each : requests)
        assert_int_equal(each.find("GET /v1/verify/"), 0);
    assert_string_not_equal(requests[0].substr(0, requests[0].find(' ', 4)).c_str(),
                            requests[1].substr(0, requests[1].find(' ', 4)).c_str());
}

void each_refusal_has_its_remedy(void** state) {
    struct row {
        std::string reply;
        check_status status;
        const char* part;
        const char* remedy;
    };
    for (const row& each : {
             row{error_reply(401, -30006), check_status::error, "error -30006 the signature is refused",
                 "customer_id and api_key"},
             row{error_reply(403, -20002), check_status::error, "error -20002 the product is not enabled",
                 "customer_id"},
             row{error_reply(429, -40008), check_status::warning, "error -40008 the account's hard cap",
                 "in a few minutes"},
             row{error_reply(503, -90001), check_status::warning, "error -90001", "in a few minutes"},
             row{test::http_reply(401, "{}"), check_status::error, "HTTP status 401",
                 "customer_id and api_key"},
             row{test::http_reply(502, "{}"), check_status::warning, "HTTP status 502", "in a few minutes"},
             row{test::http_reply(200, "<html>Log in to the hotel</html>"), check_status::error,
                 "the reply is not from TeleSign", "Check `proxy` and `endpoint`"},
         }) {
        on(state).answer_with(each.reply);
        on(state).check();
        on(state).checks.assert_found(each.status, each.part);
        assert_contains(on(state).checks.found.at(0).remedy, each.remedy);
    }
}

void a_clock_that_is_off_is_told_once(void** state) {
    on(state).answer_with(test::http_reply(404, R"({"errors":[{"code":-40004}]})", date_header(-3600)));
    on(state).check(on(state).server->url() + ", " + on(state).server->url("localhost"));
    on(state).checks.assert_found(check_status::warning, "this host's clock differs from TeleSign's by 36");
    assert_int_equal(on(state).checks.found.size(), 3);
    on(state).answer_with(test::http_reply(404, R"({"errors":[{"code":-40004}]})", date_header(0)));
    on(state).check();
    on(state).checks.assert_well();
    assert_string_equal(on(state).checks.found.at(1).check.c_str(), "clock");
}

void what_is_not_reached_or_not_trusted_is_told(void** state) {
    on(state).answer_with(error_reply(404, -40004));
    const std::string url = on(state).server->url();
    on(state).check(url, test::test_certificate{"IP:127.0.0.1"});
    on(state).checks.assert_found(check_status::error, "certificate");
    assert_int_equal(on(state).server->requests().size(), 0);
    on(state).server.reset();
    on(state).check(url);
    on(state).checks.assert_found(check_status::error, url + " cannot be reached: ");
}

void without_a_configuration_nobody_is_asked(void** state) {
    on(state).checks.machine.put("/etc/telesign/telesign.conf", "[telesign]\n", 0640);
    on(state).checks.check(check_endpoint);
    assert_int_equal(on(state).checks.found.size(), 0);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
    const CMUnitTest tests[] = {
        CASE(a_reference_that_nothing_has_is_asked_for_and_no_code_is_sent),
        CASE(each_refusal_has_its_remedy),
        CASE(a_clock_that_is_off_is_told_once),
        CASE(what_is_not_reached_or_not_trusted_is_told),
        CASE(without_a_configuration_nobody_is_asked),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
