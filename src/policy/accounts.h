#pragma once

#include <optional>
#include <string>

#include <sys/types.h>

// Users and groups as the system knows them (NSS). Lookups may take as long as the site's directory does.
namespace policy {

struct account {
    uid_t uid = static_cast<uid_t>(-1);
    gid_t gid = static_cast<gid_t>(-1); ///< the primary group
};

/// getpwnam_r(3). Nothing when the system does not know the user, or cannot tell.
std::optional<account> find_account(const std::string& user);

enum class membership {
    member,
    outsider,
    unknown ///< the user or the group is not known, or the system cannot tell
};

/// Whether the user is in the group, by primary or supplementary group. A group that cannot be looked up is told in the
/// log.
membership membership_of(const std::string& user, const std::string& group);

} // namespace policy
