// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "built_files.h"
#include "telesignctl/local/machine.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "unit/config/temporary_files.h"
#include "unit/telesignctl/pam/pam_files.h"

namespace tests {

/// A machine below a folder of its own, protected by nothing yet, where all is well. Its sshd is a script that says what
/// sshd-values and the drop-in hold, and is content unless sshd-complaint says something.
class scratch_machine {
public:
    scratch_machine() : m_host{files.path("root")} {
        m_host.module = built::pam_module;
        m_host.sshd = files.path("sshd");
        for (const char* folder :
             {"/etc/pam.d", "/etc/ssh/sshd_config.d", "/etc/telesign", "/var/lib/telesign"})
            std::filesystem::create_directories(m_host.at(folder));
        put("/etc/pam.d/common-auth", common_auth);
        put("/etc/pam.d/sudo", "#%PAM-1.0\n@include common-auth\naccount required pam_permit.so\n");
        put("/etc/pam.d/sshd", "@include common-auth\naccount required pam_permit.so\n");
        put("/etc/telesign/telesign.conf",
            fmt::format("[telesign]\ncustomer_id = A\napi_key = c2VjcmV0\n[phones]\nfile = "
                        "{}\n[state]\ndatabase = {}\n",
                        m_host.at("/etc/telesign/phones.ini"), m_host.at("/var/lib/telesign/state.db")),
            0640);
        put("/etc/telesign/phones.ini", "[phones]\nroot = +44 20 7946 0011\n", 0640);
        put("/etc/ssh/sshd_config", "Include /etc/ssh/sshd_config.d/*.conf\n");
        set_sshd("usepam yes\nlogingracetime 120\nmaxauthtries 6\npasswordauthentication "
                 "yes\npubkeyauthentication yes\n"
                 "kbdinteractiveauthentication no\nauthenticationmethods any\npermitrootlogin no\n");
        write_sshd();
    }

    [[nodiscard]] const telesignctl::machine& host() const { return m_host; }

    void put(const char* path, const std::string& text, mode_t mode = 0644) const {
        static_cast<void>(files.write("root" + std::string{path}, text, mode));
    }
    [[nodiscard]] std::string text(const char* path) const { return telesignctl::read_file(m_host.at(path)); }
    [[nodiscard]] bool has(const char* path) const { return std::filesystem::exists(m_host.at(path)); }

    void set_sshd(const std::string& values) const { static_cast<void>(files.write("sshd-values", values)); }
    void set_sshd_error(const std::string& message) const {
        static_cast<void>(files.write("sshd-complaint", message));
    }

    const test::temporary_files files;

private:
    void write_sshd() const {
        const std::string drop_in = m_host.sshd_drop_in();
        static_cast<void>(
            files.write("sshd",
                        fmt::format("#!/bin/sh\n"
                                    "[ ! -e {0} ] || {{ cat {0} >&2; exit 255; }}\n"
                                    "[ $1 = -T ] || exit 0\n"
                                    "cat {1}\n"
                                    "[ ! -e {2} ] || sed -E '/^#|Match/d; s/^ *([A-Za-z]+)/\\L\\1/' {2}\n",
                                    files.path("sshd-complaint"), files.path("sshd-values"), drop_in),
                        0755));
    }

    telesignctl::machine m_host;
};

inline scratch_machine& scratch(void** state) {
    return *static_cast<scratch_machine*>(*state);
}

inline int open_scratch(void** state) {
    *state = new scratch_machine;
    return 0;
}

inline int close_scratch(void** state) {
    delete &scratch(state);
    return 0;
}

/// Whether it comes true within 20 seconds.
inline bool eventually(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    return true;
}

} // namespace tests
