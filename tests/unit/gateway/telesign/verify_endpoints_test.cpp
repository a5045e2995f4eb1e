// SPDX-License-Identifier: BSD-3-Clause
// More than one endpoint: what goes to the next one, and what never does.
#include "verify_fixture.h"

#include <string>

#include "cmocka_cpp.h"

namespace {

using gateway::outcome;
using test::always;
using test::http_reply;
using test::scripted_server;
using test::sent_body;
using test::session;
using test::valid_body;

/// The fixture's server is the first endpoint; this is the second.
struct two_endpoints : test::verify_fixture {
    std::optional<scripted_server> other;

    void serve_both(scripted_server::script first, scripted_server::script second) {
        other.emplace(certificate, std::move(second));
        serve(std::move(first));
        settings.endpoints = {server->url(), other->url()};
        verifier = gateway::telesign::make_verifier(std::make_shared<gateway::telesign::api>(settings));
    }
};

two_endpoints& both_of(void** state) {
    return *static_cast<two_endpoints*>(*state);
}

int setup_both(void** state) {
    *state = new two_endpoints;
    return 0;
}

int teardown_both(void** state) {
    delete static_cast<two_endpoints*>(*state);
    return 0;
}

void a_connection_that_cannot_be_made_goes_to_the_next(void** state) {
    auto& f = both_of(state);
    f.serve_both(always(http_reply(200, sent_body)), always(http_reply(200, sent_body)));
    f.server.reset(); // nobody listens any more
    f.send();
    assert_true(f.sent.outcome == outcome::sent);
    assert_int_equal(f.other->requests().size(), 1);
    assert_true(f.sent.detail.find("endpoint 1 not reached") != std::string::npos);
}

void a_handshake_that_fails_goes_to_the_next(void** state) {
    auto& f = both_of(state);
    f.serve_both(always(http_reply(200, sent_body)), always(http_reply(200, sent_body)));
    f.server->refuse_handshakes(1);
    f.send();
    assert_true(f.sent.outcome == outcome::sent);
    assert_true(f.server->requests().empty());
    assert_int_equal(f.other->requests().size(), 1);
}

void the_one_that_worked_is_asked_first_afterwards(void** state) {
    auto& f = both_of(state);
    f.serve_both(always(http_reply(200, valid_body)), [](session& connection) {
        for (bool first = true; connection.read_request(); first = false)
            if (!connection.write(http_reply(200, first ? sent_body : valid_body)))
                return;
    });
    f.server->refuse_handshakes(1);
    f.send();
    f.check(); // the first one would answer now
    assert_true(f.checked.outcome == outcome::valid);
    assert_true(f.server->requests().empty());
    assert_int_equal(f.other->requests().size(), 2);
    assert_true(f.checked.detail.find("not reached") == std::string::npos);
}

void a_check_goes_to_the_other_one_as_well(void** state) {
    auto& f = both_of(state);
    f.serve_both(always(http_reply(200, sent_body)), always(http_reply(200, valid_body)));
    f.send();
    f.server.reset();
    f.check();
    // The kept connection is dead, which leaves the check's fate unknown; a new one cannot be made.
    assert_true(f.checked.outcome == outcome::valid);
    assert_int_equal(f.other->requests().size(), 1);
}

void what_was_written_is_never_sent_to_another_one(void** state) {
    auto& f = both_of(state);
    f.serve_both([](session& connection) { connection.read_request(); }, always(http_reply(200, sent_body)));
    f.send();
    assert_true(f.sent.outcome == outcome::unavailable);
    assert_true(f.sent.fate_unknown);
    f.check();
    assert_true(f.checked.outcome == outcome::unavailable);
    assert_int_equal(f.server->requests().size(), 2);
    assert_true(f.other->requests().empty());
}

void an_answer_that_is_no_success_does_not_go_to_the_next(void** state) {
    auto& f = both_of(state);
    f.serve_both(always(http_reply(503, R"({"errors":[{"code":-90001,"description":""}]})")),
                 always(http_reply(200, sent_body)));
    f.send();
    assert_true(f.sent.outcome == outcome::unavailable);
    assert_true(f.other->requests().empty());
}

void when_none_is_reached_nothing_was_sent(void** state) {
    auto& f = both_of(state);
    f.serve_both(always(http_reply(200, sent_body)), always(http_reply(200, sent_body)));
    f.server->refuse_handshakes(5);
    f.other->refuse_handshakes(5);
    f.send();
    assert_true(f.sent.outcome == outcome::unavailable);
    assert_false(f.sent.fate_unknown);
    assert_true(f.sent.detail.find("endpoint 1 not reached") != std::string::npos);
    assert_true(f.server->requests().empty() && f.other->requests().empty());
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup_both, teardown_both)
    const CMUnitTest tests[] = {
        CASE(a_connection_that_cannot_be_made_goes_to_the_next),
        CASE(a_handshake_that_fails_goes_to_the_next),
        CASE(the_one_that_worked_is_asked_first_afterwards),
        CASE(a_check_goes_to_the_other_one_as_well),
        CASE(what_was_written_is_never_sent_to_another_one),
        CASE(an_answer_that_is_no_success_does_not_go_to_the_next),
        CASE(when_none_is_reached_nothing_was_sent),
    };
    return cmocka_run_group_tests_name("gateway.telesign.verify_endpoints", tests, nullptr, nullptr);
}
