// SPDX-License-Identifier: BSD-3-Clause
// Many logins at once, through the real module and daemon to a provider that is slow: no more
// guesses than allowed, and no more codes than needed.

#include "pam/login_fixture.h"

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <future>
#include <mutex>
#include <utility>

namespace {

using namespace pam_test;

constexpr const char* slow = "[13105551212]\ncheck = delay 0.4\n";

login_fixture& begin(void** state, const tests::environment_options& options) {
    login_fixture& result = start_login(state, options);
    result.wanted.service = "telesign-guesses"; // logins of one service share a code
    return result;
}

tests::environment_options options_with(const std::string& failures, const std::string& otp) {
    tests::environment_options options;
    options.faults = slow;
    options.telesign = "connect_timeout = 25\nrequest_timeout = 25\n"; // many at once, also under a sanitizer
    options.otp =
        "channels = sms\nresends = 0\n" + otp; // where another code would be offered, the login ends
    options.limits = "sends_per_user =\nsends_per_phone =\nsends_per_source =\nsends_total =\n"
                     "resend_cooldown = 0s\n" +
                     failures + '\n';
    options.more = "[daemon]\nmax_logins_per_user = 100\n";
    return options;
}

/// What logins at once wait for.
struct starting_line {
    std::mutex mutex;
    std::condition_variable changed;
    unsigned ready = 0; ///< have their first prompt, or have ended without
    bool may_go = false;

    void wait_until(unsigned count) {
        std::unique_lock lock{mutex};
        changed.wait(lock, [&] { return ready >= count; });
    }
    void let_go() {
        const std::lock_guard lock{mutex};
        may_go = true;
        changed.notify_all();
    }
    void is_ready() {
        const std::lock_guard lock{mutex};
        ++ready;
        changed.notify_all();
    }
    void wait_to_go() {
        std::unique_lock lock{mutex};
        changed.wait(lock, [&] { return may_go; });
    }
};

int guess(login wanted, starting_line& line) {
    bool is_first = true;
    wanted.at_prompt = [&] {
        if (!std::exchange(is_first, false))
            return;
        line.is_ready();
        line.wait_to_go();
    };
    const int code = authenticate(wanted).code;
    if (is_first)
        line.is_ready();
    return code;
}

/// Logs in so often at once, and types at each first prompt, once all have one, a code that is wrong and
/// nobody else's. PAM's codes, sorted. With `is_together` false each begins when the one before it has its
/// prompt.
std::vector<int> guess_at_once(login_fixture& s, const char* user, unsigned count, bool is_together = false) {
    starting_line line;
    std::vector<std::future<int>> logins;
    for (unsigned each = 0; each < count; ++each) {
        login wanted = s.wanted;
        wanted.user = user;
        wanted.answers = {"0" + std::to_string(1000 + each)}; // TeleSign's codes have seven digits here
        logins.push_back(std::async(std::launch::async, guess, std::move(wanted), std::ref(line)));
        if (!is_together)
            line.wait_until(each + 1);
    }
    line.wait_until(count);
    line.let_go();
    std::vector<int> codes;
    for (auto& each : logins)
        codes.push_back(each.get());
    std::sort(codes.begin(), codes.end());
    return codes;
}

void logins_that_share_a_code_have_its_tries(void** state) {
    login_fixture& s = begin(state, options_with("failures = 10/1h", ""));
    const auto codes = guess_at_once(s, "alice", 25);
    static_cast<void>(s.environment->requests(4)); // waits for them
    assert_int_equal(s.count("POST", "/v1/verify"), 1);
    assert_int_equal(s.count("GET", "/v1/verify"), 3);
    // The others read that the code counts no more; and this shows nobody who has a phone.
    assert_int_equal(std::count(codes.begin(), codes.end(), PAM_AUTH_ERR), 22);
    const auto decoys = guess_at_once(s, "nobody", 25);
    assert_int_equal(std::count(decoys.begin(), decoys.end(), PAM_AUTH_ERR), 22);
}

/// Four guesses are checked, and the fourth locks. The others are denied, and of the first three those that
/// are told only after the fourth was counted.
void assert_locked(const std::vector<int>& codes) {
    const auto denied = std::count(codes.begin(), codes.end(), PAM_PERM_DENIED);
    assert_in_range(denied, 22, 25);
    // Asked for the next code, they have no answer.
    assert_int_equal(std::count(codes.begin(), codes.end(), PAM_CONV_ERR), 25 - denied);
}

void logins_with_codes_of_their_own_have_the_users_failures(void** state) {
    login_fixture& s = begin(state, options_with("failures = 4/1h", "reuse_pending = 0s\n"));
    assert_locked(guess_at_once(s, "alice", 25));
    static_cast<void>(s.environment->requests(29));
    assert_int_equal(s.count("GET", "/v1/verify"), 4);
    s.run_as("alice", {the_code});
    s.assert_code(PAM_PERM_DENIED);
    assert_locked(guess_at_once(s, "nobody", 25));
}

void logins_at_once_share_one_request_for_a_code(void** state) {
    tests::environment_options options = options_with("failures =", "");
    options.faults = "[13105551212]\nsend = delay 0.4\n";
    login_fixture& s = begin(state, options);
    guess_at_once(s, "alice", 10, true);
    assert_int_equal(s.count("POST", "/v1/verify"), 1);
    assert_int_equal(s.environment->codes().size(), 1);
}

void a_program_that_repeats_a_typo_locks_nobody(void** state) {
    login_fixture& s = begin(state, options_with("failures = 3/1h", ""));
    for (int time = 0; time < 5; ++time) {
        s.run_as("alice", {"01000", "01000", "01000"});
        s.assert_code(PAM_AUTH_ERR);
        s.assert_shown("That code was already tried.");
    }
    s.environment->wait_for_log("reason=code_repeated");
    assert_int_equal(s.count("POST", "/v1/verify"), 1);
    assert_int_equal(s.count("GET", "/v1/verify"), 1);
    s.run_as("alice", {the_code});
    s.assert_code(PAM_SUCCESS);
}

} // namespace

#define SLOW(test) cmocka_unit_test_teardown(test, close_login)

int main() {
    const CMUnitTest tests[] = {
        SLOW(logins_that_share_a_code_have_its_tries),
        SLOW(logins_with_codes_of_their_own_have_the_users_failures),
        SLOW(logins_at_once_share_one_request_for_a_code),
        SLOW(a_program_that_repeats_a_typo_locks_nobody),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
