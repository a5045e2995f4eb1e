// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/peer.h"

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
    assert_true(may_ask_for({1, 0}, policy::account{"daemon", 1, 1}));
    assert_true(may_ask_for({1, 0}, tl::unexpected{policy::no_account{}}));
}

void others_ask_for_their_own_account_only(void**) {
    const policy::account own{"daemon", 1, 1};
    const policy::account roots{"root", 0, 0};
    using enum policy::no_account::reason;
    assert_true(may_ask_for({1, 1}, own));
    assert_false(may_ask_for({1, 1}, roots));
    for (const auto why : {unknown, silent})
        assert_false(may_ask_for({1, 1}, tl::unexpected{policy::no_account{why}}));
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
