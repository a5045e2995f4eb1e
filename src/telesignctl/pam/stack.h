// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/pam/control.h"
#include "telesignctl/pam/service_file.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace telesignctl::pam {

/// A module of a service's auth stack, or where a substack begins.
struct entry {
    std::string file; ///< that has the line: the service's name, or an included one's
    line text;
    unsigned own_first = 0; ///< where, in the service's own file, the line begins by which it got here,
    unsigned own_last = 0;  ///< and where it ends
    int depth = 0;          ///< of substacks
    bool substack = false;
    control actions{}; ///< of a module
};

struct stack {
    std::vector<entry> entries;
    std::vector<std::string> problems; ///< "sshd: line 3: …"
    bool is_whole = true;              ///< every file could be read
};

/// Gives the text of a service's file; throws std::runtime_error when it cannot be read.
using file_reader = std::function<std::string(const std::string& name)>;

/// The auth stack of a service as libpam puts it together, with all that it includes.
stack load_auth(const std::string& service, const file_reader& read);

inline constexpr std::string_view our_module = "pam_telesign.so";

bool is_ours(const entry& module);

/// A module that asks for something that only the user has: a password, a token, an agent's key.
bool is_first_factor(const entry& module);

} // namespace telesignctl::pam
