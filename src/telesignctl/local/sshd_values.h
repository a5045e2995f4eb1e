// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/local/machine.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace telesignctl {

/// sshd's configuration in force, by keyword in lower case.
using sshd_values = std::map<std::string, std::string>;

/// Asks `sshd -T` what holds in general, or with a name for that user from this host. The error is sshd's own.
tl::expected<sshd_values, std::string> ask_sshd(const machine& host, const std::string& user = {});

/// `sshd -t`: whether sshd would start with what the files say now.
tl::expected<void, std::string> test_sshd(const machine& host);

/// The value, or nothing.
std::string value_of(const sshd_values& values, const std::string& keyword);

/// The lists of AuthenticationMethods, by which a login may go; "any" is all that is turned on, by itself.
std::vector<std::string> read_method_lists(const sshd_values& values);

struct method_list_fault {
    bool lets_in = false; ///< users that should not get in; false: it keeps out users that should
    std::string text;     ///< "`publickey` lets users in without a code"
};

/// What is wrong with a list if PAM asks for a code, after the password or, with a key before, by itself. Nothing: all is
/// well.
std::optional<method_list_fault> find_fault(const std::string& method_list, bool pam_asks_password);

/// Whether a login by this list, or by "any", may reach PAM's auth stack without a key or the like before.
bool is_pam_only(const std::string& method_list);

} // namespace telesignctl
