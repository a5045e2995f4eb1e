// SPDX-License-Identifier: BSD-3-Clause
// `outage = skip` through the real module and daemon: what lets a login through without a code, and what does
// not.

#include "reserved_port.h"

#include "pam/login_fixture.h"

namespace {

using namespace pam_test;

struct row {
    const char* user;
    const char* number;
    const char* fault;
    bool is_outage;
};

const row rows[] = {
    {"down", "13105551201", "send = http 503", true},
    {"limited", "13105551202", "send = http 429", false},
    {"limited_by_error", "13105551213", "send = error -40007 429", false},
    {"unavailable", "13105551210", "send = error -90001 503", true},
    {"unavailable_as_200", "13105551211", "send = error -90001 200", true},
    {"cut", "13105551203", "send = cut-before", true},
    {"garbled", "13105551204", "send = bad-json", false},
    {"huge", "13105551205", "send = huge-body", false},
    {"elsewhere", "13105551206", "send = redirect", false},
    {"strange", "13105551207", "send = status 9998", false},
    {"refused", "13105551208", "send = error -30006 401", false},
    {"blocked", "13105551209", "send = status 229", false},
};

constexpr const char* service = "telesign-outage"; // of this test program alone

tests::environment_options skipping() {
    tests::environment_options options;
    options.more = std::string{"[service "} + service + "]\noutage = skip\n";
    return options;
}

login_fixture& open(void** state, const tests::environment_options& options) {
    login_fixture& result = start_login(state, options);
    result.wanted.service = service;
    // Only PAM_IGNORE jumps over pam_deny.
    result.wanted.stack = "auth [ignore=1 success=bad default=bad] @MODULE@ @ARGUMENTS@\n"
                          "auth requisite pam_deny.so\n"
                          "auth required pam_permit.so\n";
    return result;
}

void only_an_outage_is_skipped(void** state) {
    tests::environment_options options = skipping();
    options.phones.clear();
    for (const row& each : rows) {
        options.phones += std::string{each.user} + " = +" + each.number + '\n';
        options.faults += std::string{"["} + each.number + "]\n" + each.fault + '\n';
    }
    open(state, options);
    for (const row& each : rows) {
        login_of(state).run_as(each.user, {});
        if ((login_of(state).result.code == PAM_SUCCESS) != each.is_outage)
            fail_msg("%s: %s", each.fault, describe(login_of(state).result).c_str());
    }
}

void assert_skipped_with_warning(login_fixture& s, const std::string& detail) {
    s.run_as("alice", {});
    s.assert_code(PAM_SUCCESS);
    s.environment->wait_for_log("warning: login outcome=ignored reason=telesign_unreachable service=" +
                                std::string{service});
    s.environment->wait_for_log(detail);
}

void a_name_that_does_not_resolve_is_an_outage(void** state) {
    tests::environment_options options = skipping();
    options.endpoint = "https://telesign.invalid"; // RFC 2606: no such name
    options.telesign = "connect_timeout = 1\n";    // where a name server is configured, but not there
    assert_skipped_with_warning(open(state, options), "detail=");
}

void a_refused_connection_is_an_outage(void** state) {
    tests::environment_options options = skipping();
    const tests::reserved_port nobody;
    options.endpoint = "https://" + nobody.address();
    assert_skipped_with_warning(open(state, options), "detail=");
}

void a_certificate_that_is_not_trusted_is_an_outage(void** state) {
    tests::environment_options options = skipping();
    options.trusted = false;
    assert_skipped_with_warning(open(state, options), "certificate");
}

/// One who was sent a code has to type it, whatever becomes of TeleSign meanwhile.
void a_check_that_fails_is_never_skipped(void** state) {
    const char* const faults[] = {"http 503", "http 429", "error -90001 503", "cut-before",
                                  "error -40001 404"};
    tests::environment_options options = skipping();
    options.otp += "reuse_pending = 0s\n";
    options.phones.clear();
    long number = 13105551220;
    for (const char* const fault : faults) {
        options.phones += "u" + std::to_string(number % 100) + " = +" + std::to_string(number) + '\n';
        options.faults += '[' + std::to_string(number++) + "]\ncheck = " + fault + '\n';
    }
    open(state, options);
    while (number-- > 13105551220) {
        login_of(state).run_as("u" + std::to_string(number % 100), {"1111111"});
        if (login_of(state).result.code == PAM_SUCCESS)
            fail_msg("%ld: %s", number, describe(login_of(state).result).c_str());
    }
}

void no_answer_in_time_is_an_outage(void** state) {
    tests::environment_options options = skipping();
    options.telesign = "request_timeout = 1\n";
    options.faults = "[13105551212]\nsend = no-answer\n";
    assert_skipped_with_warning(open(state, options), "detail=");
}

void another_service_is_not_skipped(void** state) {
    tests::environment_options options = skipping();
    options.faults = "[13105551212]\nsend = http 503\n";
    login_fixture& s = open(state, options);
    s.run_as("alice", {});
    s.assert_code(PAM_SUCCESS);
    s.wanted.service.clear();
    s.run_as("alice", {});
    s.assert_code(PAM_AUTHINFO_UNAVAIL);
    s.environment->wait_for_log("outcome=unavailable reason=telesign_unreachable");
}

void skipping_for_every_service_is_warned_of(void** state) {
    tests::environment_options options;
    options.policy = "outage = skip\n";
    options.faults = "[13105551212]\nsend = http 503\n";
    login_fixture& s = open(state, options);
    s.environment->wait_for_log("warning: " + s.environment->path("telesign.conf") +
                                ": [policy] outage = skip lets every service");
    s.run_as("alice", {});
    s.assert_code(PAM_SUCCESS);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_teardown(only_an_outage_is_skipped, close_login),
        cmocka_unit_test_teardown(a_name_that_does_not_resolve_is_an_outage, close_login),
        cmocka_unit_test_teardown(a_refused_connection_is_an_outage, close_login),
        cmocka_unit_test_teardown(a_certificate_that_is_not_trusted_is_an_outage, close_login),
        cmocka_unit_test_teardown(a_check_that_fails_is_never_skipped, close_login),
        cmocka_unit_test_teardown(no_answer_in_time_is_an_outage, close_login),
        cmocka_unit_test_teardown(another_service_is_not_skipped, close_login),
        cmocka_unit_test_teardown(skipping_for_every_service_is_warned_of, close_login),
    };
    return cmocka_run_group_tests_name("outage", tests, nullptr, nullptr);
}
