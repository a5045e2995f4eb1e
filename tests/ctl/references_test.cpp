// SPDX-License-Identifier: BSD-3-Clause
// TeleSign's reference goes back to it exactly as an administrator copied it, through the real telesignctl and daemon.

#include "ctl/ctl_process.h"
#include "unit/http/scripted_server.h"

#include <optional>

#include "cmocka_cpp.h"

namespace {

using namespace tests;

/// TeleSign, which knows one reference, in one spelling.
struct reference_fixture {
    test::test_certificate certificate{"IP:127.0.0.1"};
    test::certificate_file ca{certificate};
    std::optional<test::scripted_server> server;
    std::optional<command_fixture> ctl;

    explicit reference_fixture(const std::string& id) {
        server.emplace(certificate, test::always(test::http_reply(
                                        200, R"({"reference_id":")" + id + R"(","status":{"code":200},)" +
                                                 R"("verify":{"code_state":"VALID"}})")));
        environment_options options;
        options.endpoint = server->url();
        options.trusted = false;
        options.telesign = "ca_file = " + ca.path() + '\n';
        ctl.emplace(options);
    }
    /// The first line of the last request.
    [[nodiscard]] std::string last_line() const {
        const std::string last = server->requests().back();
        return last.substr(0, last.find("\r\n"));
    }
};

int close_references(void** state) {
    delete static_cast<reference_fixture*>(*state);
    return 0;
}

int open_mixed(void** state) {
    *state = new reference_fixture{"aB3_x-Z9"};
    return 0;
}

int open_dashed(void** state) {
    *state = new reference_fixture{"-aB3"};
    return 0;
}

reference_fixture& in(void** state) {
    return *static_cast<reference_fixture*>(*state);
}

void what_send_prints_goes_back_byte_for_byte(void** state) {
    in(state).ctl->run({"send", "13105551212"});
    in(state).ctl->assert_status(0);
    in(state).ctl->assert_out("aB3_x-Z9\n");
    in(state).ctl->run({"status", "aB3_x-Z9"});
    in(state).ctl->assert_status(0);
    assert_string_equal(in(state).last_line().c_str(), "GET /v1/verify/aB3_x-Z9 HTTP/1.1");
    in(state).ctl->run({"status", "aB3_x-Z9", "--code", "12345"});
    in(state).ctl->assert_status(0);
    assert_string_equal(in(state).last_line().c_str(), "GET /v1/verify/aB3_x-Z9?verify_code=12345 HTTP/1.1");
    in(state).ctl->around->wait_for_log("reference=aB3_x-Z9 ");
}

void what_cannot_be_one_is_not_asked_for(void** state) {
    for (const char* const bad : {"a/b", "a b", "..", "a?verify_code=1", "\xc3\xa9"}) {
        in(state).ctl->run({"status", bad});
        in(state).ctl->assert_status(2);
        in(state).ctl->assert_err("a reference has 1 to 64 letters, digits, _ and -: copy it from ");
    }
    assert_int_equal(in(state).server->requests().size(), 0);
}

void one_that_begins_with_a_dash_stands_behind_two(void** state) {
    in(state).ctl->run({"status", "--", "-aB3"});
    in(state).ctl->assert_status(0);
    assert_string_equal(in(state).last_line().c_str(), "GET /v1/verify/-aB3 HTTP/1.1");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_send_prints_goes_back_byte_for_byte, open_mixed,
                                        close_references),
        cmocka_unit_test_setup_teardown(what_cannot_be_one_is_not_asked_for, open_mixed, close_references),
        cmocka_unit_test_setup_teardown(one_that_begins_with_a_dash_stands_behind_two, open_dashed,
                                        close_references),
    };
    return cmocka_run_group_tests_name("ctl.references", tests, nullptr, nullptr);
}
