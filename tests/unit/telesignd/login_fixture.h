// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignd/login/login.h"

#include "captured_stderr.h"
#include "telesignd/login/subject.h"
#include "telesignd/module_end.h"
#include "telesignd/scripted_provider.h"

#include <atomic>
#include <chrono>
#include <cstring>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sys/eventfd.h>

#include "cmocka_cpp.h"

namespace tests {

using namespace std::chrono_literals;
using namespace telesignd;
using gateway::channel;
using gateway::outcome;
using protocol::result;

/// Lines for login_fixture::play() that the module keeps back.
inline constexpr const char* the_password = "(the password)";
inline constexpr const char* the_user_name = "(the user's name)";

/// [limits] for tests about something else.
inline config::limit_settings unlimited() {
    config::limit_settings result;
    for (auto* const limit : {&result.sends_per_user, &result.sends_unprivileged, &result.sends_per_phone,
                              &result.sends_per_source, &result.sends_total, &result.voice_total})
        limit->clear();
    result.reserve_per_service = 0;
    result.resend_cooldown = 0s;
    result.failures.reset();
    return result;
}

/// A system that knows everybody, beside this machine's own users.
inline policy::found_account know(const std::string& name) {
    constexpr uid_t nobody_elses = 60'000;
    auto real = policy::find_account(name);
    return real ? real : policy::account{name, nobody_elses, nobody_elses};
}

inline policy::found_account unknown_account() {
    return tl::unexpected{policy::no_account{}};
}

/// One login: what surrounds it, and what came of it.
struct login_fixture {
    config::settings settings;
    scripted_phone_book phones;
    scripted_gateway gateway;
    gateway::verifier* asked_gateway = &gateway; ///< another one's in its place
    std::atomic<std::chrono::nanoseconds> passed{
        1h}; ///< what requests took, and decoys waited; nobody really waits
    gateway::verifier_times times{
        {.now = [this] { return std::chrono::steady_clock::time_point{passed.load()}; },
         .pause =
             [this](auto time, const std::stop_token& stopped) {
                 pass(time);
                 return !stopped.stop_requested();
             }}};
    std::stop_source stop;
    scripted_lookup lookup;
    gateway::lookup_cache lookup_cache{times.clock.now};
    pending_codes codes;
    pending_codes* shared_codes = &codes; ///< with the logins of another fixture
    delivery_tracker deliveries;
    std::chrono::sys_seconds now{1'700'000'000s}; ///< of the memory's clock
    policy::remembered_logins remembered{[this] { return now; }};
    std::chrono::seconds later{0}; ///< by which the clock of the limits is ahead
    policy::send_limits send_limits{[this] { return std::chrono::steady_clock::now() + later; }};
    policy::lockouts lockouts{[this] { return std::chrono::steady_clock::now() + later; }};
    languages texts;                    ///< English only
    std::vector<std::string> completed; ///< references
    policy::recovery_codes recovery_codes;
    unsigned flushes = 0; ///< how often a login waited for the disk
    std::mutex mutex;     ///< of `completed` and `recorded`, for logins at once
    std::vector<state::change> recorded;
    std::atomic<bool> has_recorded_end = false; ///< the login's end is among `recorded`
    bool had_recorded_end_at_verdict = false;
    peer caller{1, 0};
    config::overrides differences;
    std::string service = "sshd";
    std::function<policy::found_account(const std::string& name)> find_account = know;
    std::vector<std::string> places; ///< whose places logins have taken
    bool has_places = true;
    std::optional<std::string> new_phone; ///< of everybody, by a reload while logins are under way
    std::string user = "alice";
    std::string ruser;
    std::string rhost;
    std::function<void(std::size_t prompt)> before_answer; ///< called at each prompt, from 0 on
    bool types_nothing = false; ///< neither an answer nor a cancel comes from the module
    /// The daemon's side of a login.
    std::function<void(support::unique_fd connection)> serve = [this](support::unique_fd connection) {
        const support::unique_fd stop_event{::eventfd(0, EFD_CLOEXEC)};
        conversation daemon{std::move(connection), stop_event.get()};
        begin(daemon, context());
    };

    result how = result::service_error;
    std::string last_text;
    std::vector<std::string> prompts;
    std::vector<bool> echoes;
    std::string log;

    login_fixture() {
        settings.telesign.api_key = support::secret{"c2VjcmV0"};
        settings.otp.channels = {channel::sms};
        phones.entries["alice"] = {13105551212, 3, nullptr, {}};
        settings.otp.reuse_pending = 0s; // each login has its own code, unless the test is about that
        settings.limits = unlimited();
        times.send.record(1ns); // a decoy answers at once
        times.check.record(1ns);
        times.lookup.record(1ns);
    }

    void pass(std::chrono::nanoseconds time) {
        for (auto seen = passed.load(); !passed.compare_exchange_weak(seen, seen + time);)
            ;
    }

    /// Of a login; ends with the fixture.
    login_context context() {
        return {.settings = settings,
                .phones = phones,
                .gateway = *asked_gateway,
                .lookup = lookup,
                .shared = shared(),
                .complete =
                    [this](const std::string& reference) {
                        const std::lock_guard lock{mutex};
                        completed.push_back(reference);
                    },
                .phone_now =
                    [this](const std::string& account) {
                        return new_phone ? *new_phone : phone_of(phones, account);
                    },
                .park = {},
                .take_place =
                    [this](const std::string& account) {
                        const std::lock_guard lock{mutex};
                        places.push_back(account);
                        return has_places;
                    },
                .release_place = [] {}};
    }

    services shared() {
        return {.times = times,
                .lookup_cache = lookup_cache,
                .codes = *shared_codes,
                .deliveries = deliveries,
                .remembered = remembered,
                .send_limits = send_limits,
                .lockouts = lockouts,
                .recovery_codes = recovery_codes,
                .texts = texts,
                .stop = stop.get_token(),
                .record =
                    [this](state::change change) {
                        has_recorded_end = has_recorded_end || std::holds_alternative<state::login>(change);
                        const std::lock_guard lock{mutex};
                        recorded.push_back(std::move(change));
                    },
                .flush =
                    [this](auto) {
                        ++flushes;
                        return true;
                    },
                .find_account = [this](const std::string& name) { return find_account(name); },
                .membership_of = [](const policy::account& account, const std::string& group,
                                    deadline) { return policy::membership_of(account, group); }};
    }

    /// Plays the module: types `lines`, one a prompt, then cancels.
    void play(const std::vector<std::string>& lines) {
        const tests::captured_stderr captured;
        tests::module_end module;
        std::thread story{[&] { serve(module.other_end()); }};
        module.send_begin(service, user, ruser, rhost);
        follow(module, lines);
        story.join();
        log = captured.text();
    }

    void begin(conversation& daemon, const login_context& around) {
        const auto request = daemon.receive_request(std::chrono::steady_clock::now() + 20s);
        if (request)
            run_login(daemon, std::get<login_request>(*request), caller, around);
    }

private:
    static void answer(tests::module_end& module, const std::string& line) {
        if (line == the_password)
            module.send_withheld(static_cast<std::uint32_t>(protocol::withheld::password));
        else if (line == the_user_name)
            module.send_withheld(static_cast<std::uint32_t>(protocol::withheld::user_name));
        else
            module.send_answer(line);
    }

    void follow(tests::module_end& module, const std::vector<std::string>& lines) {
        auto line = lines.begin();
        for (;;) {
            const auto& message = module.receive();
            if (message.type() == protocol::message_type::none)
                return;
            if (message.type() == protocol::message_type::verdict) {
                had_recorded_end_at_verdict = has_recorded_end;
                how = static_cast<result>(message.number(protocol::field_id::result));
                last_text = message.text(protocol::field_id::text);
                return;
            }
            if (message.type() != protocol::message_type::prompt)
                continue;
            prompts.emplace_back(message.text(protocol::field_id::text));
            echoes.push_back(message.number(protocol::field_id::echo) == 1);
            if (before_answer)
                before_answer(prompts.size() - 1);
            if (line != lines.end())
                answer(module, *line++);
            else if (!types_nothing)
                module.send_cancel();
        }
    }
};

inline int open_login(void** state) {
    *state = new login_fixture;
    return 0;
}

inline int close_login(void** state) {
    delete static_cast<login_fixture*>(*state);
    return 0;
}

inline login_fixture& on(void** state) {
    return *static_cast<login_fixture*>(*state);
}

inline void assert_contains(const std::string& text, const char* part) {
    if (text.find(part) == std::string::npos)
        fail_msg("\"%s\" is not in \"%s\"", part, text.c_str());
}

} // namespace tests

/// A test with a login_fixture in its state.
#define LOGIN_TEST(test) cmocka_unit_test_setup_teardown(test, tests::open_login, tests::close_login)
