#include "telesignd/peer.h"

#include <string>

#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/unique_fd.h"

#include "cmocka_cpp.h"

namespace {

using namespace telesignd;

void the_kernel_names_the_peer(void**) {
    int ends[2] = {-1, -1};
    assert_int_equal(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    const support::unique_fd one{ends[0]};
    const support::unique_fd other{ends[1]};
    const auto who = peer_of(one.get());
    assert_true(who.has_value());
    assert_int_equal(who->uid, ::getuid());
    assert_int_equal(who->pid, ::getpid());
}

void a_descriptor_without_credentials_has_no_peer(void**) {
    int ends[2] = {-1, -1};
    assert_int_equal(::pipe(ends), 0);
    const support::unique_fd one{ends[0]};
    const support::unique_fd other{ends[1]};
    assert_false(peer_of(one.get()).has_value());
}

void root_asks_for_anybody(void**) {
    assert_true(may_ask_for({1, 0}, "daemon"));
    assert_true(may_ask_for({1, 0}, "nobody-has-this-name"));
}

void others_ask_for_their_own_account_only(void**) {
    const passwd* account = ::getpwnam("daemon"); // NOLINT(concurrency-mt-unsafe): one thread
    assert_non_null(account);
    const uid_t uid = account->pw_uid;
    assert_true(may_ask_for({1, uid}, "daemon"));
    assert_false(may_ask_for({1, uid}, "root"));
    assert_false(may_ask_for({1, uid}, "nobody-has-this-name"));
    assert_false(may_ask_for({1, uid}, ""));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_kernel_names_the_peer),
        cmocka_unit_test(a_descriptor_without_credentials_has_no_peer),
        cmocka_unit_test(root_asks_for_anybody),
        cmocka_unit_test(others_ask_for_their_own_account_only),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
