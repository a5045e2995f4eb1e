// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/enable.h"

#include "telesignctl/enable/backup.h"
#include "telesignctl/enable/change.h"
#include "telesignctl/enable/libpam.h"
#include "telesignctl/enable/readiness.h"
#include "telesignctl/enable/services.h"
#include "telesignctl/enable/sshd_drop_in.h"
#include "telesignctl/enable/trial.h"
#include "telesignctl/enable/unified_diff.h"
#include "telesignctl/local/atomic_file.h"
#include "telesignctl/pam/stack_analysis.h"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace telesignctl {

namespace {

using protocol::result;

class enabler {
public:
    enabler(const machine& host, const enable_options& options) : m_host{host}, m_options{options} {}

    answer run() {
        prepare();
        if (m_texts.empty() && m_sshd.text.empty())
            return report_unchanged();
        value_or_throw(test_with_libpam(m_host, m_texts));
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
        prepare();
        answer reply{result::granted, {}};
        if (!m_texts.empty())
            value_or_throw(test_with_libpam(m_host, m_texts, "/tmp"));
        if (!m_sshd.text.empty())
            reply.text += unified_diff(m_host.sshd_drop_in(), m_sshd.text);
        for (const auto& [service, text] : m_texts)
            reply.text += unified_diff(m_host.pam_folder() + '/' + service, text);
        reply.text += reply.text.empty() ? fmt::format("{} is already protected this way.", m_options.service)
                                         : "Nothing was changed.";
        for (const std::string& each : notes())
            reply.facts.emplace_back("note", each);
        return reply;
    }

private:
    /// Finds what is to be changed, or stops.
    void prepare() {
        if (!has_service(m_host, m_options.service))
            throw_change_error(
                fmt::format("{}/{}: no such PAM service", m_host.pam_folder(), m_options.service));
        m_lifetime = value_or_throw(check_readiness(m_host, m_options.service));
        if (!m_options.group.empty())
            value_or_throw(check_group(m_host, m_options.service, m_options.group));
        plan();
    }

    /// Whether a service has our lines as they should be. Throws change_error if it has others of ours.
    [[nodiscard]] bool has_block(const std::string& service) const {
        const auto title = find_block(pam_reader(m_host)(service));
        if (title && *title != block_title(service, m_options.first_factor))
            throw_change_error(
                fmt::format("{} is already protected in another way (`{}`): run telesignctl disable {} first",
                            service, *title, m_options.service));
        return title.has_value();
    }

    answer report_unchanged() {
        m_reply.outcome = result::granted;
        m_reply.text = fmt::format(
            "{} is already protected this way; nothing was changed.{}", m_options.service,
            find_trial(m_host, m_options.service) ? " It is on trial: run telesignctl confirm to keep it."
                                                  : "");
        if (m_options.reload) {
            value_or_throw(reload_sshd(m_host));
            m_reply.facts.emplace_back("reloaded", "sshd");
        }
        return std::move(m_reply);
    }

    /// What an earlier run that was cut short has done already is left out.
    void plan() {
        const pam::file_reader planned = reader();
        for (const std::string& alias : service_aliases(m_options.service)) {
            if (!has_service(m_host, alias) || has_block(alias))
                continue;
            const bool included =
                alias != m_options.service && names_our_module(alias, planned); // su-l includes su
            if (!included)
                m_texts[alias] = value_or_throw(add_block(alias, m_options.first_factor, planned));
        }
        if (m_options.service != "sshd")
            return;
        m_sshd = value_or_throw(plan_drop_in(m_host, m_options.first_factor, m_lifetime));
        if (m_sshd.exposed && !m_options.reload && lets_some_in_without_code(m_host, "sshd"))
            throw_change_error(
                "until sshd is reloaded, it would use PAM without asking for the key, and telesign.conf lets "
                "some users in without a code ([exempt], [remember] or skip): add --reload");
    }

