// SPDX-License-Identifier: BSD-3-Clause
// `[callback] listen` in the real daemon: at the start, and when a reload changes it.

#include "built_files.h"
#include "ctl/ctl_process.h"

#include "reserved_port.h"

#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

#include "cmocka_cpp.h"

namespace {

using namespace tests;

/// A port that somebody else has.
struct taken_port {
    support::unique_fd socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    std::string address;

    taken_port() {
        sockaddr_in place{};
        place.sin_family = AF_INET;
        place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof place;
        auto* const any = reinterpret_cast<sockaddr*>(&place);
        if (::bind(socket.get(), any, size) != 0 || ::listen(socket.get(), 1) != 0 ||
            ::getsockname(socket.get(), any, &size) != 0)
            throw std::runtime_error{"no port"};
        address = "127.0.0.1:" + std::to_string(ntohs(place.sin_port));
    }
};

struct callback_fixture : command_fixture {
    reserved_port port;
    std::string listen = port.address();
    taken_port taken;
    std::string conf;

    explicit callback_fixture(const environment_options& options) : command_fixture{options} {
        conf = read_file(around->path("telesign.conf"));
    }
    void configure(const std::string& address, const std::string& name = "telesign.conf") const {
        write_file(around->path(name), conf + "[callback]\nlisten = " + address + "\n");
    }
    void reload(const std::string& address) const {
        configure(address);
        around->daemon().signal(SIGHUP);
    }
    /// Whether somebody accepts connections there.
    [[nodiscard]] static bool answers(const std::string& address) {
        sockaddr_in place{};
        place.sin_family = AF_INET;
        place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        place.sin_port = htons(static_cast<std::uint16_t>(std::stoul(address.substr(address.find(':') + 1))));
        const support::unique_fd probe{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
        return ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&place), sizeof place) == 0;
    }
};

int open_fixture(void** state) {
    *state = new callback_fixture{{}};
    return 0;
}

int close_callbacks(void** state) {
    delete static_cast<callback_fixture*>(*state);
    return 0;
}

callback_fixture& in(void** state) {
    return *static_cast<callback_fixture*>(*state);
}

void a_reload_moves_the_listener(void** state) {
    assert_false(callback_fixture::answers(in(state).listen)); // off by default
    in(state).reload(in(state).listen);
    in(state).around->wait_for_log("callbacks are accepted on " + in(state).listen);
    assert_true(callback_fixture::answers(in(state).listen));
    in(state).reload(""); // turned off
    in(state).around->wait_for_log("callbacks are no longer accepted");
    assert_false(callback_fixture::answers(in(state).listen));
}

void a_reload_to_a_taken_address_leaves_it_where_it_is(void** state) {
    in(state).reload(in(state).listen);
    in(state).around->wait_for_log("callbacks are accepted on " + in(state).listen);
    in(state).reload(in(state).taken.address);
    in(state).around->wait_for_log("[callback] listen: " + in(state).taken.address +
                                   ": cannot listen there: Address already in use");
    in(state).around->wait_for_log("callbacks are accepted at the previous address");
    assert_true(callback_fixture::answers(in(state).listen));
}

void a_start_at_a_taken_address_is_refused(void** state) {
    in(state).configure(in(state).taken.address, "other.conf");
    const std::string log = in(state).around->path("other.log");
    process refused{{built::telesignd, "--config", in(state).around->path("other.conf"), "--socket",
                     in(state).around->path("other.sock"), "--foreground"},
                    log};
    assert_int_equal(refused.wait(), 1);
    assert_non_null(std::strstr(read_file(log).c_str(), "choose another address or port"));
}

void a_stop_waits_for_no_callback(void** state) {
    in(state).reload(in(state).listen);
    in(state).around->wait_for_log("callbacks are accepted on");
    in(state).around->daemon().signal(SIGTERM);
    assert_int_equal(in(state).around->daemon().wait(), 0);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_callbacks)
    const CMUnitTest tests[] = {
        CASE(a_reload_moves_the_listener),
        CASE(a_reload_to_a_taken_address_leaves_it_where_it_is),
        CASE(a_start_at_a_taken_address_is_refused),
        CASE(a_stop_waits_for_no_callback),
    };
    return cmocka_run_group_tests_name("ctl.callbacks", tests, nullptr, nullptr);
}
