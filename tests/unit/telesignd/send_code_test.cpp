// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/send_code.h"

#include <cerrno>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cmocka_cpp.h"
#include "unit/config/overriding.h"

namespace {
bool generator_fails = false;
}

/// The kernel's generator, or its failure.
extern "C" ssize_t getrandom(void* to, std::size_t size, unsigned flags) {
    if (!generator_fails)
        return ::syscall(SYS_getrandom, to, size, flags);
    errno = ENOSYS;
    return -1;
}

namespace {

using gateway::channel;
using namespace telesignd;

/// Writes down what it is asked to send.
class recording_gateway final : public gateway::verifier {
public:
    gateway::send_result send(const gateway::send_request& request, const std::stop_token&) override {
        seen = std::string{gateway::name_of(request.channel)} + " to " + std::string{request.phone_number} +
               " " + std::string{request.ucid} + " " + std::string{request.language} + " from " +
               std::string{request.originating_ip.value_or("nowhere")};
        if (request.code)
            codes.emplace_back(*request.code);
        for (const auto& field : request.fields)
            seen.append("\n").append(field.name).append("=").append(field.value);
        gateway::send_result sent;
        sent.outcome = gateway::outcome::sent;
        sent.reference_id = "REFERENCE";
        return sent;
    }
    gateway::check_result check(std::string_view, std::string_view, const std::stop_token&) override {
        return {};
    }
    gateway::delivery_result delivery(std::string_view, const std::stop_token&) override { return {}; }
    tl::expected<void, std::string> complete(std::string_view, const std::stop_token&) override { return {}; }
    gateway::send_result probe(const std::stop_token&) override { return {}; }

    std::string seen;
    std::vector<std::string> codes;
};

struct login_fixture {
    recording_gateway gateway;
    subject who;

    login_fixture() {
        who.phone = "13105551212";
        who.otp.language = "en-GB";
    }
    void set(channel channel, const char* key, const char* value) {
        config::overrides field;
        test::override_for_user(field, fmt::format("{}.{}", gateway::name_of(channel), key), value);
        field.apply_to(who.otp);
    }
    std::string sent_by(channel channel) {
        assert_true(send_code(gateway, who, channel, {}).outcome == gateway::outcome::sent);
        return gateway.seen;
    }
};

login_fixture& on(void** state) {
    return *static_cast<login_fixture*>(*state);
}

void the_subject_says_who_gets_what(void** state) {
    login_fixture& s = on(state);
    assert_string_equal(s.sent_by(channel::smart).c_str(), "smart to 13105551212 ATCK en-GB from nowhere");
    s.who.originating_ip = "203.0.113.45";
    assert_string_equal(s.sent_by(channel::sms).c_str(), "sms to 13105551212 ATCK en-GB from 203.0.113.45");
}

void each_channel_gets_its_own_fields_only(void** state) {
    login_fixture& s = on(state);
    s.set(channel::voice, "extension_template", ",,123");
    s.set(channel::voice, "extension_type", "1");
    s.set(channel::sms, "template", "Code $$CODE$$");
    s.set(channel::smart, "preference", "SMS Verify");
    const std::string base = " to 13105551212 ATCK en-GB from nowhere";
    assert_string_equal(s.sent_by(channel::voice).c_str(),
                        ("voice" + base + "\nextension_type=1\nextension_template=,,123").c_str());
    assert_string_equal(s.sent_by(channel::sms).c_str(), ("sms" + base + "\ntemplate=Code $$CODE$$").c_str());
    assert_string_equal(s.sent_by(channel::smart).c_str(),
                        ("smart" + base + "\npreference=SMS Verify").c_str());
}

int make_scene(void** state) {
    *state = new login_fixture;
    return 0;
}

int drop_scene(void** state) {
    delete static_cast<login_fixture*>(*state);
    return 0;
}

void telesign_makes_the_code_unless_told_otherwise(void** state) {
    login_fixture& s = on(state);
    s.sent_by(channel::sms);
    assert_true(s.gateway.codes.empty());
}

void every_send_has_a_fresh_code_of_ours(void** state) {
    login_fixture& s = on(state);
    s.who.otp.verify_code = config::code_maker::local;
    for (int round = 0; round < 10; ++round)
        s.sent_by(round % 2 == 0 ? channel::sms : channel::voice);
    assert_int_equal(s.gateway.codes.size(), 10);
    for (const std::string& code : s.gateway.codes)
        assert_true(code.size() == 5 && code >= "10000" && code <= "99999");
    assert_true(std::set<std::string>(s.gateway.codes.begin(), s.gateway.codes.end()).size() > 1);
}

void a_code_of_ours_has_the_length_that_is_set_and_a_call_can_say(void** state) {
    login_fixture& s = on(state);
    s.who.otp.verify_code = config::code_maker::local;
    for (const unsigned length : {3U, 4U, 5U, 6U, 7U}) {
        s.who.otp.code_length = length;
        s.sent_by(channel::sms);
        assert_int_equal(s.gateway.codes.back().size(), length);
        s.sent_by(channel::voice);
        assert_int_equal(s.gateway.codes.back().size(), length < 5 ? length : 5);
        assert_true(s.gateway.codes.back().front() != '0');
    }
}

void without_random_numbers_nothing_is_sent(void** state) {
    login_fixture& s = on(state);
    s.who.otp.verify_code = config::code_maker::local;
    generator_fails = true;
    const auto result = send_code(s.gateway, s.who, channel::sms, {});
    generator_fails = false;
    assert_true(result.outcome == gateway::outcome::not_possible);
    assert_true(result.detail.starts_with("not sent: the kernel returned no random numbers"));
    assert_true(s.gateway.seen.empty());
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, make_scene, drop_scene)
    const CMUnitTest tests[] = {
        CASE(the_subject_says_who_gets_what),
        CASE(each_channel_gets_its_own_fields_only),
        CASE(telesign_makes_the_code_unless_told_otherwise),
        CASE(every_send_has_a_fresh_code_of_ours),
        CASE(a_code_of_ours_has_the_length_that_is_set_and_a_call_can_say),
        CASE(without_random_numbers_nothing_is_sent),
    };
    return cmocka_run_group_tests_name("telesignd/send_code", tests, nullptr, nullptr);
}