    /// Reads files as they will be.
    [[nodiscard]] pam::file_reader reader() const {
        return [this, on_disk = pam_reader(m_host)](const std::string& name) {
            const auto found = m_texts.find(name);
            return found == m_texts.end() ? on_disk(name) : found->second;
        };
    }

    static bool names_our_module(const std::string& service, const pam::file_reader& read) {
        const pam::stack all = pam::load_auth(service, read);
        return std::any_of(all.entries.begin(), all.entries.end(), pam::is_ours);
    }

    /// sshd first: it must ask for the key before PAM no longer asks for a password.
    void apply() {
        if (!m_sshd.text.empty()) {
            m_has_drop_in = true;
            value_or_throw(write_drop_in(m_host, m_options.first_factor, m_lifetime, m_sshd));
            m_reply.facts.emplace_back("written", m_host.sshd_drop_in());
        }
        if (m_options.service == "sshd" && m_options.reload) {
            value_or_throw(reload_sshd(m_host));
            m_reply.facts.emplace_back("reloaded", "sshd");
        }
        for (const auto& [service, text] : m_texts) {
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
            left, m_options.service));
    }

    void report_success() {
        std::string& text = m_reply.text;
        text = fmt::format("{} now asks for a code.", m_options.service);
        if (m_options.service == "sshd" && !m_options.reload)
            text = fmt::format("sshd will ask for a code once it is reloaded: run systemctl reload ssh.{}",
                               m_sshd.exposed ? " Do it now: until then it refuses passwords, and a "
                                                "keyboard-interactive login needs only the code."
                                              : "");
        if (m_options.trial) {
            const auto seconds = m_options.trial->count();
            text += fmt::format(" It will be undone in {} unless you run `telesignctl confirm`.",
                                seconds % 60 == 0 ? fmt::format("{} min", seconds / 60)
                                                  : fmt::format("{} s", seconds));
        }
        text += " Keep this shell open, and log in from another window.";
        for (const std::string& each : notes())
            m_reply.facts.emplace_back("note", each);
    }

    /// What an administrator should know or set, a sentence each.
    [[nodiscard]] std::vector<std::string> notes() const {
        std::vector<std::string> result = advice(m_host, m_options.service);
        if (m_options.service == "sshd")
            for (std::string& each : match_bypasses(m_host, m_options.first_factor))
                result.push_back(std::move(each));
        for (const auto& each : m_texts) {
            const pam::stack stack = pam::load_auth(each.first, reader());
            const pam::stack_analysis found = pam::analyze(stack);
            for (const pam::bypass& bypass : found.bypasses)
                result.push_back(pam::describe(stack, bypass, found));
        }
        return result;
    }

    const machine& m_host;
    const enable_options& m_options;
    std::chrono::seconds m_lifetime{};
    pam_texts m_texts; ///< as they will be
    sshd_plan m_sshd;
    std::vector<std::pair<std::string, std::string>> m_backups; ///< path and copy
    bool m_has_drop_in = false;
    answer m_reply;
};

} // namespace

answer enable(const machine& host, const enable_options& options) {
    return with_lock(host, [&] { return enabler{host, options}.run(); });
}

answer show_difference(const machine& host, const enable_options& options) {
    return catch_change_errors([&] { return enabler{host, options}.show_difference(); });
}

answer confirm(const machine& host, const std::string& service) {
    return with_lock(host, [&]() -> answer {
        answer reply{result::granted, {}};
        for (const trial& each : list_trials(host)) {
            if (!service.empty() && each.service != service)
                continue;
            remove_trial(host, each.service);
            reply.facts.emplace_back("confirmed", each.service);
        }
        if (reply.facts.empty())
            return {result::denied,
                    fmt::format("No trial {}is in progress: it has ended, or was never started.",
                                service.empty() ? "" : "of " + service + ' ')};
        reply.text = "The changes are kept.";
        return reply;
    });
}

} // namespace telesignctl
