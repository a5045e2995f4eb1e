// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>

#include <sys/types.h>
#include <tl/expected.hpp>

// Users and groups as the system knows them (NSS). Lookups may take as long as the site's directory does.
namespace policy {

struct account {
    std::string name; ///< pw_name: one account may be found by many spellings (ALICE, alice@corp)
    uid_t uid = static_cast<uid_t>(-1);
    gid_t gid = static_cast<gid_t>(-1); ///< the primary group
};

/// Why a name has no account.
struct no_account {
    enum class reason : std::uint8_t {
        unknown, ///< the system has no such user
        silent,  ///< the system's user database gives no answer
    };
    reason cause = reason::unknown;
    std::string detail = {}; ///< of `silent`, for the log
};

using found_account = tl::expected<account, no_account>;

/// getpwnam_r(3).
found_account find_account(const std::string& name);

enum class membership {
    member,
    outsider,
    unknown ///< there is no such group, or the system gives no answer
};

/// Returns whether the user is in the group, as the primary or a supplementary one. Logs a group that cannot be looked up.
membership membership_of(const account& user, const std::string& group);

} // namespace policy
