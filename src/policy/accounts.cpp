// SPDX-License-Identifier: BSD-3-Clause
#include "policy/accounts.h"

#include "support/log.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include <grp.h>
#include <pwd.h>

namespace policy {

namespace {

constexpr std::size_t first_buffer = 1024;
constexpr std::size_t largest_buffer = std::size_t{16} * 1024 * 1024; // a group's entry holds all its members
constexpr int first_groups = 64;
constexpr int max_groups = 65536; // NGROUPS_MAX of Linux

/// Calls `look_up` (getpwnam_r and the like) with a buffer that grows until it is large enough; its error.
template <typename LookUp>
int with_buffer(std::vector<char>& buffer, LookUp look_up) {
    buffer.resize(first_buffer);
    for (;;) {
        const int error = look_up(buffer.data(), buffer.size());
        if (error != ERANGE || buffer.size() >= largest_buffer)
            return error;
        buffer.resize(2 * buffer.size());
    }
}

/// Empty: it cannot be told.
std::vector<gid_t> groups_of(const std::string& user, gid_t primary) {
    std::vector<gid_t> groups;
    for (int size = first_groups; size <= 2 * max_groups; size *= 2) {
        groups.resize(static_cast<std::size_t>(size));
        int count = size;
        if (::getgrouplist(user.c_str(), primary, groups.data(), &count) >= 0) {
            groups.resize(static_cast<std::size_t>(count));
            return groups;
        }
    }
    return {};
}

bool has_member(const group& entry, const std::string& user) {
    for (char** each = entry.gr_mem; each != nullptr && *each != nullptr; ++each)
        if (user == *each)
            return true;
    return false;
}

} // namespace

found_account find_account(const std::string& name) {
    std::vector<char> buffer;
    passwd entry{};
    passwd* found = nullptr;
    const int error = with_buffer(buffer, [&](char* into, std::size_t size) {
        return ::getpwnam_r(name.c_str(), &entry, into, size, &found);
    });
    // glibc returns an error only when a service of nsswitch.conf(5) was not available: "no such user" is none.
    if (error != 0)
        return tl::unexpected{no_account{no_account::reason::silent, ::strerrordesc_np(error)}};
    if (found == nullptr || found->pw_name == nullptr || *found->pw_name == '\0')
        return tl::unexpected{no_account{}};
    return account{found->pw_name, found->pw_uid, found->pw_gid};
}

membership membership_of(const account& user, const std::string& group_name) {
    const std::vector<gid_t> groups = groups_of(user.name, user.gid);
    // Asked second: getgrouplist(3) does not tell when a directory is down, which this most likely does.
    std::vector<char> buffer;
    group entry{};
    group* found = nullptr;
    const int error = with_buffer(buffer, [&](char* into, std::size_t size) {
        return ::getgrnam_r(group_name.c_str(), &entry, into, size, &found);
    });
    if (error != 0 || found == nullptr || groups.empty()) {
        support::log(support::severity::warning, "group {}: {}: nobody is exempt by it", group_name,
                     error != 0         ? ::strerrordesc_np(error)
                     : found == nullptr ? "no such group"
                                        : "its members are not known");
        return membership::unknown;
    }
    const bool is_in = std::find(groups.begin(), groups.end(), found->gr_gid) != groups.end();
    return is_in || has_member(*found, user.name) ? membership::member : membership::outsider;
}

} // namespace policy
