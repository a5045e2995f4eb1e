// SPDX-License-Identifier: BSD-3-Clause
// probe(): how TeleSign answers just now, asked without costing anything or naming anybody.

#include "verify_fixture.h"

#include <set>
#include <string>

#include "cmocka_cpp.h"

namespace {

using gateway::outcome;
using test::always;
using test::fixture_of;
using test::http_reply;
using test::is_signed_right;
using test::request_number;
using test::sent_body;

constexpr const char* not_found_body =
    R"({"errors":[{"code":-10001,"description":"Customer ID / Reference ID not found"}],"status":{"code":500}})";

gateway::send_result probe(test::verify_fixture& f) {
    return f.verifier->probe(f.stop.get_token());
}

void it_asks_after_a_code_that_does_not_exist(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(404, not_found_body)));
    std::set<std::string> lines;
    for (unsigned number = 0; number < 3; ++number) {
        const auto result = probe(f);
        assert_true(result.outcome == outcome::sent && result.answered);
        assert_true(result.reference_id.empty());
        const auto seen = request_number(f, number);
        const std::string begin = "GET /v1/verify/";
        assert_true(seen.line.starts_with(begin) && seen.line.ends_with(" HTTP/1.1"));
        const std::string reference = seen.line.substr(begin.size(), seen.line.rfind(' ') - begin.size());
        assert_int_equal(reference.size(), 32);
        assert_true(reference.find_first_not_of("0123456789ABCDEF") == std::string::npos);
        assert_true(seen.body.empty());
        assert_true(is_signed_right(seen));
        lines.insert(seen.line);
    }
    assert_int_equal(lines.size(), 3);
}

/// However TeleSign fails, a probe ends as a code would.
void it_fails_as_a_send_does(void** state) {
    auto& f = fixture_of(state);
    const std::string replies[] = {
        http_reply(503, ""),
        http_reply(
            503, R"({"errors":[{"code":-90001,"description":"System Unavailable"}],"status":{"code":500}})"),
        http_reply(429, R"({"errors":[{"code":-40007,"description":"Rate Limit Exceeded"}]})"),
        http_reply(401, R"({"errors":[{"code":-30006,"description":"Invalid Signature."}]})"),
        http_reply(402, R"({"errors":[{"code":-10030,"description":"Insufficient funds"}]})"),
        http_reply(404, "<html>"),
        http_reply(200, "{"),
        http_reply(302, ""),
        "",
    };
    std::vector<std::string> twice;
    for (const std::string& reply : replies)
        twice.insert(twice.end(), 2, reply);
    f.settings.request_timeout = std::chrono::seconds{20};
    f.serve_in_turn(twice);
    for (const std::string& reply : replies) {
        f.send();
        const auto probed = probe(f);
        if (probed.outcome != f.sent.outcome || probed.answered != f.sent.answered ||
            probed.user_message != f.sent.user_message || probed.fate_unknown != f.sent.fate_unknown)
            fail_msg("%s", reply.c_str());
        assert_true(probed.outcome != outcome::sent);
    }
}

void a_server_that_is_gone_leaves_nothing_in_doubt(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, sent_body)));
    f.server.reset();
    const auto result = probe(f);
    assert_true(result.outcome == outcome::unavailable && !result.answered && !result.fate_unknown);
}

void a_stop_ends_it(void** state) {
    auto& f = fixture_of(state);
    f.serve([](test::session& connection) {
        while (connection.read_request())
            ;
    });
    f.stop.request_stop();
    assert_true(probe(f).outcome == outcome::unavailable);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, test::setup_verify, test::teardown_verify)
    const CMUnitTest tests[] = {
        CASE(it_asks_after_a_code_that_does_not_exist),
        CASE(it_fails_as_a_send_does),
        CASE(a_server_that_is_gone_leaves_nothing_in_doubt),
        CASE(a_stop_ends_it),
    };
    return cmocka_run_group_tests_name("gateway.telesign.verify_probe", tests, nullptr, nullptr);
}
