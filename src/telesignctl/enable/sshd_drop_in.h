// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/enable/pam_edit.h"
#include "telesignctl/local/machine.h"
#include "telesignctl/local/sshd_values.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace telesignctl {

/// The settings that sshd needs, by the factor before the code. `lifetime`: how long a login waits for the code.
struct sshd_plan {
    std::string text;     ///< of the drop-in; empty: sshd's configuration is as it has to be
    bool exposed = false; ///< until sshd is reloaded, it asks PAM without asking for the key
};

/// Compares the output of sshd -T with what is needed for `service`, sshd or common_auth. The error: sshd's configuration is broken already, or a Match of it lets
/// in by PAM without the key.
tl::expected<sshd_plan, std::string> plan_drop_in(const machine& host, factor first_factor,
                                                  std::chrono::seconds lifetime,
                                                  const std::string& service = "sshd");

/// Writes the drop-in, and removes it if sshd -t refuses it or sshd -T shows that another file overrides it.
tl::expected<void, std::string> write_drop_in(const machine& host, factor first_factor,
                                              std::chrono::seconds lifetime, const sshd_plan& plan);

/// Each Match of sshd's configuration by whose AuthenticationMethods no code is asked, or nobody gets in; a sentence each.
std::vector<std::string> match_bypasses(const machine& host, factor first_factor);

/// Whether a drop-in that write_drop_in() wrote for `service` is there, and not another's or one by hand.
bool has_own_drop_in(const machine& host, const std::string& service = "sshd");

/// Whether sshd is running, by systemd or its PID file.
bool is_sshd_running(const machine& host);

/// The command that makes the running sshd read its configuration again; empty: none is running.
std::string sshd_reload_command(const machine& host);

/// Makes the running sshd read its configuration again, by systemd or its PID file.
tl::expected<void, std::string> reload_sshd(const machine& host);

} // namespace telesignctl
