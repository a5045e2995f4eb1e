// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/local/machine.h"

#include <map>
#include <string>

#include <tl/expected.hpp>

namespace telesignctl {

/// By service, the text that its file would have.
using pam_texts = std::map<std::string, std::string>;

/// Lets libpam read these services from a scratch copy of the PAM folder (pam_start_confdir(3)), and load our module. The
/// error is what it does not accept.
tl::expected<void, std::string> test_with_libpam(const machine& host, const pam_texts& changed);

/// The same with its scratch copy in another folder than the machine's own, which then stays as it is.
tl::expected<void, std::string> test_with_libpam(const machine& host, const pam_texts& changed,
                                                 const std::string& folder);

/// Loads our module as libpam does (dlopen with RTLD_NOW), in a process of its own: the shared libraries that it needs,
/// with blanks between, or why it cannot be loaded.
tl::expected<std::string, std::string> test_load(const std::string& module);

} // namespace telesignctl
