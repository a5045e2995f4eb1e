// SPDX-License-Identifier: BSD-3-Clause
#include "built_files.h"
#include "telesign-simulator/encoding.h"

#include "reserved_port.h"
#include "support/base64.h"
#include "unit/telesign-simulator/simulator_process.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <httplib.h>

#include "cmocka_cpp.h"

namespace {

using test::curl_client;
using test::running_simulator;

/// A customer's address for callbacks, with the certificate of `files` when that is given.
class receiver {
public:
    explicit receiver(const test::simulator_files* files = nullptr, int answer = 200) {
        if (files != nullptr)
            m_http = std::make_unique<httplib::SSLServer>(files->path("cert.pem").c_str(),
                                                          files->path("key.pem").c_str());
        else
            m_http = std::make_unique<httplib::Server>();
        m_answer = answer;
        m_http->Post("/.*", [this](const httplib::Request& from, httplib::Response& to) {
            std::unique_lock lock{m_mutex};
            m_requests.push_back(from);
            m_changed.notify_all();
            m_changed.wait(lock, [this] { return !m_silent; });
            to.status = m_answer;
        });
        m_port = m_http->bind_to_any_port("127.0.0.1");
        m_thread = std::thread{[this] { m_http->listen_after_bind(); }};
        while (!m_http->is_running())
            std::this_thread::yield();
    }
    receiver(const receiver&) = delete;
    receiver& operator=(const receiver&) = delete;
    receiver(receiver&&) = delete;
    receiver& operator=(receiver&&) = delete;
    ~receiver() {
        set_silent(false);
        m_http->stop();
        m_thread.join();
    }

    [[nodiscard]] std::string authority() const { return "127.0.0.1:" + std::to_string(m_port); }

