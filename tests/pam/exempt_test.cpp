// SPDX-License-Identifier: BSD-3-Clause
// Who is not asked for a code, and programs that are not root's, through the real module and daemon.

#include "pam/login_fixture.h"

#include <cstring>
#include <iterator>
#include <stdexcept>

#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace pam_test;

// Only PAM_IGNORE jumps over the first line's successors and ends well.
constexpr const char* only_ignored = "auth [ignore=1 success=bad default=bad] @MODULE@ @ARGUMENTS@\n"
                                     "auth requisite pam_deny.so\n"
                                     "auth required pam_permit.so\n";

constexpr const char* exemptions = "[exempt]\n"
                                   "users = backup, monitor\n"
                                   "groups = daemon\n"
                                   "services = vsftpd\n"
                                   "networks = 192.0.2.0/24\n"
                                   "[exempt office]\n"
                                   "users = carol, dave\n"
                                   "services = sshd\n"
                                   "networks = 198.51.100.0/24\n";

struct row {
    const char* name; ///< also the test's name
    const char* user;
    const char* service;
    const char* rhost;
    const char* detail; ///< in the log; nullptr: the code is asked for
};

// "daemon" and "bin" are users of Debian's, each in its own group only; the others are not the system's.
const row rows[] = {
    {"a user", "backup", "login", nullptr, "detail=\"[exempt] users backup\""},
    {"a user without a phone", "monitor", "login", nullptr, "detail=\"[exempt] users monitor\""},
    {"another user", "alice", "login", nullptr, nullptr},
    {"a group", "daemon", "login", nullptr, "detail=\"[exempt] groups daemon\""},
    {"a service", "erin", "vsftpd", nullptr, "detail=\"[exempt] services vsftpd\""},
    {"a network", "grace", "sshd", "192.0.2.77", "detail=\"[exempt] networks 192.0.2.0/24\""},
    {"all keys of a section", "carol", "sshd", "198.51.100.7", "detail=\"[exempt office]\""},
    {"not all keys of a section", "dave", "sudo", "198.51.100.7", nullptr},
};

std::string number_of(std::size_t index) {
    return std::to_string(13105554000 + static_cast<long>(index));
}

tests::environment_options options_with(const char* configuration) {
    tests::environment_options options;
    options.phones.clear();
    for (std::size_t index = 0; index < std::size(rows); ++index)
        if (std::strcmp(rows[index].user, "monitor") != 0)
            options.phones += std::string{rows[index].user} + " = +" + number_of(index) + '\n';
    options.users = {"monitor"};
    options.more = configuration;
    return options;
}

void run_as(login_fixture& login, const row& wanted) {
    login.phone = number_of(static_cast<std::size_t>(&wanted - rows));
    login.wanted.service = wanted.service;
    login.wanted.rhost = wanted.rhost;
    login.wanted.stack = wanted.detail == nullptr ? "auth required @MODULE@ @ARGUMENTS@" : only_ignored;
    login.run_as(wanted.user, {the_code});
}

/// One environment for all rows: a user and a phone for each.
std::unique_ptr<login_fixture> the_login;

int open_environment(void**) {
    the_login = std::make_unique<login_fixture>(options_with(exemptions));
    return 0;
}

int close_environment(void**) {
    the_login.reset();
    return 0;
}

void plays_as_its_row_says(void** state) {
    const row& expected = *static_cast<const row*>(*state);
    const std::size_t codes = the_login->environment->codes().size();
    run_as(*the_login, expected);
    the_login->assert_code(PAM_SUCCESS);
    const bool is_asked = expected.detail == nullptr;
    assert_int_equal(the_login->result.messages.empty(), !is_asked);
    assert_int_equal(the_login->environment->codes().size(), codes + (is_asked ? 1 : 0));
    the_login->assert_logged(is_asked ? "outcome=granted reason=code_valid"
                                      : "outcome=ignored reason=exempt");
    if (!is_asked)
        the_login->assert_logged(expected.detail);
}

int open_inverted(void** state) {
    tests::environment_options options = options_with("[exempt]\ngroups = !daemon\n");
    options.phones += "nobody-has-this-name = +13105553999\n";
    options.unlisted_users = {"nobody-has-this-name"};
    *state = new login_fixture{options};
    return 0;
}

