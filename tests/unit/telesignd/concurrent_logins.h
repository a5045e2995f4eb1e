// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignd/login_fixture.h"

#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <sys/eventfd.h>
#include <sys/resource.h>

#include "cmocka_cpp.h" // so this header comes last too

namespace tests {

/// Where requests wait for each other: a provider that is slow on purpose.
class gate {
public:
    /// From now on requests wait until there are `count` of them, or until open().
    void close_until(unsigned count) {
        const std::lock_guard lock{m_mutex};
        m_opens_at = m_arrived + count;
    }
    void open() {
        const std::lock_guard lock{m_mutex};
        m_opens_at = 0;
        m_changed.notify_all();
    }
    void pass() {
        std::unique_lock lock{m_mutex};
        ++m_arrived;
        m_changed.notify_all();
        m_changed.wait_for(lock, 20s, [this] { return m_arrived >= m_opens_at; });
    }
    /// For the test: until `count` have come.
    void wait_for(unsigned count) {
        std::unique_lock lock{m_mutex};
        if (!m_changed.wait_for(lock, 20s, [&] { return m_arrived >= count; }))
            throw std::runtime_error{"a request did not come"};
    }
    [[nodiscard]] unsigned arrived() {
        const std::lock_guard lock{m_mutex};
        return m_arrived;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    unsigned m_opens_at = 0;
    unsigned m_arrived = 0;
};

/// Sends every code and finds "12345" right, once all who are to be there have come.
class slow_gateway final : public gateway::verifier {
public:
    gateway::send_result send(const gateway::send_request& request, const std::stop_token&) override {
        sends.pass();
        gateway::send_result result;
        result.outcome = outcome_of_send;
        result.reference_id = std::string(31, 'A') + std::to_string(sends.arrived() % 10);
        const std::lock_guard lock{m_mutex};
        ways.push_back(request.channel);
        return result;
    }
    gateway::check_result check(std::string_view, std::string_view code, const std::stop_token&) override {
        checks.pass();
        if (during_check)
            during_check();
        gateway::check_result result;
        result.outcome = outcome_of_check.value_or(code == "12345" ? outcome::valid : outcome::wrong);
        return result;
    }
    gateway::delivery_result delivery(std::string_view, const std::stop_token&) override { return {}; }
    tl::expected<void, std::string> complete(std::string_view, const std::stop_token&) override { return {}; }
    gateway::send_result probe(const std::stop_token&) override {
        gateway::send_result result;
        result.outcome = outcome::sent;
        return result;
    }

    gate sends;
    gate checks;
    std::function<void()> during_check; ///< between the request and its reply
    outcome outcome_of_send = outcome::sent;
    std::optional<outcome> outcome_of_check;
    std::vector<channel> ways;

private:
    std::mutex m_mutex; ///< of `ways`
};

/// A fixture with many logins at once. All that it does throws, or fails the test, when it takes longer than 20 seconds.
struct concurrent_logins {
    login_fixture around;
    slow_gateway gateway;
    captured_stderr log;
    support::unique_fd stop_event{::eventfd(0, EFD_CLOEXEC)};

    struct member {
        module_end module;
        std::unique_ptr<conversation> daemon;
        std::thread story;
        std::vector<std::string> prompts;
        std::string last_text;
        result how = result::service_error;
    };
    std::list<member> members;

    concurrent_logins() {
        rlimit files{};
        ::getrlimit(RLIMIT_NOFILE, &files);
        files.rlim_cur = files.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &files); // two descriptors a login
        around.asked_gateway = &gateway;
        around.settings.otp.reuse_pending = 120s;
        around.settings.otp.resends = 0; // a login ends where another code would be offered
    }
    concurrent_logins(const concurrent_logins&) = delete;
    concurrent_logins& operator=(const concurrent_logins&) = delete;
    ~concurrent_logins() {
        gateway.sends.open();
        gateway.checks.open();
        for (member& each : members)
            each.module.close();
        for (member& each : members)
            if (each.story.joinable())
                each.story.join();
    }

    /// A login that has begun.
    member& begin() {
        member& one = members.emplace_back();
        one.daemon = std::make_unique<conversation>(one.module.other_end(), stop_event.get());
        one.story = std::thread{[this, &one] {
            const auto request = one.daemon->receive_request(std::chrono::steady_clock::now() + 20s);
            if (request)
                run_login(*one.daemon, std::get<login_request>(*request), around.caller, around.context());
        }};
        one.module.send_begin(around.service, around.user, around.ruser, around.rhost);
        return one;
    }
    /// A login that waits for a code.
    member& begin_to_prompt() {
        member& one = begin();
        read_prompt(one);
        return one;
    }
    void begin_to_prompt(unsigned count) {
        for (unsigned each = 0; each < count; ++each)
            begin_to_prompt();
    }
    static void read_prompt(member& one) {
        const std::size_t before = one.prompts.size();
        while (one.prompts.size() == before)
            if (!read(one))
                throw std::runtime_error{"no prompt, but: " + one.last_text};
    }
    /// What the login says next ends it; a prompt is cancelled.
    static void read_end(member& one) {
        const std::size_t before = one.prompts.size();
        while (read(one))
            if (one.prompts.size() > before)
                one.module.send_cancel();
    }
    /// The log once the login is over: its audit line comes after the verdict.
    std::string log_after(member& one) {
        one.story.join();
        return log.text();
    }
    /// Wrong ones, each another, in all logins; then reads how they end.
    void type_wrong_codes() {
        unsigned code = 20'000;
        for (member& each : members)
            each.module.send_answer(std::to_string(++code));
        for (member& each : members)
            read_end(each);
    }
    [[nodiscard]] unsigned count(result how) const {
        return static_cast<unsigned>(std::count_if(members.begin(), members.end(),
                                                   [&](const member& each) { return each.how == how; }));
    }

private:
    /// False after the verdict.
    static bool read(member& one) {
        const auto& message = one.module.receive();
        if (message.type() == protocol::message_type::prompt)
            one.prompts.emplace_back(message.text(protocol::field_id::text));
        if (message.type() == protocol::message_type::verdict) {
            one.how = static_cast<result>(message.number(protocol::field_id::result));
            one.last_text = message.text(protocol::field_id::text);
        }
        return message.type() != protocol::message_type::verdict &&
               message.type() != protocol::message_type::none;
    }
};

inline int open_crowd(void** state) {
    *state = new concurrent_logins;
    return 0;
}

inline int close_crowd(void** state) {
    delete static_cast<concurrent_logins*>(*state);
    return 0;
}

inline concurrent_logins& with(void** state) {
    return *static_cast<concurrent_logins*>(*state);
}

} // namespace tests

/// A test with a crowd in its state.
#define CROWD(test) cmocka_unit_test_setup_teardown(test, tests::open_crowd, tests::close_crowd)
