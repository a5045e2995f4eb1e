// SPDX-License-Identifier: BSD-3-Clause
// A verdict that crosses the answer on its way: it is read, however the kernel reports the daemon's going.

#include "pam/fixture.h"

#include <cerrno>
#include <utility>

#include <dlfcn.h>
#include <pthread.h>
#include <semaphore>
#include <sys/socket.h>

#include "cmocka_cpp.h"

namespace {

std::function<void()> before_send; // called in the host's thread around the module's send(2)
std::function<void()> after_send;
int flags_of_send;
pthread_t host_thread;

} // namespace

// The module finds this one before libc's, since the program comes first.
extern "C" __attribute__((visibility("default"))) ssize_t send(int descriptor, const void* bytes, size_t size,
                                                               int flags) {
    using function = ssize_t (*)(int, const void*, size_t, int);
    static const auto real = reinterpret_cast<function>(::dlsym(RTLD_NEXT, "send"));
    const bool is_module = ::pthread_equal(host_thread, ::pthread_self()) != 0;
    if (is_module)
        flags_of_send = flags;
    if (is_module && before_send)
        std::exchange(before_send, nullptr)();
    const ssize_t sent = real(descriptor, bytes, size, flags);
    const int error = errno;
    if (is_module && after_send)
        std::exchange(after_send, nullptr)();
    errno = error;
    return sent;
}

using namespace pam_test;
using protocol::result;

namespace {

/// The daemon stops before its final message until `go` is released.
struct crossing {
    fixture test;
    std::binary_semaphore go{0};
    std::binary_semaphore said{0}; ///< the daemon has spoken, and stays
};

int setup_crossing(void** state) {
    host_thread = ::pthread_self();
    *state = new crossing;
    return 0;
}

int teardown_crossing(void** state) {
    before_send = nullptr;
    after_send = nullptr;
    auto* made = static_cast<crossing*>(*state);
    made->go.release(); // for a script that an assertion left waiting
    delete made;
    return 0;
}

/// At the prompt, sets `hook` to let the daemon speak and close, and waits until it has.
void run(crossing& made, std::function<void()>& hook, result verdict) {
    made.test.wanted.answers = {"12345"};
    made.test.wanted.at_prompt = [&made, &hook] {
        hook = [&made] {
            made.go.release();
            made.test.daemon->finish();
        };
    };
    made.test.run([&made, verdict](peer& module) {
        module.receive();
        module.accepted();
        module.prompt("Code: ");
        made.go.acquire();
        module.verdict(verdict, "said before it closed"); // and closes, with whatever came unread
    });
}

void assert_denied_with_text(const crossing& made) {
    assert_code(made.test.result, PAM_AUTH_ERR);
    assert_string_equal(made.test.result.messages.back().text.c_str(), "said before it closed");
}

void a_verdict_is_read_when_the_answer_meets_a_closed_socket(void** state) { // EPIPE on send
    auto& made = *static_cast<crossing*>(*state);
    run(made, before_send, result::denied);
    assert_denied_with_text(made);
    assert_true((flags_of_send & MSG_NOSIGNAL) !=
                0); // Linux spares SOCK_SEQPACKET the SIGPIPE; nobody promises that
}

void a_verdict_is_read_when_the_answer_was_left_unread(void** state) { // ECONNRESET on recv
    auto& made = *static_cast<crossing*>(*state);
    run(made, after_send, result::denied);
    assert_denied_with_text(made);
}

void granted_is_denied_when_no_answer_could_be_delivered(void** state) {
    auto& made = *static_cast<crossing*>(*state);
    run(made, before_send, result::granted);
    assert_code(made.test.result, PAM_AUTHINFO_UNAVAIL);
    assert_logged(made.test.result, "granted without an answer");
}

/// The daemon gives its verdict while the person still types, and goes on listening.
void run_while_typing(crossing& made, result verdict) {
    made.test.wanted.answers = {"12345"};
    made.test.wanted.at_prompt = [&made] { made.said.acquire(); };
    made.test.run([&made, verdict](peer& module) {
        module.receive();
        module.accepted();
        module.prompt("Code: ");
        module.verdict(verdict, "said before it closed");
        made.said.release();
        module.receive();
    });
    assert_int_equal(made.test.daemon->received().size(), 1); // begin, and no answer
}

void an_answer_that_nobody_would_look_at_stays_here(void** state) {
    auto& made = *static_cast<crossing*>(*state);
    run_while_typing(made, result::denied);
    assert_denied_with_text(made);
}

void granted_while_the_person_types_is_denied(void** state) {
    auto& made = *static_cast<crossing*>(*state);
    run_while_typing(made, result::granted);
    assert_code(made.test.result, PAM_AUTHINFO_UNAVAIL);
    assert_logged(made.test.result, "granted without an answer");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_verdict_is_read_when_the_answer_meets_a_closed_socket,
                                        setup_crossing, teardown_crossing),
        cmocka_unit_test_setup_teardown(a_verdict_is_read_when_the_answer_was_left_unread, setup_crossing,
                                        teardown_crossing),
        cmocka_unit_test_setup_teardown(an_answer_that_nobody_would_look_at_stays_here, setup_crossing,
                                        teardown_crossing),
        cmocka_unit_test_setup_teardown(granted_while_the_person_types_is_denied, setup_crossing,
                                        teardown_crossing),
        cmocka_unit_test_setup_teardown(granted_is_denied_when_no_answer_could_be_delivered, setup_crossing,
                                        teardown_crossing),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
