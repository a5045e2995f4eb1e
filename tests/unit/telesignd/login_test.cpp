#include "telesignd/login.h"

#include "captured_stderr.h"
#include "telesignd/module_end.h"

#include <chrono>
#include <cstring>
#include <deque>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sys/eventfd.h>

#include "cmocka_cpp.h"

namespace {

using namespace std::chrono_literals;
using namespace telesignd;
using gateway::channel;
using gateway::outcome;
using protocol::result;

/// Answers as the test has laid out; beyond that, every code is sent and "12345" is the right one.
class scripted_gateway final : public gateway::verifier {
public:
    gateway::send_result send(const gateway::send_request& request, const std::stop_token&) override {
        sent.push_back(request.way);
        phones.emplace_back(request.phone_number);
        languages.emplace_back(request.language);
        addresses.emplace_back(request.originating_ip.value_or("(none)"));
        const outcome what = take(send_outcomes, outcome::sent);
        return {what, "ABCDEF0123456789ABCDEF012345678" + std::to_string(sent.size() % 10), "", false};
    }
    gateway::check_result check(std::string_view reference, std::string_view code,
                                const std::stop_token&) override {
        checked.emplace_back(code);
        references.emplace_back(reference);
        return {take(check_outcomes, code == "12345" ? outcome::valid : outcome::wrong), ""};
    }

    std::deque<outcome> send_outcomes;
    std::deque<outcome> check_outcomes;
    std::vector<channel> sent;
    std::vector<std::string> phones;
    std::vector<std::string> languages;
    std::vector<std::string> addresses;
    std::vector<std::string> checked;
    std::vector<std::string> references;

private:
    static outcome take(std::deque<outcome>& from, outcome otherwise) {
        if (from.empty())
            return otherwise;
        const outcome first = from.front();
        from.pop_front();
        return first;
    }
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

/// One login: what surrounds it, and what came of it.
struct scene {
    config::settings settings;
    small_book phones;
    scripted_gateway gateway;
    policy::verifier_times times;
    std::stop_source stop;
    peer caller{1, 0};
    config::overrides differences;
    std::string service = "sshd";
    std::string user = "alice";
    std::string ruser;
    std::string rhost;
    bool types_nothing = false; ///< neither an answer nor a cancel comes from the module

    result how = result::service_error;
    std::string last_words;
    std::vector<std::string> prompts;
    std::vector<bool> echoes;
    std::string log;

    scene() {
        settings.telesign.api_key = support::secret{"c2VjcmV0"};
        settings.otp.channels = {channel::sms};
        phones.entries["alice"] = {13105551212, 3, nullptr, {}};
        times.send.record(1ns); // a decoy answers at once
        times.check.record(1ns);
    }