void a_group_with_a_bang_exempts_those_who_are_known_to_be_outside(void** state) {
    login_fixture& login = login_of(state);
    login.wanted.stack = only_ignored;
    login.run_as("bin", {});
    login.assert_code(PAM_SUCCESS);
    login.assert_logged("reason=exempt");
    login.assert_logged("detail=\"[exempt] groups !daemon\"");
    login.wanted.stack = "auth required @MODULE@ @ARGUMENTS@";
    login.run_as("daemon", {the_code});
    login.assert_code(PAM_SUCCESS);
    login.assert_logged("outcome=granted reason=code_valid");
    login.run_as("nobody-has-this-name", {"000", "001", "002"}); // not known to the system
    login.assert_code(PAM_MAXTRIES);
    login.assert_logged("reason=code_wrong"); // asked, since its phone is listed
}

void become(uid_t user) {
    if (::seteuid(user) != 0)
        throw std::runtime_error{"run me as root"};
}

/// A program of the user "daemon", uid 1, that may connect.
int open_unprivileged(void** state, const char* configuration) {
    auto* opened = new login_fixture{options_with(configuration)};
    ::chmod(opened->environment->path("").c_str(), 0711);
    ::chmod(opened->environment->socket().c_str(), 0666);
    opened->wanted.at_start = [] { become(1); };
    *state = opened;
    return 0;
}

int open_refused(void** state) {
    return open_unprivileged(state, "[exempt]\nusers = daemon\n");
}

int open_allowed(void** state) {
    return open_unprivileged(state, "[service locker]\nallow_unprivileged = yes\n"
                                    "[exempt]\nnetworks = 192.0.2.0/24\n");
}

/// Logs in as uid 1, which it is until the prompt.
void run_unprivileged(login_fixture& login, const char* user, const char* service) {
    login.user = user;
    login.wanted.user = user;
    login.wanted.service = service;
    login.wanted.rhost = "192.0.2.7"; // its own word
    login.wanted.answers.clear();
    login.wanted.at_prompt = [&] {
        become(0);
        login.wanted.answers = {login.last_code()};
    };
    login.result = authenticate(login.wanted);
    become(0);
}

void a_program_that_is_not_roots_is_refused(void** state) {
    login_fixture& login = login_of(state);
    run_unprivileged(login, "daemon", "locker");
    login.assert_code(PAM_PERM_DENIED);
    login.assert_logged("outcome=not_permitted reason=unprivileged");
    assert_int_equal(login.environment->codes().size(), 0);
}

void one_that_is_allowed_asks_for_its_own_user_only(void** state) {
    login_fixture& login = login_of(state);
    run_unprivileged(login, "daemon", "locker");
    login.assert_code(PAM_SUCCESS);
    login.assert_logged("outcome=granted reason=code_valid"); // where it says it is exempts nobody
    login.assert_logged("uid=1");
    run_unprivileged(login, "bin", "locker");
    login.assert_code(PAM_PERM_DENIED);
    login.assert_logged("outcome=not_permitted reason=foreign_account");
    run_unprivileged(login, "alice", "sshd");
    login.assert_code(PAM_PERM_DENIED);
    login.assert_logged("outcome=not_permitted reason=unprivileged");
    assert_int_equal(login.environment->codes().size(), 1);
}

} // namespace

int main() {
    std::vector<CMUnitTest> tests;
    for (const row& each : rows)
        tests.push_back({each.name, plays_as_its_row_says, nullptr, nullptr, const_cast<row*>(&each)});
    const CMUnitTest others[] = {
        cmocka_unit_test_setup_teardown(a_group_with_a_bang_exempts_those_who_are_known_to_be_outside,
                                        open_inverted, close_login),
        cmocka_unit_test_setup_teardown(a_program_that_is_not_roots_is_refused, open_refused, close_login),
        cmocka_unit_test_setup_teardown(one_that_is_allowed_asks_for_its_own_user_only, open_allowed,
                                        close_login),
    };
    tests.insert(tests.end(), std::begin(others), std::end(others));
    return _cmocka_run_group_tests("exempt", tests.data(), tests.size(), open_environment, close_environment);
}
