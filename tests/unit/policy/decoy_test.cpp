#include "policy/decoy.h"

#include <chrono>
#include <set>
#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace std::chrono_literals;

void an_ending_is_stable_for_a_user_and_a_key(void**) {
    const support::secret key{"c2VjcmV0"};
    assert_true(policy::decoy_ending("mallory", key) == policy::decoy_ending("mallory", key));
}

void endings_differ_between_users_and_keys(void**) {
    const support::secret key{"c2VjcmV0"};
    const support::secret other{"b3RoZXI="};
    std::set<std::string> endings;
    bool differs_by_key = false;
    for (int number = 0; number < 200; ++number) {
        const std::string user = "user" + std::to_string(number);
        const std::string ending = policy::decoy_ending(user, key);
        assert_int_equal(ending.size(), 2);
        assert_true(ending.find_first_not_of("0123456789") == std::string::npos);
        endings.insert(ending);
        differs_by_key = differs_by_key || ending != policy::decoy_ending(user, other);
    }
    assert_true(endings.size() > 50); // of 100 that are possible, some 87 are to be expected
    assert_true(differs_by_key);
}

void a_sample_is_one_of_the_recorded_times(void**) {
    policy::response_times times;
    assert_true(times.sample() > 0s); // nothing recorded yet: a typical one
    times.record(3ms);
    times.record(5ms);
    for (int round = 0; round < 50; ++round) {
        const auto sample = times.sample();
        assert_true(sample == 3ms || sample == 5ms);
    }
}

void old_times_make_room_for_new_ones(void**) {
    policy::response_times times;
    times.record(1h);
    for (int round = 0; round < 32; ++round)
        times.record(1ms);
    for (int round = 0; round < 200; ++round)
        assert_true(times.sample() == 1ms);
}

void no_code_is_ever_valid(void**) {
    policy::verifier_times times;
    times.send.record(1ns);
    times.check.record(1ns);
    policy::decoy_verifier decoy{times};
    assert_true(decoy.send({}, {}).what == gateway::outcome::sent);
    for (int code = 0; code < 10; ++code)
        assert_true(decoy.check("", "12345", {}).what == gateway::outcome::wrong);
}

// What TeleSign answers most often, word for word: by the prompt, nobody can tell who has a phone.
void a_code_and_its_news_read_as_those_of_a_real_one(void**) {
    using gateway::channel;
    struct {
        channel way;
        std::string_view sent;
        std::string_view news;
        bool final;
    } const cases[] = {
        {channel::sms, "The text message is being sent.", "The text message was delivered.", true},
        {channel::voice, "The phone is ringing.", "The phone is ringing.", false},
        {channel::smart, "The text message is being sent.", "The text message is being sent.", false},
    };
    policy::verifier_times times;
    times.send.record(1ns);
    times.check.record(1ns);
    policy::decoy_verifier decoy{times};
    for (const auto& one : cases) {
        gateway::send_request request;
        request.way = one.way;
        const auto sent = decoy.send(request, {});
        assert_true(sent.what == gateway::outcome::sent);
        assert_true(sent.tell == one.sent);
        const auto news = decoy.delivery("", {});
        assert_true(news.what == gateway::outcome::sent);
        assert_true(news.tell == one.news);
        assert_true(news.final == one.final);
        assert_true(news.facts == gateway::phone_facts{} && sent.facts == gateway::phone_facts{});
    }
}

void a_stop_ends_the_wait(void**) {
    policy::verifier_times times;
    times.send.record(1h);
    times.check.record(1h);
    policy::decoy_verifier decoy{times};
    std::stop_source stop;
    stop.request_stop();
    assert_true(decoy.send({}, stop.get_token()).what == gateway::outcome::unavailable);
    assert_true(decoy.check("", "12345", stop.get_token()).what == gateway::outcome::unavailable);
    assert_true(decoy.delivery("", stop.get_token()).what == gateway::outcome::unavailable);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(an_ending_is_stable_for_a_user_and_a_key),
        cmocka_unit_test(endings_differ_between_users_and_keys),
        cmocka_unit_test(a_sample_is_one_of_the_recorded_times),
        cmocka_unit_test(old_times_make_room_for_new_ones),
        cmocka_unit_test(no_code_is_ever_valid),
        cmocka_unit_test(a_code_and_its_news_read_as_those_of_a_real_one),
        cmocka_unit_test(a_stop_ends_the_wait),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