    /// Plays the module: types `lines`, one a prompt, then cancels.
    void play(const std::vector<std::string>& lines) {
        const tests::captured_stderr captured;
        tests::module_end module;
        const support::unique_fd stop_event{::eventfd(0, EFD_CLOEXEC)};
        conversation daemon{module.other_end(), stop_event.get()};
        std::thread story{[&] {
            run_login(daemon, caller, {settings, phones, gateway, times, stop.get_token()});
        }};
        module.send_begin(service, user, ruser, rhost);
        follow(module, lines);
        story.join();
        log = captured.text();
    }

private:
    void follow(tests::module_end& module, const std::vector<std::string>& lines) {
        auto line = lines.begin();
        for (;;) {
            const auto& message = module.receive();
            if (message.type() == protocol::message_type::none)
                return;
            if (message.type() == protocol::message_type::verdict) {
                how = static_cast<result>(message.number(protocol::field_id::result));
                last_words = message.text(protocol::field_id::text);
                return;
            }
            if (message.type() != protocol::message_type::prompt)
                continue;
            prompts.emplace_back(message.text(protocol::field_id::text));
            echoes.push_back(message.number(protocol::field_id::echo) == 1);
            if (line != lines.end())
                module.send_answer(*line++);
            else if (!types_nothing)
                module.send_cancel();
        }
    }
};

int open_scene(void** state) {
    *state = new scene;
    return 0;
}

int close_scene(void** state) {
    delete static_cast<scene*>(*state);
    return 0;
}

scene& on(void** state) {
    return *static_cast<scene*>(*state);
}

void assert_contains(const std::string& text, const char* part) {
    if (text.find(part) == std::string::npos)
        fail_msg("\"%s\" is not in \"%s\"", part, text.c_str());
}

void the_right_code_is_let_in(void** state) {
    scene& s = on(state);
    s.rhost = "203.0.113.45";
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.prompts.size(), 1);
    assert_string_equal(s.prompts[0].c_str(),
                        "Code sent by text message to the phone ending in 12. Code ('resend' "
                        "or 'call' for another): ");
    assert_true(s.echoes[0]);
    assert_string_equal(s.gateway.phones[0].c_str(), "13105551212");
    assert_string_equal(s.gateway.addresses[0].c_str(), "203.0.113.45");
    assert_string_equal(s.gateway.references[0].c_str(), "ABCDEF0123456789ABCDEF0123456781");
    assert_contains(
        s.log, "login outcome=granted reason=code_valid service=sshd user=alice rhost=203.0.113.45 "
               "phone=*********12 channel=sms reference=ABCDEF0123456789ABCDEF0123456781 sends=1 attempts=1");
}

void neither_the_code_nor_the_phone_is_logged(void** state) {
    scene& s = on(state);
    s.play({"54321", "12345"});
    assert_true(s.how == result::granted);
    assert_null(std::strstr(s.log.c_str(), "12345 "));
    assert_null(std::strstr(s.log.c_str(), "54321"));
    assert_null(std::strstr(s.log.c_str(), "3105551212"));
}

void a_wrong_code_may_be_corrected(void** state) {
    scene& s = on(state);
    s.play({"54321", "12345"});
    assert_true(s.how == result::granted);
    assert_string_equal(s.prompts[1].c_str(),
                        "Wrong code, 2 tries left. Code ('resend' or 'call' for another): ");
}

void attempts_are_used_up(void** state) {
    scene& s = on(state);
    s.play({"11111", "22222", "33333", "12345"});
    assert_true(s.how == result::attempts_used_up);
    assert_int_equal(s.gateway.checked.size(), 3);
    assert_string_equal(s.last_words.c_str(), "Wrong code, no tries left.");
}

void the_only_attempt_is_a_plain_denial(void** state) {
    scene& s = on(state);
    s.settings.otp.attempts = 1;
    s.play({"11111", "12345"});
    assert_true(s.how == result::denied);
}

void only_valid_lets_in(void** state) {
    scene& s = on(state);
    for (const outcome what :
         {outcome::sent, outcome::undeliverable, outcome::wrong, outcome::expired, outcome::exhausted,
          outcome::blocked, outcome::refused, outcome::rate_limited, outcome::unavailable}) {
        s.gateway.check_outcomes.assign(5, what);
        s.play({"12345", "12345", "12345", "12345", "12345"});
        assert_true(s.how != result::granted && s.how != result::ignored);
    }
}

void telesigns_own_limit_of_tries_ends_the_login(void** state) {
    scene& s = on(state);
    s.gateway.check_outcomes = {outcome::exhausted};
    s.play({"12345"});
    assert_true(s.how == result::attempts_used_up);
}

void an_implausible_answer_never_leaves_the_host(void** state) {
    scene& s = on(state);
    s.play({"", "my password", "\b\n\r\177INCORRECT", "123456", "1", "12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.checked.size(), 1);
    assert_contains(s.prompts[1], "That is not a code");
    assert_contains(s.log, " attempts=1 ");
}

void a_sixth_implausible_answer_ends_the_login(void** state) {
    scene& s = on(state);
    s.play({"a", "b", "c", "d", "e", "f", "12345"});
    assert_true(s.how == result::denied);
    assert_int_equal(s.gateway.checked.size(), 0);
}

void resend_sends_by_the_same_channel_and_tells_what_is_left(void** state) {
    scene& s = on(state);
    s.play({"resend", "12345"});
    assert_true(s.how == result::granted);
    assert_true((s.gateway.sent == std::vector{channel::sms, channel::sms}));
    assert_string_equal(s.prompts[1].c_str(), "New code sent by text message to the phone ending in 12. Code "
                                              "('resend' or 'call' for another, 1 left): ");
    assert_string_equal(s.gateway.references[0].c_str(),
                        "ABCDEF0123456789ABCDEF0123456782"); // the new code's
}

void call_and_sms_choose_the_channel(void** state) {
    scene& s = on(state);
    s.play({"call", "sms", "12345"});
    assert_true(s.how == result::granted);
    assert_true((s.gateway.sent == std::vector{channel::sms, channel::voice, channel::sms}));
    assert_contains(s.prompts[1], "Calling the phone ending in 12");
    assert_contains(s.prompts[2], "Code: ");
}

void resends_are_limited(void** state) {
    scene& s = on(state);
    s.settings.otp.resends = 1;
    s.play({"resend", "resend", "12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.sent.size(), 2);
    assert_contains(s.prompts[2], "No more codes can be sent");
}

void asking_for_more_codes_than_there_are_does_not_go_on_for_ever(void** state) {
    scene& s = on(state);
    s.settings.otp.resends = 0;
    s.play(std::vector<std::string>(20, "resend"));
    assert_true(s.how == result::denied);
    assert_int_equal(s.gateway.sent.size(), 1);
}

void a_resend_that_fails_leaves_the_last_code_good(void** state) {
    scene& s = on(state);
    for (const outcome what : {outcome::undeliverable, outcome::unavailable, outcome::rate_limited}) {
        s.gateway.send_outcomes = {outcome::sent, what};
        s.gateway.references.clear();
        s.gateway.sent.clear();
        s.play({"resend", "12345"});
        assert_true(s.how == result::granted);
        assert_contains(s.prompts.back(), "the last one still counts");
        assert_string_equal(s.gateway.references[0].c_str(), "ABCDEF0123456789ABCDEF0123456781");
    }
}

void an_undeliverable_code_goes_by_the_next_channel(void** state) {
    scene& s = on(state);
    s.settings.otp.channels = {channel::sms, channel::voice};
    s.gateway.send_outcomes = {outcome::undeliverable};
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_contains(s.prompts[0], "The text message could not be delivered. Calling the phone ending in 12");
    assert_contains(s.log, "channel=voice");
}

void no_channel_left_is_a_denial_that_no_outage_policy_skips(void** state) {
    scene& s = on(state);
    s.settings.otp.channels = {channel::sms, channel::voice};
    s.settings.policy.outage = config::outage_policy::skip;
    s.gateway.send_outcomes = {outcome::undeliverable, outcome::undeliverable};
    s.play({});
    assert_true(s.how == result::denied);
    assert_string_equal(s.last_words.c_str(), "No code could be delivered to the phone ending in 12.");
}

void a_code_reported_lost_at_the_check_goes_by_the_next_channel(void** state) {
    scene& s = on(state);
    s.settings.otp.channels = {channel::sms, channel::voice};
    s.gateway.check_outcomes = {outcome::undeliverable};
    s.play({"11111", "12345"});
    assert_true(s.how == result::granted);
    assert_true((s.gateway.sent == std::vector{channel::sms, channel::voice}));
    assert_contains(s.prompts[1], "The text message could not be delivered. Calling the phone ending in 12");
}

void a_block_stops_at_once(void** state) {
    scene& s = on(state);
    s.settings.otp.channels = {channel::sms, channel::voice};
    s.settings.policy.outage = config::outage_policy::skip;
    s.gateway.send_outcomes = {outcome::blocked};
    s.play({});
    assert_true(s.how == result::not_permitted);
    assert_int_equal(s.gateway.sent.size(), 1);
    assert_contains(s.last_words, "ABCDEF0123456789ABCDEF0123456781");
    assert_contains(s.log, "reference=ABCDEF0123456789ABCDEF0123456781");
}

void a_block_at_a_resend_stops_too(void** state) {
    scene& s = on(state);
    s.gateway.send_outcomes = {outcome::sent, outcome::blocked};
    s.play({"call", "12345"});
    assert_true(s.how == result::not_permitted);
    assert_int_equal(s.gateway.checked.size(), 0);
}

void credentials_refused_are_never_an_outage(void** state) {
    scene& s = on(state);
    s.settings.policy.outage = config::outage_policy::skip;
    s.gateway.send_outcomes = {outcome::refused};
    s.play({});
    assert_true(s.how == result::unavailable);
}

void an_outage_denies_unless_the_policy_skips(void** state) {
    scene& s = on(state);
    for (const outcome what : {outcome::unavailable, outcome::rate_limited}) {
        s.settings.policy.outage = config::outage_policy::deny;
        s.gateway.send_outcomes = {what};
        s.play({});
        assert_true(s.how == result::unavailable);
        assert_contains(s.last_words, "cannot be reached");
        s.settings.policy.outage = config::outage_policy::skip;
        s.gateway.send_outcomes = {what};
        s.play({});
        assert_true(s.how == result::ignored);
        assert_contains(s.log, "warning: login outcome=ignored reason=telesign_unreachable");
    }
}

void an_outage_at_the_check_follows_the_policy_too(void** state) {
    scene& s = on(state);
    s.gateway.check_outcomes = {outcome::unavailable};
    s.play({"12345"});
    assert_true(s.how == result::unavailable);
}

void an_expired_code_offers_another(void** state) {
    scene& s = on(state);
    s.gateway.check_outcomes = {outcome::expired};
    s.play({"12345", "resend", "12345"});
    assert_true(s.how == result::granted);
    assert_contains(s.prompts[1], "That code has expired: type 'resend' for a new one.");
}

void an_expired_code_without_another_is_a_denial(void** state) {
    scene& s = on(state);
    s.settings.otp.resends = 0;
    s.gateway.check_outcomes = {outcome::expired};
    s.play({"12345"});
    assert_true(s.how == result::denied);
    assert_string_equal(s.last_words.c_str(), "The code has expired.");
}

void the_lifetime_ends_the_wait(void** state) {
    scene& s = on(state);
    s.settings.otp.lifetime = 0s;
    s.types_nothing = true;
    s.play({});
    assert_true(s.how == result::denied);
    assert_string_equal(s.last_words.c_str(), "No code was typed in time.");
}

void a_cancelled_conversation_is_one(void** state) {
    scene& s = on(state);
    s.play({});
    assert_true(s.how == result::conversation_error);
    assert_contains(s.log, "outcome=conversation_error reason=cancelled");
}

void a_user_without_a_phone_sees_the_same_and_never_gets_in(void** state) {
    scene& s = on(state);
    s.user = "mallory";
    s.settings.policy.outage = config::outage_policy::skip;
    s.play({"12345", "12345", "resend", "call", "12345"});
    assert_true(s.how == result::attempts_used_up);
    assert_true(s.gateway.sent.empty() && s.gateway.checked.empty());
    const std::vector<std::string> decoy = std::exchange(s.prompts, {});
    const std::string ending = policy::decoy_ending("mallory", s.settings.telesign.api_key);
    assert_contains(decoy[0], ("phone ending in " + ending + ".").c_str());
    assert_contains(s.log, "reason=unmapped");

    // Word for word what a user with a phone sees, but for the phone's ending.
    s.user = "alice";
    s.play({"11111", "11111", "resend", "call", "11111"});
    assert_int_equal(s.prompts.size(), decoy.size());
    for (std::size_t at = 0; at < decoy.size(); ++at) {
        std::string expected = s.prompts[at];
        if (const auto ends = expected.find("ending in 12"); ends != std::string::npos)
            expected.replace(ends, 12, "ending in " + ending);
        assert_string_equal(decoy[at].c_str(), expected.c_str());
    }
}

void unmapped_skip_lets_through_without_a_prompt(void** state) {
    scene& s = on(state);
    s.user = "mallory";
    s.settings.policy.unmapped = config::unmapped_policy::skip;
    s.play({});
    assert_true(s.how == result::ignored);
    assert_int_equal(s.prompts.size(), 0);
    assert_contains(s.log, "outcome=ignored reason=unmapped");
}

void unmapped_skip_denies_while_the_phone_book_is_broken(void** state) {
    scene& s = on(state);
    s.user = "mallory";
    s.settings.policy.unmapped = config::unmapped_policy::skip;
    s.phones.is_complete = false;
    s.play({"12345", "12345", "12345"});
    assert_true(s.how == result::attempts_used_up);
}

void a_bad_phone_is_denied_even_under_skip_and_the_log_says_why(void** state) {
    scene& s = on(state);
    s.user = "bob";
    s.settings.policy.unmapped = config::unmapped_policy::skip;
    s.phones.entries["bob"] = {0, 7, nullptr, "no country code"};
    s.play({"12345", "12345", "12345"});
    assert_true(s.how == result::attempts_used_up);
    assert_contains(s.log, "reason=bad_phone");
    assert_contains(s.log, "/etc/telesign/phones.ini:7: no country code");
    assert_true(s.gateway.sent.empty());
}

void a_number_that_cannot_exist_is_denied(void** state) {
    scene& s = on(state);
    s.phones.entries["alice"] = {15551234567, 9, nullptr, {}}; // no such area code
    s.play({"12345", "12345", "12345"});
    assert_true(s.how == result::attempts_used_up);
    assert_contains(s.log, "/etc/telesign/phones.ini:9: ");
    assert_true(s.gateway.sent.empty());
}

void identity_caller_asks_the_callers_phone(void** state) {
    scene& s = on(state);
    s.service = "su";
    s.user = "root";
    s.ruser = "alice";
    s.settings.services["su"].identity = config::identity::caller;
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_contains(s.log, "user=root account=alice ruser=alice");
}

void identity_caller_without_a_caller_is_denied(void** state) {
    scene& s = on(state);
    s.settings.policy.identity = config::identity::caller;
    s.settings.policy.unmapped = config::unmapped_policy::skip;
    s.play({});
    assert_true(s.how == result::denied);
}

void a_peer_that_is_not_root_asks_for_nobody_else(void** state) {
    scene& s = on(state);
    s.caller = {1, 1}; // uid 1 is "daemon" on Debian, never alice
    s.settings.policy.unmapped = config::unmapped_policy::skip;
    s.play({});
    assert_true(s.how == result::not_permitted);
    s.user = "daemon";
    s.phones.entries["daemon"] = {13105551212, 4, nullptr, {}};
    s.play({"12345"});
    assert_true(s.how == result::granted);
}

void a_service_and_a_user_have_settings_of_their_own(void** state) {
    scene& s = on(state);
    s.service = "sudo";
    s.settings.services["sudo"].attempts = 2;
    s.settings.services["sudo"].language = "fr-FR";
    s.settings.services["sudo"].echo = false;
    s.differences.language = "en-GB";
    s.differences.channels = std::vector{channel::voice};
    s.phones.entries["alice"].differences = &s.differences;
    s.play({"11111", "22222", "12345"});
    assert_true(s.how == result::attempts_used_up);
    assert_int_equal(s.gateway.checked.size(), 2);
    assert_true(s.gateway.sent[0] == channel::voice);
    assert_string_equal(s.gateway.languages[0].c_str(), "en-GB");
    assert_false(s.echoes[0]);
}

void stopping_denies_cleanly(void** state) {
    scene& s = on(state);
    s.stop.request_stop();
    s.gateway.send_outcomes = {outcome::unavailable};
    s.settings.policy.outage = config::outage_policy::skip; // a restart is no outage of TeleSign
    s.play({});
    assert_true(s.how == result::unavailable);
    assert_contains(s.last_words, "being restarted");
}

void a_turn_covers_every_request_that_may_be_made_in_it(void** state) {
    scene& s = on(state);
    s.settings.telesign.request_timeout = 10s;
    assert_true(turn_limit(s.settings) == 60s);
}

} // namespace

#define STORY(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main() {
    const CMUnitTest tests[] = {
        STORY(the_right_code_is_let_in),
        STORY(neither_the_code_nor_the_phone_is_logged),
        STORY(a_wrong_code_may_be_corrected),
        STORY(attempts_are_used_up),
        STORY(the_only_attempt_is_a_plain_denial),
        STORY(only_valid_lets_in),
        STORY(telesigns_own_limit_of_tries_ends_the_login),
        STORY(an_implausible_answer_never_leaves_the_host),
        STORY(a_sixth_implausible_answer_ends_the_login),
        STORY(resend_sends_by_the_same_channel_and_tells_what_is_left),
        STORY(call_and_sms_choose_the_channel),
        STORY(resends_are_limited),
        STORY(asking_for_more_codes_than_there_are_does_not_go_on_for_ever),
        STORY(a_resend_that_fails_leaves_the_last_code_good),
        STORY(an_undeliverable_code_goes_by_the_next_channel),
        STORY(no_channel_left_is_a_denial_that_no_outage_policy_skips),
        STORY(a_code_reported_lost_at_the_check_goes_by_the_next_channel),
        STORY(a_block_stops_at_once),
        STORY(a_block_at_a_resend_stops_too),
        STORY(credentials_refused_are_never_an_outage),
        STORY(an_outage_denies_unless_the_policy_skips),
        STORY(an_outage_at_the_check_follows_the_policy_too),
        STORY(an_expired_code_offers_another),
        STORY(an_expired_code_without_another_is_a_denial),
        STORY(the_lifetime_ends_the_wait),
        STORY(a_cancelled_conversation_is_one),
        STORY(a_user_without_a_phone_sees_the_same_and_never_gets_in),
        STORY(unmapped_skip_lets_through_without_a_prompt),
        STORY(unmapped_skip_denies_while_the_phone_book_is_broken),
        STORY(a_bad_phone_is_denied_even_under_skip_and_the_log_says_why),
        STORY(a_number_that_cannot_exist_is_denied),
        STORY(identity_caller_asks_the_callers_phone),
        STORY(identity_caller_without_a_caller_is_denied),
        STORY(a_peer_that_is_not_root_asks_for_nobody_else),
        STORY(a_service_and_a_user_have_settings_of_their_own),
        STORY(stopping_denies_cleanly),
        STORY(a_turn_covers_every_request_that_may_be_made_in_it),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
