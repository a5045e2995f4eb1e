// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignd/callbacks.h"

#include "gateway/telesign/signature.h"

#include "captured_stderr.h"
#include "reserved_port.h"
#include "unit/config/temporary_files.h"

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <httplib.h>

#include "cmocka_cpp.h" // so this header comes last too

namespace tests {

using namespace std::chrono_literals;
using namespace telesignd;

inline const std::string customer = "FFFFFFFF-EEEE-DDDD-1234-AB1234567890";
inline const std::string key = "ZXhhbXBsZSBrZXkgb2YgdGhlIHRlc3Rz";
inline const std::string other_key = "YW5vdGhlciBrZXksIG5vdCB0aGUgcmlnaHQgb25l";
inline const std::string reference = "0123456789abcdef0123456789abcdef";

inline std::string signed_by(const std::string& with, const std::string& body) {
    const auto signature =
        gateway::telesign::sign(*gateway::telesign::decode_key(support::secret{with}), body);
    return "TSA " + customer + ":" + std::string{signature->view()};
}

/// What TeleSign tells of `of`, at this second.
inline std::string news(int code, int second = 10, const std::string& of = reference) {
    return R"({"reference_id":")" + of + R"(","sub_resource":"call","errors":[],"status":{"code":)" +
           std::to_string(code) + R"(,"updated_on":"2015-10-03T14:51:)" + std::to_string(second) +
           R"(.5Z","description":"x"}})";
}

/// A listener with its configuration and its board, and a client.
struct callback_fixture {
    test::temporary_files files;
    tests::captured_stderr log;
    std::unique_ptr<live_configuration> configuration;
    delivery_tracker deliveries;
    std::optional<delivery_tracker::subscription> subscription;
    tests::reserved_port port;
    tests::reserved_port other_port;
    config::callback_settings where{"127.0.0.1", port.number()};
    std::unique_ptr<callback_listener> listener;
    std::vector<support::unique_fd> lingerers;
    std::optional<gateway::delivery_result> latest;
    std::string problem;

    callback_fixture() {
        configure(key);
        subscription.emplace(deliveries, reference);
        start(5s);
    }
    void configure(const std::string& api_key) {
        const std::string phones = files.write("phones.ini", "[phones]\n");
        const std::string path =
            files.write("telesign.conf", "[telesign]\ncustomer_id = " + customer + "\napi_key = " + api_key +
                                             "\n[phones]\nfile = " + phones + "\n");
        if (!configuration)
            configuration = std::make_unique<live_configuration>(path);
        if (!configuration->load().is_in_force)
            throw std::runtime_error{log.text()};
    }
    void start(std::chrono::milliseconds request_time) {
        listener.reset(); // the port can be had once only
        listener = std::make_unique<callback_listener>(*configuration, deliveries, request_time);
        move_to(where);
        if (!problem.empty())
            throw std::runtime_error{problem};
    }
    void move_to(const config::callback_settings& to) {
        const auto moved = listener->listen(to);
        problem = moved ? "" : moved.error();
    }

    /// The HTTP status; -1 without an answer.
    int post(const std::string& body, const httplib::Headers& headers,
             const std::string& path = "/telesign") const {
        return status_of(client().Post(path, headers, body, "application/json"));
    }
    int post_signed(const std::string& body) const {
        return post(body, {{"Authorization", signed_by(key, body)}});
    }
    [[nodiscard]] httplib::Client client() const {
        httplib::Client result{"127.0.0.1", where.port};
        result.set_read_timeout(60s);
        return result;
    }
    static int status_of(const httplib::Result& result) { return result ? result->status : -1; }

    [[nodiscard]] const char* latest_tell() {
        latest = subscription->latest();
        return latest ? latest->user_message.data() : "(no news)";
    }
    /// A client that begins and goes no further.
    void linger(const std::string& begun) {
        support::unique_fd socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(where.port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error{"connect"};
        ::send(socket.get(), begun.data(), begun.size(), MSG_NOSIGNAL);
        lingerers.push_back(std::move(socket));
    }
};

inline int open_office(void** state) {
    *state = new callback_fixture;
    return 0;
}

inline int close_office(void** state) {
    delete static_cast<callback_fixture*>(*state);
    return 0;
}

inline callback_fixture& at(void** state) {
    return *static_cast<callback_fixture*>(*state);
}

} // namespace tests

/// A test with a callback_fixture in its state.
#define OFFICE(test) cmocka_unit_test_setup_teardown(test, tests::open_office, tests::close_office)
