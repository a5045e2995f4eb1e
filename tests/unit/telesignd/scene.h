#pragma once

#include "telesignd/login/login.h"

#include "captured_stderr.h"
#include "telesignd/login/subject.h"
#include "telesignd/module_end.h"

#include <atomic>
#include <chrono>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
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

/// Lines for scene::play() that the module keeps back.
inline constexpr const char* the_password = "(the password)";
inline constexpr const char* the_user_name = "(the user's name)";

/// Answers as the test has laid out; beyond that, every code is sent and "12345" is the right one.
class scripted_gateway final : public gateway::verifier {
public:
    gateway::send_result send(const gateway::send_request& request, const std::stop_token&) override {
        take_time();
        sent.push_back(request.channel);
        phones.emplace_back(request.phone_number);
        languages.emplace_back(request.language);
        addresses.emplace_back(request.originating_ip.value_or("(none)"));
        ++m_sends;
        m_sends.notify_all();
        if (outage)
            return *outage;
        const outcome what = take(send_outcomes, outcome::sent);
        gateway::send_result result;
        result.outcome = what;
        result.reference_id = "ABCDEF0123456789ABCDEF012345678" + std::to_string(sent.size() % 10);
        result.answered = answered;
        result.fate_unknown = fate_unknown;
        result.facts = facts;
        return result;
    }
    gateway::check_result check(std::string_view reference, std::string_view code,
                                const std::stop_token&) override {
        take_time();
        checked.emplace_back(code);
        references.emplace_back(reference);
        if (during_check)
            during_check();
        gateway::check_result result;
        if (outage) {
            result.outcome = outage->outcome;
            result.user_message = outage->user_message;
            result.answered = outage->answered;
            return result;
        }
        result.outcome = take(check_outcomes, code == "12345" ? outcome::valid : outcome::wrong);
        result.answered = answered;
        result.facts = facts;
        return result;
    }
    gateway::delivery_result delivery(std::string_view reference, const std::stop_token&) override {
        asked.emplace_back(reference);
        ++m_questions;
        m_questions.notify_all();
        if (deliveries.empty())
            return {};
        gateway::delivery_result first = std::move(deliveries.front());
        deliveries.pop_front();
        return first;
    }
    tl::expected<void, std::string> complete(std::string_view, const std::stop_token&) override { return {}; }
    gateway::send_result probe(const std::stop_token&) override {
        take_time();
        ++probes;
        return outage.value_or(up());
    }

    std::function<void()> take_time = [] {};    ///< of each request but delivery()
    std::optional<gateway::send_result> outage; ///< how every request ends
    unsigned probes = 0;
    std::deque<outcome> send_outcomes;
    std::deque<outcome> check_outcomes;
    std::function<void()> during_check; ///< between the request and its reply
    /// For the thread that plays the module.
    void wait_for_sends(unsigned count) { wait_for(m_sends, count); }
    void wait_for_questions(unsigned count) { wait_for(m_questions, count); }

    std::deque<gateway::delivery_result> deliveries; ///< beyond them: unavailable
    gateway::phone_facts facts;                      ///< in every reply
    bool answered = false;
    bool fate_unknown = false; ///< of what is sent
    std::vector<channel> sent;
    std::vector<std::string> phones;
    std::vector<std::string> languages;
    std::vector<std::string> addresses;
    std::vector<std::string> checked;
    std::vector<std::string> references;
    std::vector<std::string> asked; ///< references

private:
    static gateway::send_result up() {
        gateway::send_result result;
        result.outcome = outcome::sent;
        return result;
    }
    static void wait_for(std::atomic<unsigned>& counter, unsigned count) {
        for (unsigned seen = counter; seen < count; seen = counter)
            counter.wait(seen);
    }
    static outcome take(std::deque<outcome>& from, outcome otherwise) {
        if (from.empty())
            return otherwise;
        const outcome first = from.front();
        from.pop_front();
        return first;
    }

    std::atomic<unsigned> m_sends = 0;
    std::atomic<unsigned> m_questions = 0;
};

class small_book final : public directory::phone_book {
public:
    [[nodiscard]] const directory::entry* find(std::string_view user) const override {
        const auto found = entries.find(std::string{user});
        return found == entries.end() ? nullptr : &found->second;
    }
    [[nodiscard]] bool complete() const override { return is_complete; }
    [[nodiscard]] std::size_t size() const override { return entries.size(); }

