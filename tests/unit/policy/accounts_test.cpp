// SPDX-License-Identifier: BSD-3-Clause
// Users and groups, from a system that the test makes up in place of libc's NSS.
#include "policy/accounts.h"

#include "captured_stderr.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include <grp.h>
#include <pwd.h>
#include <strings.h>

#include "cmocka_cpp.h"

namespace {

using policy::find_account;
using policy::membership;
using policy::membership_of;

/// What the directory knows, and how it fails.
struct directory {
    std::map<std::string, std::vector<gid_t>> users; ///< all their groups, the primary one first
    std::map<std::string, gid_t> groups;
    std::vector<std::string> members; ///< that a group's entry lists
    std::size_t entry_size = 0;       ///< what an entry needs
    int user_error = 0;
    int group_error = 0;
    bool groups_cannot_be_listed = false;
} system_directory;

constexpr std::size_t more_than_any_buffer = std::size_t{64} * 1024 * 1024;

} // namespace

// In place of libc's, for the code under test.
extern "C" int getpwnam_r(const char* name, passwd* entry, char*, size_t size, passwd** found) {
    *found = nullptr;
    if (system_directory.user_error != 0)
        return system_directory.user_error;
    if (size < system_directory.entry_size)
        return ERANGE;
    const auto user = system_directory.users.find(strcasecmp(name, "alice") == 0 ? "alice" : name);
    if (user == system_directory.users.end())
        return 0;
    *entry = {};
    entry->pw_name = const_cast<char*>(user->first.c_str());
    entry->pw_uid = 1000;
    entry->pw_gid = user->second.front();
    *found = entry;
    return 0;
}

extern "C" int getgrnam_r(const char* name, group* entry, char* buffer, size_t size, group** found) {
    *found = nullptr;
    if (system_directory.group_error != 0)
        return system_directory.group_error;
    if (size < system_directory.entry_size || size < 256)
        return ERANGE;
    const auto known = system_directory.groups.find(name);
    if (known == system_directory.groups.end())
        return 0;
    *entry = {};
    entry->gr_gid = known->second;
    entry->gr_mem = reinterpret_cast<char**>(buffer);
    std::size_t at = 0;
    for (const std::string& member : system_directory.members)
        entry->gr_mem[at++] = const_cast<char*>(member.c_str());
    entry->gr_mem[at] = nullptr;
    *found = entry;
    return 0;
}

extern "C" int getgrouplist(const char* user, gid_t, gid_t* into, int* count) {
    const std::vector<gid_t>& all = system_directory.users.at(user);
    const int needed = static_cast<int>(all.size());
    const bool fits = needed <= *count && !system_directory.groups_cannot_be_listed;
    if (fits)
        std::copy(all.begin(), all.end(), into);
    *count = needed;
    return fits ? needed : -1;
}

namespace {

int make_directory(void**) {
    system_directory = {};
    system_directory.users = {{"alice", {100, 10}}, {"bob", {100}}};
    system_directory.groups = {{"wheel", 10}, {"users", 100}};
    return 0;
}

void assert_membership(const char* user, const char* group, membership expected, const char* line = "") {
    membership found{};
    std::string log;
    {
        const tests::captured_stderr captured;
        found = membership_of(find_account(user).value(), group);
        log = captured.text();
    }
    assert_true(found == expected);
    if (*line == '\0')
        assert_string_equal(log.c_str(), "");
    else if (log.find(line) == std::string::npos)
        fail_msg("\"%s\" is not in: %s", line, log.c_str());
}

void a_user_is_in_their_primary_and_supplementary_groups(void**) {
    assert_membership("alice", "wheel", membership::member);
    assert_membership("alice", "users", membership::member);
    assert_membership("bob", "wheel", membership::outsider);
}

void a_user_whom_only_the_groups_entry_lists_is_in_it(void**) {
    system_directory.members = {"carol", "bob"};
    assert_membership("bob", "wheel", membership::member);
    system_directory.members = {"bobby", "bo"};
    assert_membership("bob", "wheel", membership::outsider);
}

void an_account_has_the_systems_spelling(void**) {
    for (const char* const spelling : {"alice", "ALICE"}) {
        const auto found = find_account(spelling);
        assert_true(found.has_value());
        assert_string_equal(found->name.c_str(), "alice");
    }
}

void an_unknown_user_has_no_account(void**) {
    for (const char* const name : {"mallory", ""}) {
        const auto found = find_account(name);
        assert_false(found.has_value());
        assert_true(found.error().cause == policy::no_account::reason::unknown);
    }
}

void assert_silent(const char* name, const char* detail) {
    const auto found = find_account(name);
    assert_false(found.has_value());
    assert_true(found.error().cause == policy::no_account::reason::silent);
    assert_string_equal(found.error().detail.c_str(), detail);
}

void an_unknown_group_has_neither_members_nor_outsiders(void**) {
    assert_membership("bob", "wheels", membership::unknown,
                      "group wheels: no such group: nobody is exempt by it\n");
}

void a_directory_that_is_down_tells_nothing(void**) {
    system_directory.group_error = EIO;
    assert_membership("bob", "wheel", membership::unknown,
                      "group wheel: Input/output error: nobody is exempt by it\n");
    system_directory.user_error = EIO;
    assert_silent("bob", "Input/output error");
    assert_silent("mallory", "Input/output error");
}

void groups_that_cannot_be_listed_tell_nothing(void**) {
    system_directory.groups_cannot_be_listed = true;
    assert_membership("bob", "wheel", membership::unknown, "group wheel: its members are not known: nobody");
}

void large_entries_get_large_buffers(void**) {
    system_directory.entry_size = 1'000'000;
    assert_membership("alice", "wheel", membership::member);
    const auto found = find_account("alice");
    assert_true(found.has_value());
    assert_int_equal(found->uid, 1000);
    assert_int_equal(found->gid, 100);
}

void entries_that_never_fit_tell_nothing(void**) {
    system_directory.entry_size = more_than_any_buffer;
    assert_silent("alice", "Numerical result out of range");
}

void a_user_may_be_in_very_many_groups(void**) {
    std::vector<gid_t>& all = system_directory.users["alice"];
    all = {100};
    for (gid_t each = 1000; each < 6000; ++each)
        all.push_back(each);
    system_directory.groups["last"] = 5999;
    assert_membership("alice", "last", membership::member);
    assert_membership("alice", "wheel", membership::outsider);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup(name, make_directory)
    const CMUnitTest tests[] = {
        CASE(a_user_is_in_their_primary_and_supplementary_groups),
        CASE(a_user_whom_only_the_groups_entry_lists_is_in_it),
        CASE(an_account_has_the_systems_spelling),
        CASE(an_unknown_user_has_no_account),
        CASE(an_unknown_group_has_neither_members_nor_outsiders),
        CASE(a_directory_that_is_down_tells_nothing),
        CASE(groups_that_cannot_be_listed_tell_nothing),
        CASE(large_entries_get_large_buffers),
        CASE(entries_that_never_fit_tell_nothing),
        CASE(a_user_may_be_in_very_many_groups),
    };
    return cmocka_run_group_tests_name("policy/accounts", tests, nullptr, nullptr);
}
