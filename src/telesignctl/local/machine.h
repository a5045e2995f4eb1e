// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>

namespace telesignctl {

/// The paths of this machine, or of a scratch copy below another folder.
struct machine {
    std::string root;                    ///< put before every path; empty: this machine itself
    std::string module;                  ///< where libpam finds ours
    std::string sshd = "/usr/sbin/sshd"; ///< a program, always this machine's
    std::string socket = "/run/telesign/telesignd.sock";

    explicit machine(std::string folder = {});

    [[nodiscard]] bool is_scratch() const { return !root.empty(); }
    /// Whether systemd runs the machine: sd_booted(3). Never a scratch copy.
    [[nodiscard]] bool has_systemd() const;
    [[nodiscard]] std::string at(const char* path) const { return root + path; }

    [[nodiscard]] std::string pam_folder() const { return at("/etc/pam.d"); }
    /// Where libpam looks for a service that has no file in pam_folder().
    [[nodiscard]] std::string vendor_pam_folder() const { return at("/usr/lib/pam.d"); }
    [[nodiscard]] std::string sshd_config() const { return at("/etc/ssh/sshd_config"); }
    [[nodiscard]] std::string sshd_drop_in() const { return at("/etc/ssh/sshd_config.d/00-telesign.conf"); }
    [[nodiscard]] std::string configuration() const { return at("/etc/telesign/telesign.conf"); }
    /// Backups and trials: root's alone.
    [[nodiscard]] std::string backup_folder() const { return at("/etc/telesign/enable"); }
};

/// Whole text of a file. Throws std::system_error with the path.
std::string read_file(const std::string& path);

/// The same, or nullopt if there is no such file: asked and answered by one open, since a file that was there a moment
/// ago may be gone.
std::optional<std::string> read_if_present(const std::string& path);

/// As it is now in UTC, for names of files: "2026-11-22T06-50-00Z".
std::string time_stamp();

} // namespace telesignctl
