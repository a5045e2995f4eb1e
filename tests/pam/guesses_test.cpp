// Many logins at once, each in a process of its own, through the real module and daemon to a provider that is slow: no more
// guesses than allowed, and no more codes than needed.

#include "pam/world_login.h"

#include <algorithm>
#include <utility>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace pam_test;

constexpr const char* slow = "[13105551212]\ncheck = delay 0.4\n";

world_login& begin(void** state, const tests::world_options& options) {
    *state = new world_login{options};
    return on(state);
}

tests::world_options with(const std::string& failures, const std::string& otp) {
    tests::world_options options;
    options.faults = slow;
    options.otp =
        "channels = sms\nresends = 0\n" + otp; // where another code would be offered, the login ends
    options.limits = "sends_per_user =\nsends_per_phone =\nsends_per_source =\nsends_total =\n"
                     "resend_cooldown = 0s\n" +
                     failures + '\n';
    return options;
}

/// For a child that has its prompt.
void wait_for_one(int ready) {
    pollfd waiting{ready, POLLIN, 0};
    char byte = 0;
    assert_int_equal(::poll(&waiting, 1, 60'000), 1);
    assert_int_equal(::read(ready, &byte, 1), 1);
}

/// Logs in so often at once, and types at each first prompt, once all have one, a code that is wrong and nobody else's.
/// PAM's codes, sorted. With `is_together` false each begins when the one before it has its prompt.
std::vector<int> guess_at_once(world_login& s, const char* user, unsigned count, bool is_together = false) {
    int ready[2];
    int go[2];
    assert_int_equal(::pipe(ready) + ::pipe(go), 0);
    std::vector<pid_t> children;
    for (unsigned each = 0; each < count; ++each) {
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(go[1]);
            s.wanted.user = user;
            s.wanted.answers = {"0" + std::to_string(1000 + each)}; // TeleSign's codes begin at 10000 here
            bool is_first = true;
            char byte = 0;
            s.wanted.at_prompt = [&] {
                if (std::exchange(is_first, false) &&
                    (::write(ready[1], "", 1) != 1 || ::read(go[0], &byte, 1) != 0))
                    ::_exit(99);
            };
            ::_exit(authenticate(s.wanted).code);
        }
        children.push_back(child);
        if (!is_together)
            wait_for_one(ready[0]);
    }
    for (unsigned each = 0; is_together && each < count; ++each)
        wait_for_one(ready[0]);
    for (const int end : {go[0], go[1], ready[0], ready[1]})
        ::close(end); // now they type
    std::vector<int> codes;
    for (const pid_t each : children) {
        int status = 0;
        assert_int_equal(::waitpid(each, &status, 0), each);
        assert_true(WIFEXITED(status));
        codes.push_back(WEXITSTATUS(status));
    }
    std::sort(codes.begin(), codes.end());
    return codes;
}

void logins_that_share_a_code_have_its_tries(void** state) {
    world_login& s = begin(state, with("failures = 10/1h", ""));
    const auto codes = guess_at_once(s, "alice", 25);
    s.world->requests(4);
    assert_int_equal(s.count("POST", "/v1/verify"), 1);
    assert_int_equal(s.count("GET", "/v1/verify"), 3);
    // The others read that the code counts no more; and this shows nobody who has a phone.
    assert_int_equal(std::count(codes.begin(), codes.end(), PAM_AUTH_ERR), 22);
    const auto decoys = guess_at_once(s, "nobody", 25);
    assert_int_equal(std::count(decoys.begin(), decoys.end(), PAM_AUTH_ERR), 22);
}

void logins_with_codes_of_their_own_have_the_users_failures(void** state) {
    world_login& s = begin(state, with("failures = 4/1h", "reuse_pending = 0s\n"));
    const auto codes = guess_at_once(s, "alice", 25);
    s.world->requests(29);
    assert_int_equal(s.count("GET", "/v1/verify"), 4);
    assert_int_equal(std::count(codes.begin(), codes.end(), PAM_PERM_DENIED),
                     22); // the fourth, and those after it
    s.run_as("alice", {the_code});
    s.assert_code(PAM_PERM_DENIED);
    assert_true(codes == guess_at_once(s, "nobody", 25));
}

void logins_at_once_share_one_request_for_a_code(void** state) {
    tests::world_options options = with("failures =", "");
    options.faults = "[13105551212]\nsend = delay 0.4\n";
    world_login& s = begin(state, options);
    guess_at_once(s, "alice", 10, true);
    assert_int_equal(s.count("POST", "/v1/verify"), 1);
    assert_int_equal(s.world->codes().size(), 1);
}

void a_program_that_repeats_a_typo_locks_nobody(void** state) {
    world_login& s = begin(state, with("failures = 3/1h", ""));
    for (int time = 0; time < 5; ++time) {
        s.run_as("alice", {"01000", "01000", "01000"});
        s.assert_code(PAM_AUTH_ERR);
        s.assert_shown("That code was already tried.");
    }
    s.world->wait_for_log("reason=code_repeated");
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