    std::map<std::string, directory::entry> entries;
    bool is_complete = true;
};

/// Knows of the phone what the test has laid out.
class scripted_lookup final : public gateway::phone_lookup {
public:
    gateway::lookup_result look_up(const gateway::lookup_request& request, const std::stop_token&) override {
        take_time();
        wanted.push_back(request.wanted);
        consents.push_back(request.consent);
        ported_within.push_back(request.ported_within);
        return found;
    }
    [[nodiscard]] unsigned requests_for(const gateway::lookup_set&) const override { return 1; }

    std::function<void()> take_time = [] {};
    gateway::lookup_result found = everything_known();
    std::vector<gateway::lookup_set> wanted;
    std::vector<std::optional<gateway::consent_record>> consents;
    std::vector<std::chrono::days> ported_within;

private:
    static gateway::lookup_result everything_known() {
        gateway::lookup_result result;
        result.complete = result.answered = true;
        result.requests = result.billed = 1;
        return result;
    }
};

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
struct scene {
    config::settings settings;
    small_book phones;
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
    gateway::lookup_cache lookups{times.clock.now};
    pending_codes codes;
    pending_codes* shared_codes = &codes; ///< with the logins of another scene
    delivery_tracker board;
    std::chrono::sys_seconds now{1'700'000'000s}; ///< of the memory's clock
    policy::remembered_logins memory{[this] { return now; }};
    std::chrono::seconds later{0}; ///< by which the clock of the limits is ahead
    policy::send_limits send_limits{[this] { return std::chrono::steady_clock::now() + later; }};
    policy::lockouts lockouts{[this] { return std::chrono::steady_clock::now() + later; }};
    languages texts;                    ///< English only
    std::vector<std::string> completed; ///< references
    policy::recovery_codes recovery_codes;
    unsigned settled = 0; ///< how often a login waited for the disk
    std::mutex mutex;     ///< of `completed` and `kept`, for logins at once
    std::vector<state::change> kept;
    std::atomic<bool> has_kept_end = false; ///< the login's end is among `kept`
    bool had_kept_end_at_verdict = false;
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
    std::string last_words;
    std::vector<std::string> prompts;
    std::vector<bool> echoes;
    std::string log;

    scene() {
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

    /// Of a login; ends with the scene.
    login_context context() {
        return {.settings = settings,
                .phones = phones,
                .gateway = *asked_gateway,
                .times = times,
                .stop = stop.get_token(),
                .lookup = lookup,
                .lookups = lookups,
                .codes = *shared_codes,
                .board = board,
                .memory = memory,
                .send_limits = send_limits,
                .lockouts = lockouts,
                .recovery_codes = recovery_codes,
                .complete =
                    [this](const std::string& reference) {
                        const std::lock_guard lock{mutex};
                        completed.push_back(reference);
                    },
                .keep =
                    [this](state::change what) {
                        has_kept_end = has_kept_end || std::holds_alternative<state::login>(what);
                        const std::lock_guard lock{mutex};
                        kept.push_back(std::move(what));
                    },
                .texts = texts,
                .settle =
                    [this] {
                        ++settled;
                        return true;
                    },
                .phone_now =
                    [this](const std::string& account) {
                        return new_phone ? *new_phone : phone_of(phones, account);
                    },
                .find_account = [this](const std::string& name) { return find_account(name); },
                .membership_of = [](const policy::account& who, const std::string& group,
                                    deadline) { return policy::membership_of(who, group); },
                .take_place =
                    [this](const std::string& account) {
                        const std::lock_guard lock{mutex};
                        places.push_back(account);
                        return has_places;
                    },
                .end_place = [] {}};
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
                had_kept_end_at_verdict = has_kept_end;
                how = static_cast<result>(message.number(protocol::field_id::result));
                last_words = message.text(protocol::field_id::text);
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

inline int open_scene(void** state) {
    *state = new scene;
    return 0;
}

inline int close_scene(void** state) {
    delete static_cast<scene*>(*state);
    return 0;
}

inline scene& on(void** state) {
    return *static_cast<scene*>(*state);
}

inline void assert_contains(const std::string& text, const char* part) {
    if (text.find(part) == std::string::npos)
        fail_msg("\"%s\" is not in \"%s\"", part, text.c_str());
}

} // namespace tests

/// A test with a scene in its state.
#define STORY(test) cmocka_unit_test_setup_teardown(test, tests::open_scene, tests::close_scene)
