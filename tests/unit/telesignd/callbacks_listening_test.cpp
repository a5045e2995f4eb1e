// SPDX-License-Identifier: BSD-3-Clause
// Where TeleSign's callbacks are taken, and that no client can hold that up.

#include "telesignd/callback_fixture.h"

#include <cstring>

namespace {

using namespace tests;

void slow_clients_hold_up_nobody_for_long(void** state) {
    at(state).start(200ms);
    for (int lingerer = 0; lingerer < 20; ++lingerer)
        at(state).linger("POST / HTTP/1.1\r\nContent-Length: 10\r\n");
    // On a busy machine this client may be one of the slow ones, too.
    const auto until = std::chrono::steady_clock::now() + 60s;
    int status = -1;
    while (status != 200 && std::chrono::steady_clock::now() < until)
        status = at(state).post_signed(news(107));
    assert_int_equal(status, 200);
    for (const support::unique_fd& each : at(state).lingerers) {
        char answer[1024];
        while (::recv(each.get(), answer, sizeof answer, 0) > 0) {
        }
    }
}

void a_stop_waits_for_no_client(void** state) {
    at(state).start(1h);
    for (int lingerer = 0; lingerer < 8; ++lingerer)
        at(state).linger("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf");
    at(state).listener.reset();
}

void the_listener_moves(void** state) {
    const config::callback_settings first = at(state).where;
    at(state).move_to({"127.0.0.1", at(state).other_port.number()});
    assert_string_equal(at(state).problem.c_str(), "");
    assert_int_equal(at(state).post_signed(news(107)), -1); // the client still knows the old port
    at(state).move_to(first);
    assert_int_equal(at(state).post_signed(news(107)), 200);
    at(state).move_to({});
    assert_int_equal(at(state).post_signed(news(100)), -1);
}

void an_address_that_is_taken_leaves_the_listener_where_it_is(void** state) {
    callback_fixture other;
    at(state).move_to(other.where);
    assert_non_null(std::strstr(at(state).problem.c_str(), "Address already in use"));
    assert_int_equal(at(state).post_signed(news(107)), 200);
}

void the_own_port_on_another_address_is_no_hindrance(void** state) {
    config::callback_settings all = at(state).where;
    all.address = "0.0.0.0";
    at(state).move_to(all);
    assert_string_equal(at(state).problem.c_str(), "");
    assert_int_equal(at(state).post_signed(news(107)), 200);
    at(state).move_to(at(state).where);
    assert_string_equal(at(state).problem.c_str(), "");
    assert_int_equal(at(state).post_signed(news(107)), 200);
}

void a_move_that_fails_half_way_is_undone(void** state) {
    config::callback_settings beside = at(state).where;
    beside.address = "127.0.0.2";
    callback_listener other{*at(state).configuration, at(state).deliveries};
    assert_true(other.listen(beside).has_value());
    config::callback_settings all = at(state).where;
    all.address = "0.0.0.0"; // in the way of both
    at(state).move_to(all);
    assert_non_null(std::strstr(at(state).problem.c_str(), "Address already in use"));
    assert_int_equal(at(state).post_signed(news(107)), 200);
}

void an_address_that_comes_later_is_waited_for(void** state) {
    at(state).move_to({"192.0.2.1", at(state).other_port.number()}); // TEST-NET-1
    assert_string_equal(at(state).problem.c_str(), "");
    assert_non_null(
        std::strstr(at(state).log.text().c_str(), "192.0.2.1 is not an address of this host yet"));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        OFFICE(slow_clients_hold_up_nobody_for_long),
        OFFICE(a_stop_waits_for_no_client),
        OFFICE(the_listener_moves),
        OFFICE(an_address_that_is_taken_leaves_the_listener_where_it_is),
        OFFICE(the_own_port_on_another_address_is_no_hindrance),
        OFFICE(a_move_that_fails_half_way_is_undone),
        OFFICE(an_address_that_comes_later_is_waited_for),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
