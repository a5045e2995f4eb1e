// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignd/control/commands.h"

#include "telesignd/login_fixture.h"

#include <initializer_list>
#include <utility>

namespace tests {

using protocol::field_id;

/// One command: what surrounds it, and what came of it.
struct command_fixture {
    config::settings settings;
    scripted_phone_book phones;
    scripted_gateway gateway;
    scripted_lookup lookup;
    std::chrono::sys_seconds now{1'700'000'000s}; ///< of the memory's clock
    gateway::verifier_times times;
    gateway::lookup_cache lookup_cache;
    pending_codes codes;
    delivery_tracker deliveries;
    languages texts; ///< English only
    policy::remembered_logins remembered{[this] { return now; }};
    policy::recovery_codes recovery_codes;
    bool is_disk_full = false;
    bool can_print = true; ///< telesignctl's standard output takes what is told
    /// Follows `now`.
    std::function<std::chrono::steady_clock::time_point()> steady = [this] {
        return std::chrono::steady_clock::time_point{now.time_since_epoch()};
    };
    policy::send_limits send_limits{steady};
    policy::lockouts lockouts{steady};
    load_result reloaded;
    std::function<policy::found_account(const std::string& name)> find_account = know;
    std::function<std::optional<state::tallies>(state::time_point, state::time_point)> count =
        [](auto, auto) { return std::optional{state::tallies{}}; };
    std::function<std::optional<state::login_list>(const state::login_query&)> list_logins = [](const auto&) {
        return std::optional{state::login_list{}};
    };
    std::stop_source stop;
    std::vector<state::change> recorded;
    peer caller{77, 0};
    config::overrides differences;

    unsigned turn_limit = 0;
    std::vector<std::string> facts; ///< "name=value"
    result how = result::ignored;
    unsigned ends = 0;
    std::string text;
    std::string printed; ///< with the facts, before anything was changed
    std::string log;

    command_fixture() {
        settings.otp.channels = {channel::voice, channel::sms};
        settings.phones_file = "/etc/telesign/phones.ini";
        phones.entries["alice"] = {13105551212, 3, nullptr, {}};
        phones.entries["bob"] = {442079460000, 4, &differences, {}};
        phones.entries["carol"] = {0, 5, nullptr, "no country code"};
        phones.entries["dave"] = {10000000, 6, nullptr, {}};
    }

    using fields = std::initializer_list<std::pair<field_id, std::string_view>>;
    void ask(std::string_view verb, fields with) {
        const tests::captured_stderr captured;
        tests::module_end ctl;
        {
            const support::unique_fd stop_event{::eventfd(0, EFD_CLOEXEC)};
            conversation daemon{ctl.other_end(), stop_event.get()};
            ctl.send_command(verb, with);
            if (verb == "recovery-new") // it waits in the socket until the daemon asks
                can_print ? ctl.send_answer("") : ctl.send_cancel();
            const auto request = daemon.receive_request(std::chrono::steady_clock::now() + 20s);
            run_command(daemon, std::get<command_request>(*request), caller,
                        {.settings = settings,
                         .phones = phones,
                         .gateway = gateway,
                         .lookup = lookup,
                         .shared = shared(),
                         .now = now,
                         .count = [this](auto from, auto to, auto) { return count(from, to); },
                         .list_logins = [this](const auto& query, auto) { return list_logins(query); },
                         .reload = [this] { return reloaded; }});
        }
        read(ctl);
        log = captured.text();
    }

private:
    services shared() {
        return {.times = times,
                .lookup_cache = lookup_cache,
                .codes = codes,
                .deliveries = deliveries,
                .remembered = remembered,
                .send_limits = send_limits,
                .lockouts = lockouts,
                .recovery_codes = recovery_codes,
                .texts = texts,
                .stop = stop.get_token(),
                .record = [this](state::change change) { recorded.push_back(std::move(change)); },
                .flush = [this](auto) { return !is_disk_full; },
                .find_account = [this](const std::string& name) { return find_account(name); },
                .membership_of = [](const policy::account& account, const std::string& group,
                                    deadline) { return policy::membership_of(account, group); }};
    }

    void read(tests::module_end& ctl) {
        facts.clear();
        ends = 0;
        printed.clear();
        for (;;) {
            const auto& message = ctl.receive();
            if (message.type() == protocol::message_type::none)
                return;
            if (message.type() == protocol::message_type::accepted)
                turn_limit = message.number(field_id::turn_limit);
            if (message.type() == protocol::message_type::fact)
                facts.push_back(std::string{message.text(field_id::name)} + '=' +
                                std::string{message.text(field_id::text)});
            if (message.type() == protocol::message_type::prompt)
                printed = message.text(field_id::text);
            if (message.type() == protocol::message_type::done) {
                ++ends;
                how = static_cast<result>(message.number(field_id::result));
                text = message.text(field_id::text);
            }
        }
    }
};

inline int open_command(void** state) {
    *state = new command_fixture;
    return 0;
}

inline int close_command(void** state) {
    delete static_cast<command_fixture*>(*state);
    return 0;
}

inline command_fixture& at(void** state) {
    return *static_cast<command_fixture*>(*state);
}

inline void assert_facts(const command_fixture& d, const std::vector<std::string>& expected) {
    const auto joined = [](const std::vector<std::string>& lines) {
        std::string all;
        for (const std::string& line : lines)
            all += line + '\n';
        return all;
    };
    assert_string_equal(joined(d.facts).c_str(), joined(expected).c_str());
}

inline void assert_end(const command_fixture& d, result how, const char* text) {
    assert_int_equal(d.ends, 1);
    assert_string_equal(d.text.c_str(), text);
    assert_true(d.how == how);
}

} // namespace tests
