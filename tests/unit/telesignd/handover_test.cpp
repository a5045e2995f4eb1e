// SPDX-License-Identifier: BSD-3-Clause
// What one telesignd leaves to the next: read as it was written, or not at all.

#include "telesignd/handover.h"

#include "telesignd/left_over.h"

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cmocka_cpp.h"

namespace {

using namespace std::chrono_literals;
using namespace telesignd;
using gateway::channel;
using nlohmann::json;
using protocol::result;
using steady = std::chrono::steady_clock;

const std::string no_utf8 = "al\xff\x01\"ice";

std::shared_ptr<pending_code> code(channel channel = channel::voice) {
    auto made =
        std::make_shared<pending_code>(channel, "0123456789ABCDEF0123456789ABCDEF", steady::now(), 4, true);
    pending_code::history past{4, false, {}};
    past.wrong.emplace_back("00111");
    past.wrong.emplace_back("00222");
    made->restore(std::move(past));
    return made;
}

pending_login login(std::shared_ptr<pending_code> of = code()) {
    audit_record record;
    record.user = "alice";
    record.account = "alice@corp";
    record.channel = "voice";
    record.reference_id = "0123456789ABCDEF0123456789ABCDEF";
    record.detail = "a detail";
    record.risk = "unknown: sim_swap";
    record.sends = 2;
    record.lookups = 3;
    record.attempts = 1;
    open_question question{.is_known = false,
                           .phone = "13105551212",
                           .code = std::move(of),
                           .has_joined = true,
                           .had_code = true,
                           .text_only = true,
                           .is_lost = true,
                           .is_final = true,
                           .until = steady::now() + 5min,
                           .resends_left = 7,
                           .no_codes = 2,
                           .empty_answers = 3,
                           .has_repeated = true,
                           .has_typed = true,
                           .recovery = {}};
    return {support::unique_fd{::open("/dev/null", O_RDWR | O_CLOEXEC)},
            {812, 1000},
            {"sshd", no_utf8, "bob", "2001:db8::1", "pts/0", 5},
            record,
            std::move(question)};
}

handover left_by(pending_login one) {
    handover left;
    left.logins.push_back(std::move(one));
    return left;
}

void assert_same_question(const open_question& now, const open_question& then) {
    assert_string_equal(now.phone.c_str(), then.phone.c_str());
    assert_true(now.has_joined == then.has_joined && now.had_code == then.had_code &&
                now.text_only == then.text_only && now.is_known == then.is_known &&
                now.is_lost == then.is_lost && now.is_final == then.is_final &&
                now.has_repeated == then.has_repeated && now.has_typed == then.has_typed);
    assert_true(now.until == then.until);
    assert_int_equal(now.resends_left, then.resends_left);
    assert_int_equal(now.no_codes, then.no_codes);
    assert_int_equal(now.empty_answers, then.empty_answers);
}

void a_login_is_read_as_it_was_written(void**) {
    const pending_login then = login();
    auto given = login(then.question.code);
    given.question.until = then.question.until;
    const auto taken = tests::left_over(left_by(std::move(given)));
    if (!taken)
        fail_msg("%s", taken.error().c_str());
    assert_int_equal(taken->logins.size(), 1);
    const pending_login& now = taken->logins.front();
    assert_true(now.caller.pid == then.caller.pid && now.caller.uid == then.caller.uid);
    assert_true(now.request.service == then.request.service && now.request.user == no_utf8 &&
                now.request.ruser == then.request.ruser && now.request.rhost == then.request.rhost &&
                now.request.tty == then.request.tty && now.request.flags == then.request.flags);
    assert_true(now.record.user == then.record.user && now.record.account == then.record.account &&
                now.record.channel == then.record.channel &&
                now.record.reference_id == then.record.reference_id &&
                now.record.detail == then.record.detail && now.record.risk == then.record.risk);
    assert_true(now.record.sends == 2 && now.record.lookups == 3 && now.record.attempts == 1);
    assert_same_question(now.question, then.question);
    assert_false(now.question.recovery.has_value());
}

void a_code_is_read_with_its_tries(void**) {
    const auto then = code();
    const auto taken = tests::left_over(left_by(login(then)));
    if (!taken)
        fail_msg("%s", taken.error().c_str());
    const pending_code& now = *taken->logins.front().question.code;
    assert_true(now.channel == then->channel && now.is_own && now.sent_at == then->sent_at);
    assert_string_equal(now.reference_id.c_str(), then->reference_id.c_str());
    assert_int_equal(now.tries_left(), 2);
    const pending_code::history past = now.past();
    assert_int_equal(past.wrong.size(), 2);
    assert_true(past.wrong[0].view() == "00111" && past.wrong[1].view() == "00222");
    then->close();
    const auto closed = tests::left_over(left_by(login(then)));
    assert_true(closed->logins.front().question.code->is_closed());
}

void who_shared_a_code_still_does(void**) {
    const auto shared = code();
    handover left;
    for (int each = 0; each < 2; ++each)
        left.logins.push_back(login(shared));
    const pending_codes::place place{"alice", "sshd", "192.0.2.1", no_utf8, "13105551212", true};
    left.codes.emplace_back(place, shared);
    const auto taken = tests::left_over(std::move(left));
    if (!taken)
        fail_msg("%s", taken.error().c_str());
    assert_int_equal(taken->codes.size(), 1);
    assert_true(taken->codes.front().first == place);
    assert_ptr_equal(taken->logins[0].question.code.get(), taken->codes.front().second.get());
    assert_ptr_equal(taken->logins[1].question.code.get(), taken->codes.front().second.get());
}

void a_question_for_a_recovery_code_is_read(void**) {
    pending_login given = login(nullptr);
    given.record.channel = {};
    const recovery_question then{steady::now() + 1min,
                                 4,
                                 result::unavailable,
                                 "telesign_unreachable",
                                 "Not \xff now.",
                                 "why",
                                 std::chrono::sys_seconds{1'700'000'000s}};
    given.question.recovery = then;
    const auto taken = tests::left_over(left_by(std::move(given)));
    if (!taken)
        fail_msg("%s", taken.error().c_str());
    const open_question& now = taken->logins.front().question;
    assert_null(now.code.get());
    assert_true(taken->logins.front().record.channel.empty());
    assert_true(now.recovery->until == then.until && now.recovery->no_codes == 4 &&
                now.recovery->result == then.result && now.recovery->reason == then.reason &&
                now.recovery->text == then.text && now.recovery->detail == then.detail &&
                now.recovery->refused_until == then.refused_until);
}

void what_decoys_know_goes_along(void**) {
    handover left;
    left.times = {{900ms, 901ms}, {20ms}, {}};
    const auto taken = tests::left_over(std::move(left));
    if (!taken)
        fail_msg("%s", taken.error().c_str());
    assert_true(taken->times.send == std::vector<steady::duration>({900ms, 901ms}) &&
                taken->times.check == std::vector<steady::duration>({20ms}) && taken->times.lookup.empty());
}

void nothing_is_left_by_an_idle_one(void**) {
    const auto taken = tests::left_over({});
    if (!taken)
        fail_msg("%s", taken.error().c_str());
    assert_true(taken->logins.empty() && taken->codes.empty());
}

void descriptors_of_systemd_stay_free(void**) {
    handover left = left_by(login());
    const support::unique_fd recovery_code{::fcntl(left.logins[0].socket.get(), F_DUPFD_CLOEXEC, 10)};
    left.logins[0].socket.reset();
    ::dup2(recovery_code.get(), 3); // whatever the test had there was not its own
    left.logins[0].socket.reset(3);
    const auto file = write_handover(left);
    assert_true(file.has_value());
    assert_true(file->get() > 3 && left.logins[0].socket.get() > 3);
    assert_int_equal(::fcntl(file->get(), F_GETFD), 0); // open after execve(2)
    assert_int_equal(::fcntl(left.logins[0].socket.get(), F_GETFD), 0);
}

/// What read_handover() says of this file; `socket` is one of its "sockets", and has to be closed after that.
std::string refused(const json& whole, int socket) {
    const auto bytes = json::to_cbor(whole);
    support::unique_fd file{::memfd_create("test", MFD_CLOEXEC)};
    assert_int_equal(::write(file.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    const auto taken = read_handover(std::move(file));
    assert_false(taken.has_value());
    assert_int_equal(::fcntl(socket, F_GETFD), -1);
    assert_int_equal(errno, EBADF);
    return taken.error();
}

/// A file with one login, as JSON.
json written(int& socket) {
    handover left = left_by(login());
    left.codes.emplace_back(pending_codes::place{"alice", "sshd", {}, {}, {}}, code());
    auto file = write_handover(left);
    assert_true(file.has_value());
    std::vector<std::uint8_t> bytes(std::size_t{64} * 1024);
    const auto size = ::pread(file->get(), bytes.data(), bytes.size(), 0);
    bytes.resize(static_cast<std::size_t>(size));
    socket = ::fcntl(left.logins[0].socket.get(), F_DUPFD, 100);
    json whole = json::from_cbor(bytes);
    whole["sockets"] = {socket};
    whole["logins"][0]["socket"] = socket;
    return whole;
}

void what_an_older_telesignd_does_not_write_is_empty(void**) {
    int socket = -1;
    json whole = written(socket);
    whole["logins"][0]["recovery"] = {
        {"until", 0},   {"no_codes", 0}, {"result", static_cast<std::uint32_t>(result::not_permitted)},
        {"reason", ""}, {"text", ""},    {"detail", ""}};
    whole["logins"][0].erase("refused_until");
    const auto bytes = json::to_cbor(whole);
    support::unique_fd file{::memfd_create("test", MFD_CLOEXEC)};
    assert_int_equal(::write(file.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    const auto taken = read_handover(std::move(file));
    if (!taken)
        fail_msg("%s", taken.error().c_str());
    assert_false(taken->logins.front().question.recovery->refused_until.has_value());
}

void another_format_closes_the_connections(void**) {
    int socket = -1;
    json whole = written(socket);
    whole["format"] = 99;
    whole["logins"] = "something else";
    assert_string_equal(refused(whole, socket).c_str(), "it has format 99, and this telesignd reads 2");
}

void what_makes_no_sense_is_refused_whole(void**) {
    const auto spoil = [](void (*how)(json & login, json & whole)) {
        int socket = -1;
        json whole = written(socket);
        how(whole["logins"][0], whole);
        assert_true(refused(whole, socket).size() > 5);
    };
    spoil([](json& one, json&) { one["code"] = 7; });
    spoil([](json& one, json&) { one["code"] = nullptr; });
    spoil([](json& one, json&) { one["socket"] = 1; });
    spoil([](json& one, json&) { one["channel"] = "pigeon"; });
    spoil([](json& one, json&) { one["question"].erase("until"); });
    spoil([](json& one, json&) { one["question"]["resends_left"] = "many"; });
    spoil([](json& one, json&) { one.erase("request"); });
    spoil([](json&, json& whole) { whole["codes"][0].erase("attempts"); });
    spoil([](json&, json& whole) { whole["open_codes"] = {{{"place", "here"}, {"code", 0}}}; });
    spoil([](json&, json& whole) {
        whole["open_codes"] = {{{"place", whole["open_codes"][0]["place"]}, {"code", nullptr}}};
    });
    for (const auto how : {result::granted, result::ignored}) {
        int socket = -1;
        json whole = written(socket);
        whole["logins"][0]["recovery"] = {
            {"until", 0},   {"no_codes", 0}, {"result", static_cast<std::uint32_t>(how)},
            {"reason", ""}, {"text", ""},    {"detail", ""}};
        assert_true(refused(whole, socket).size() > 5);
    }
}

void what_is_no_such_file_is_refused(void**) {
    assert_false(read_handover(support::unique_fd{}).has_value());
    assert_false(read_handover(support::unique_fd{::open("/dev/null", O_RDONLY | O_CLOEXEC)}).has_value());
    support::unique_fd file{::memfd_create("test", MFD_CLOEXEC)};
    assert_int_equal(::write(file.get(), "no CBOR", 7), 7);
    assert_false(read_handover(std::move(file)).has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_login_is_read_as_it_was_written),
        cmocka_unit_test(a_code_is_read_with_its_tries),
        cmocka_unit_test(who_shared_a_code_still_does),
        cmocka_unit_test(a_question_for_a_recovery_code_is_read),
        cmocka_unit_test(what_decoys_know_goes_along),
        cmocka_unit_test(nothing_is_left_by_an_idle_one),
        cmocka_unit_test(descriptors_of_systemd_stay_free),
        cmocka_unit_test(what_an_older_telesignd_does_not_write_is_empty),
        cmocka_unit_test(another_format_closes_the_connections),
        cmocka_unit_test(what_makes_no_sense_is_refused_whole),
        cmocka_unit_test(what_is_no_such_file_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
