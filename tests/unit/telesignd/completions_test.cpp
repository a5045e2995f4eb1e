// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/completions.h"

#include "captured_stderr.h"

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "cmocka_cpp.h"

namespace {

using namespace telesignd;

/// Notes what it is told; holds every request as long as `held` is set and nobody stops it.
class noting_gateway final : public gateway::verifier {
public:
    gateway::send_result send(const gateway::send_request&, const std::stop_token&) override { return {}; }
    gateway::check_result check(std::string_view, std::string_view, const std::stop_token&) override {
        return {};
    }
    gateway::delivery_result delivery(std::string_view, const std::stop_token&) override { return {}; }
    tl::expected<void, std::string> complete(std::string_view reference_id,
                                             const std::stop_token& stop) override {
        {
            const std::lock_guard lock{m_mutex};
            told.emplace_back(reference_id);
        }
        m_changed.notify_all();
        std::unique_lock lock{m_mutex};
        m_changed.wait(lock, stop, [this] { return !held; });
        if (reference_id == "throws")
            throw std::runtime_error{"no memory"};
        if (reference_id == "refused")
            return tl::unexpected{std::string{"status 500"}};
        return {};
    }
    gateway::send_result probe(const std::stop_token&) override { return {}; }
    void wait_for(std::size_t count) {
        std::unique_lock lock{m_mutex};
        m_changed.wait(lock, [&] { return told.size() >= count; });
    }

    bool held = false; ///< set before any use
    std::vector<std::string> told;

private:
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
};

struct login_fixture {
    std::shared_ptr<noting_gateway> gateway = std::make_shared<noting_gateway>();
    std::unique_ptr<completions> queue = std::make_unique<completions>();
};

int open_login(void** state) {
    *state = new login_fixture;
    return 0;
}

int close_login(void** state) {
    delete static_cast<login_fixture*>(*state);
    return 0;
}

login_fixture& on(void** state) {
    return *static_cast<login_fixture*>(*state);
}

void each_is_told_once_in_order(void** state) {
    login_fixture& s = on(state);
    s.queue->add(s.gateway, "1");
    s.queue->add(s.gateway, "2");
    s.gateway->wait_for(2);
    s.queue.reset();
    assert_true((s.gateway->told == std::vector<std::string>{"1", "2"}));
}

void what_is_not_taken_is_logged_and_the_next_goes_on(void** state) {
    login_fixture& s = on(state);
    const tests::captured_stderr captured;
    s.queue->add(s.gateway, "refused");
    s.queue->add(s.gateway, "throws");
    s.queue->add(s.gateway, "3");
    s.gateway->wait_for(3);
    s.queue.reset();
    const std::string log = captured.text();
    assert_true(log.find("completion of reference refused was not accepted: status 500") !=
                std::string::npos);
    assert_true(log.find("completion of reference throws is not sent: no memory") != std::string::npos);
    assert_int_equal(s.gateway->told.size(), 3);
}

void an_end_waits_for_no_provider(void** state) {
    login_fixture& s = on(state);
    s.gateway->held = true;
    s.queue->add(s.gateway, "1");
    s.queue->add(s.gateway, "2");
    s.gateway->wait_for(1);
    s.queue.reset(); // comes back, though the provider does not answer
    assert_int_equal(s.gateway->told.size(), 1);
}

void too_many_are_dropped_loudly(void** state) {
    login_fixture& s = on(state);
    const tests::captured_stderr captured;
    s.gateway->held = true;
    s.queue->add(s.gateway, "first");
    s.gateway->wait_for(1);
    for (std::size_t count = 0; count <= completions::capacity; ++count)
        s.queue->add(s.gateway, "more");
    assert_true(captured.text().find("are waiting already") != std::string::npos);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_login, close_login)
    const CMUnitTest tests[] = {
        CASE(each_is_told_once_in_order),
        CASE(what_is_not_taken_is_logged_and_the_next_goes_on),
        CASE(an_end_waits_for_no_provider),
        CASE(too_many_are_dropped_loudly),
    };
    return cmocka_run_group_tests_name("telesignd.completions_test", tests, nullptr, nullptr);
}
