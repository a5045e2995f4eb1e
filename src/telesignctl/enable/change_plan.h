// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/enable/enable.h"
#include "telesignctl/enable/libpam.h"
#include "telesignctl/enable/missing_phones.h"
#include "telesignctl/enable/sshd_drop_in.h"

#include <chrono>
#include <string>
#include <vector>

namespace telesignctl {

/// What enable() would change and has to say of it, found without changing anything.
class change_plan {
public:
    /// `host` and `options` outlive the object. Throws change_error if nothing may be changed.
    change_plan(const machine& host, const enable_options& options);

    /// The files' texts as they will be; empty: they are so already.
    [[nodiscard]] const pam_texts& texts() const { return m_texts; }
    /// What libpam has to accept: these, and the services that include them.
    [[nodiscard]] pam_texts tested_texts() const;
    /// Whether sshd is among what is to ask for a code.
    [[nodiscard]] bool has_sshd() const { return m_has_sshd; }
    [[nodiscard]] const sshd_plan& sshd() const { return m_sshd; }
    /// How long a login waits for the code.
    [[nodiscard]] std::chrono::seconds lifetime() const { return m_lifetime; }
    [[nodiscard]] bool is_everywhere() const;

    /// The services that will ask somebody for a code.
    [[nodiscard]] std::vector<std::string> asking_services() const;
    /// What an administrator should know or set, a sentence each.
    [[nodiscard]] std::vector<std::string> notes() const;

private:
    void find_missing_phones();
    [[nodiscard]] bool has_block(const std::string& service) const;
    void plan_texts();
    void plan_sshd();
    void look_at_services();
    [[nodiscard]] bool sshd_asks_by_common_auth() const;
    [[nodiscard]] pam::file_reader reader() const;

    const machine& m_host;
    const enable_options& m_options;
    std::vector<std::string> m_services; ///< that will have our lines
    std::chrono::seconds m_lifetime;
    missing_phones m_missing_phones;
    std::string m_caller_problem; ///< why whoever runs this could not log in; empty: they could
    pam_texts m_texts;
    pam_texts m_including;             ///< services that include what changes, as they are
    std::vector<std::string> m_faults; ///< of those
    bool m_has_sshd = false;
    sshd_plan m_sshd;
};

} // namespace telesignctl
