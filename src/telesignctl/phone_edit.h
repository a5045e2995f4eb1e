// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/answer.h"

#include <optional>
#include <string>

// `telesignctl phone …`: phones.ini, read and changed by telesignctl itself; the file's mode decides who may. A user may be
// named by any spelling that the system knows.
namespace telesignctl {

/// Where the files are.
struct phone_paths {
    std::string config = "/etc/telesign/telesign.conf"; ///< names phones.ini
    std::string socket;                                 ///< of the telesignd that is to read it again
};

/// Everybody's number, or one user's; only the last two digits of it unless `full`.
answer show_phones(const phone_paths& paths, const std::optional<std::string>& user, bool full);

/// Gives a user a number, as a person types it; it is stored in E.164's form. One without `+` is of [phones]
/// default_region, or else the answer notes which country it is taken for. The new phones.ini is read as telesignd does before it takes the old one's
/// place, and refused when it has an error that the old one does not have. Then telesignd reads it again, if it runs.
answer set_phone(const phone_paths& paths, const std::string& user, const std::string& number);

/// Returns how many recovery codes a user has left, none of which works any more once remove_phone() has been called: 0 also
/// if telesignd does not answer.
unsigned codes_at_stake(const phone_paths& paths, const std::string& user);

/// The same without the user.
answer remove_phone(const phone_paths& paths, const std::string& user);

} // namespace telesignctl
