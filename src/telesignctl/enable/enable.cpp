// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/enable.h"

#include "telesignctl/enable/backup.h"
#include "telesignctl/enable/change.h"
#include "telesignctl/enable/change_plan.h"
#include "telesignctl/enable/services.h"
#include "telesignctl/enable/trial.h"
#include "telesignctl/enable/unified_diff.h"
#include "telesignctl/local/atomic_file.h"

#include <filesystem>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

namespace telesignctl {

namespace {

using protocol::result;

class enabler {
public:
    /// Throws change_error if nothing may be changed.
    enabler(const machine& host, const enable_options& options)
        : m_host{host}, m_options{options}, m_plan{host, options} {}

    answer run() {
        if (m_plan.texts().empty() && m_plan.sshd().text.empty())
            return report_unchanged();
        value_or_throw(test_with_libpam(m_host, m_plan.tested_texts()));
        if (m_options.trial)
            value_or_throw(begin_trial(m_host, m_options.service, *m_options.trial));
        try {
            apply();
        } catch (const change_error& error) {
            roll_back(error.text, "");
        } catch (const std::exception& error) {
            roll_back(error.what(), ": everything was restored");
        }
        report_success();
        m_reply.outcome = result::granted;
        return std::move(m_reply);
    }

    answer show_difference() {
        answer reply{result::granted, {}};
        if (!m_plan.texts().empty())
            value_or_throw(test_with_libpam(m_host, m_plan.tested_texts(), "/tmp"));
        if (!m_plan.sshd().text.empty())
            reply.text += unified_diff(m_host.sshd_drop_in(), m_plan.sshd().text);
        for (const auto& [service, text] : m_plan.texts())
            reply.text += unified_diff(m_host.pam_folder() + '/' + service, text);
        reply.text += reply.text.empty() ? fmt::format("{} is already protected this way.", m_options.service)
                                         : "Nothing was changed.";
        for (const std::string& each : m_plan.notes())
            reply.facts.emplace_back("note", each);
        return reply;
    }

private:
    answer report_unchanged() {
        m_reply.outcome = result::granted;
        m_reply.text = fmt::format(
            "{} is already protected this way; nothing was changed.{}", m_options.service,
            find_trial(m_host, m_options.service) ? " It is on trial: run telesignctl confirm to keep it."
                                                  : "");
        if (m_plan.has_sshd() && m_options.reload) {
            value_or_throw(reload_sshd(m_host));
            m_reply.facts.emplace_back("reloaded", "sshd");
        }
        return std::move(m_reply);
    }

    /// sshd first: it must ask for the key before PAM no longer asks for a password.
    void apply() {
        if (!m_plan.sshd().text.empty()) {
            m_has_drop_in = true;
            value_or_throw(write_drop_in(m_host, m_options.first_factor, m_plan.lifetime(), m_plan.sshd()));
            m_reply.facts.emplace_back("written", m_host.sshd_drop_in());
        }
        if (m_plan.has_sshd() && m_options.reload) {
            value_or_throw(reload_sshd(m_host));
            m_reply.facts.emplace_back("reloaded", "sshd");
        }
        for (const auto& [service, text] : m_plan.texts()) {
            const std::string path = m_host.pam_folder() + '/' + service;
            const std::string backup = back_up(m_host, path);
            m_backups.emplace_back(path, backup);
            replace_file(path, text);
            m_reply.facts.emplace_back("changed", path);
            m_reply.facts.emplace_back("backup", backup);
        }
    }

    /// Ends with `reason`, and what of it could not be put back.
    [[noreturn]] void roll_back(const std::string& reason, const char* if_all_is_back) {
        std::string left;
        const auto attempt = [&left](const auto& work) {
            try {
                work();
            } catch (const std::exception& problem) {
                left += fmt::format("; {}", problem.what());
            }
        };
        for (const auto& [path, backup] : m_backups)
            attempt([&, &file = path, &copy = backup] {
                if (read_file(file) != read_file(copy))
                    replace_file(file, read_file(copy));
            });
        // While PAM still asks for the code alone, sshd must go on asking for the key.
        if (m_has_drop_in && left.empty())
            attempt([&] {
                std::filesystem::remove(m_host.sshd_drop_in());
                if (m_options.reload)
                    static_cast<void>(reload_sshd(m_host));
            });
        if (m_options.trial && left.empty()) // else its timer tries it again
            attempt([&] { remove_trial(m_host, m_options.service); });
        if (left.empty())
            throw_change_error(reason + if_all_is_back);
        throw_change_error(fmt::format(
            "{}; and not everything could be restored{}: fix that, then run telesignctl disable {}", reason,
            left, argument_of(m_options.service)));
    }

    void report_success() {
        std::string& text = m_reply.text;
        text = m_plan.is_everywhere()
                   ? fmt::format("Every service that includes common-auth now asks for a code: {}.",
                                 fmt::join(m_plan.asking_services(), ", "))
                   : fmt::format("{} now asks for a code.", m_options.service);
        if (m_plan.has_sshd() && !m_options.reload)
            text = (m_plan.is_everywhere() ? text + ' ' : "") + waiting_sshd();
        if (m_options.trial) {
            const auto seconds = m_options.trial->count();
            text += fmt::format(" It will be undone in {} unless you run `telesignctl confirm`.",
                                seconds % 60 == 0 ? fmt::format("{} min", seconds / 60)
                                                  : fmt::format("{} s", seconds));
        }
        text += " Keep a root shell (`sudo -s`) open until a login from another window has worked: a shell "
                "from which sudo was called is none.";
        for (const std::string& each : m_plan.notes())
            m_reply.facts.emplace_back("note", each);
    }

    /// What an sshd does that has not been reloaded.
    [[nodiscard]] std::string waiting_sshd() const {
        const std::string command = sshd_reload_command(m_host);
        if (command.empty())
            return "sshd will ask for a code once it is started.";
        return fmt::format("sshd will ask for a code once it is reloaded: run {}.{}", command,
                           m_plan.sshd().exposed ? " Do it now: until then it refuses passwords, and a "
                                                   "keyboard-interactive login needs only the code."
                                                 : "");
    }

    const machine& m_host;
    const enable_options& m_options;
    const change_plan m_plan;
    std::vector<std::pair<std::string, std::string>> m_backups; ///< path and copy
    bool m_has_drop_in = false;
    answer m_reply;
};

} // namespace

answer enable(const machine& host, const enable_options& options) {
    return with_lock(host, [&] { return enabler{host, options}.run(); });
}

answer show_difference(const machine& host, const enable_options& options) {
    if (!host.is_scratch() && ::geteuid() != 0)
        return {result::service_error, "only root may read these files: use sudo"};
    return catch_change_errors([&] { return enabler{host, options}.show_difference(); });
}

} // namespace telesignctl