    /// A silent receiver keeps its callbacks waiting for an answer.
    void set_silent(bool silent) {
        const std::lock_guard lock{m_mutex};
        m_silent = silent;
        m_changed.notify_all();
    }
    /// The HTTP status of every answer from now on.
    void set_answer(int answer) {
        const std::lock_guard lock{m_mutex};
        m_answer = answer;
    }
    /// Blocks until so many callbacks have come.
    std::vector<httplib::Request> wait_for(std::size_t count) {
        std::unique_lock lock{m_mutex};
        m_changed.wait(lock, [&] { return m_requests.size() >= count; });
        return m_requests;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<httplib::Request> m_requests;
    bool m_silent = false;
    int m_answer = 200;
    std::unique_ptr<httplib::Server> m_http;
    int m_port = 0;
    std::thread m_thread;
};

int status_of(const httplib::Request& posted) {
    return nlohmann::json::parse(posted.body).at("status").at("code");
}

std::string send(const running_simulator& simulator, const std::string& more = {}) {
    curl_client client{simulator};
    if (client.send_sms("13105551212" + more) != CURLE_OK || client.http() != 200)
        throw std::runtime_error{"the simulator does not send"};
    return nlohmann::json::parse(client.body()).at("reference_id");
}

/// Stops it; 0 when it ends well.
int stop(running_simulator& simulator) {
    simulator.program().send_signal(SIGTERM);
    return simulator.program().wait();
}

void each_state_is_posted_and_signed(void**) {
    receiver customer;
    running_simulator simulator{"[13105551212]\ndelivery = 290, 200 after 0.1\n",
                                {"--callback", "http://" + customer.authority() + "/telesign?site=1"}};
    const std::string reference = send(simulator);
    const auto posted = customer.wait_for(2);
    assert_int_equal(status_of(posted[0]), 290);
    assert_int_equal(status_of(posted[1]), 200);
    for (const httplib::Request& each : posted) {
        assert_string_equal(each.target.c_str(), "/telesign?site=1");
        assert_string_equal(each.get_header_value("Host").c_str(), customer.authority().c_str());
        assert_string_equal(each.get_header_value("Content-Type").c_str(), "application/json");
        const std::string reference_id = nlohmann::json::parse(each.body).at("reference_id");
        assert_string_equal(reference_id.c_str(), reference.c_str());
        const std::string signature =
            simulator::sign(support::decode_base64(test::api_key)->view(), each.body);
        for (const char* name : {"Authorization", "X-TS-Authorization"})
            assert_string_equal(each.get_header_value(name).c_str(),
                                fmt::format("TSA {}:{}", test::customer_id, signature).c_str());
    }
    assert_int_equal(stop(simulator), 0);
}

void a_requests_own_address_is_reached_over_tls(void**) {
    receiver unused;
    running_simulator simulator{"", {"--callback", "http://" + unused.authority()}};
    receiver customer{&simulator.files()};
    send(simulator, "&callback_url=https://" + customer.authority() + "/own");
    assert_string_equal(customer.wait_for(1)[0].path.c_str(), "/own");
    assert_int_equal(unused.wait_for(0).size(), 0);
    assert_int_equal(stop(simulator), 0);
}

void a_stranger_behind_tls_is_told_nothing(void**) {
    const test::simulator_files other_certificate;
    receiver stranger{&other_certificate};
    running_simulator simulator;
    const std::string reference = send(simulator, "&callback_url=https://" + stranger.authority());
    const std::string line = simulator.program().error_line();
    if (!line.starts_with("warning: the callback about " + reference + " was not accepted by " +
                          stranger.authority() + ": SSL"))
        fail_msg("%s", line.c_str());
    assert_int_equal(stop(simulator), 0);
    assert_int_equal(stranger.wait_for(0).size(), 0);
}

std::string reference_of(const httplib::Request& posted) {
    return nlohmann::json::parse(posted.body).at("reference_id");
}

/// Only 200 says that it was taken. Which callback comes when is told by the others around it: no test can wait for one
/// that does not come.
void a_callback_that_is_not_taken_is_sent_four_times(void**) {
    using namespace std::chrono_literals;
    receiver customer{nullptr, 204};
    running_simulator simulator{
        "", {"--callback", "http://" + customer.authority()}, built::simulator_with_fake_clock};
    const auto told = [&](const std::string& reference) {
        const std::string line = simulator.program().error_line();
        return line == "warning: the callback about " + reference + " was not accepted by " +
                           customer.authority() + ": HTTP 204\n";
    };
    const std::string refused = send(simulator);
    assert_true(told(refused));
    std::size_t count = 1;
    for (const std::chrono::seconds pause : {5s, 10s, 15s}) {
        customer.set_answer(200);
        simulator.advance_clock(pause - 1s);
        const std::string between = send(simulator); // it would come after the other, were that due
        assert_string_equal(reference_of(customer.wait_for(++count).back()).c_str(), between.c_str());
        customer.set_answer(204);
        simulator.advance_clock(1s);
        assert_string_equal(reference_of(customer.wait_for(++count).back()).c_str(), refused.c_str());
        assert_true(told(refused));
    }
    customer.set_answer(200);
    simulator.advance_clock(3600s);
    const std::string last = send(simulator);
    assert_string_equal(reference_of(customer.wait_for(++count).back()).c_str(), last.c_str());
    assert_int_equal(stop(simulator), 0);
    assert_int_equal(customer.wait_for(count).size(), count);
}

void nobody_there_is_told_and_tried_again(void**) {
    running_simulator simulator{"", {}, built::simulator_with_fake_clock};
    const tests::reserved_port nobody;
    const std::string authority = nobody.address();
    const std::string reference = send(simulator, "&callback_url=http://" + authority);
    const std::string told =
        fmt::format("warning: the callback about {} was not accepted by {}: ", reference, authority);
    for (int attempt = 0; attempt < 4; ++attempt) {
        assert_true(simulator.program().error_line().starts_with(told));
        simulator.advance_clock(std::chrono::seconds{15});
    }
    assert_int_equal(stop(simulator), 0);
}

void forged_callbacks_arrive_as_they_are_ordered(void**) {
    receiver customer;
    running_simulator simulator{"[13105551212]\ncallback = twice, huge, unsigned\n",
                                {"--callback", "http://" + customer.authority()}};
    send(simulator);
    for (const httplib::Request& each : customer.wait_for(2)) {
        assert_true(each.body.size() > std::size_t{1024} * 1024);
        assert_false(each.has_header("Authorization"));
        assert_false(each.has_header("x-ts-authorization"));
    }
    assert_int_equal(stop(simulator), 0);
}

void a_silent_receiver_holds_up_neither_replies_nor_the_end(void**) {
    receiver customer;
    customer.set_silent(true);
    running_simulator simulator{"[13105551212]\ndelivery = 290, 200 after 3600\n",
                                {"--callback", "http://" + customer.authority()}};
    send(simulator);
    customer.wait_for(1);
    send(simulator);
    assert_int_equal(stop(simulator), 0);
    assert_int_equal(customer.wait_for(1).size(), 1);
}

} // namespace

int main() {
    ::curl_global_init(CURL_GLOBAL_DEFAULT);
    const CMUnitTest tests[] = {
        cmocka_unit_test(each_state_is_posted_and_signed),
        cmocka_unit_test(a_requests_own_address_is_reached_over_tls),
        cmocka_unit_test(a_stranger_behind_tls_is_told_nothing),
        cmocka_unit_test(a_callback_that_is_not_taken_is_sent_four_times),
        cmocka_unit_test(nobody_there_is_told_and_tried_again),
        cmocka_unit_test(forged_callbacks_arrive_as_they_are_ordered),
        cmocka_unit_test(a_silent_receiver_holds_up_neither_replies_nor_the_end),
    };
    const int failed = cmocka_run_group_tests(tests, nullptr, nullptr);
    ::curl_global_cleanup();
    return failed;
}
