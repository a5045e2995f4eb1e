#include "telesignctl/enable/enable.h"

#include "telesignctl/enable/change.h"
#include "telesignctl/enable/difference.h"
#include "telesignctl/enable/file_change.h"
#include "telesignctl/enable/libpam.h"
#include "telesignctl/enable/readiness.h"
#include "telesignctl/enable/services.h"
#include "telesignctl/enable/sshd_drop_in.h"
#include "telesignctl/enable/trial.h"
#include "telesignctl/pam/protection.h"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace telesignctl {

namespace {

using protocol::result;

class enabling {
public:
    enabling(const machine& where, const enable_options& wanted) : m_where{where}, m_wanted{wanted} {}

    answer run() {
        prepare();
        if (m_texts.empty() && m_sshd.text.empty())
            return leave_as_it_is();
        must(try_in_libpam(m_where, m_texts));
        if (m_wanted.trial)
            must(begin_trial(m_where, m_wanted.service, *m_wanted.trial));
        try {
            apply();
        } catch (const obstacle& what) {
            take_back(what.text, "");
        } catch (const std::exception& what) {
            take_back(what.what(), ": nothing is left half done");
        }
        tell_what_is_left();
        m_told.how = result::granted;
        return std::move(m_told);
    }

    answer show_difference() {
        prepare();
        answer told{result::granted, {}};
        if (!m_texts.empty())
            must(try_in_libpam(m_where, m_texts, "/tmp"));
        if (!m_sshd.text.empty())
            told.text += difference(m_where.sshd_drop_in(), m_sshd.text);
        for (const auto& [service, text] : m_texts)
            told.text += difference(m_where.pam_folder() + '/' + service, text);
        told.text += told.text.empty() ? fmt::format("{} is protected so already.", m_wanted.service)
                                       : "Nothing was changed.";
        for (const std::string& each : notes())
            told.facts.emplace_back("note", each);
        return told;
    }

private:
    /// Finds what is to be changed, or stops.
    void prepare() {
        if (!has_service(m_where, m_wanted.service))
            stop(fmt::format("{}/{}: there is no such PAM service here", m_where.pam_folder(),
                             m_wanted.service));
        m_lifetime = must(check_readiness(m_where, m_wanted.service));
        if (!m_wanted.group.empty())
            must(check_group(m_where, m_wanted.service, m_wanted.group));
        plan();
    }

    /// Whether a service has our lines, as they are wanted; stops when they are there in another way.
    [[nodiscard]] bool has_block(const std::string& service) const {
        const auto title = find_block(pam_reader(m_where)(service));
        if (title && *title != block_title(service, m_wanted.before))
            stop(fmt::format("{} is on in another way (`{}`): telesignctl disable {} first", service, *title,
                             m_wanted.service));
        return title.has_value();
    }

    answer leave_as_it_is() {
        m_told.how = result::granted;
        m_told.text = fmt::format(
            "{} is protected so already; nothing was changed.{}", m_wanted.service,
            find_trial(m_where, m_wanted.service) ? " It is on trial: telesignctl confirm keeps it." : "");
        if (m_wanted.reload) {
            must(reload_sshd(m_where));
            m_told.facts.emplace_back("reloaded", "sshd");
        }
        return std::move(m_told);
    }

    /// What an earlier run that was cut short has done already is left out.
    void plan() {
        const pam::file_reader planned = reader();
        for (const std::string& form : service_aliases(m_wanted.service)) {
            if (!has_service(m_where, form) || has_block(form))
                continue;
            const bool by_the_first =
                form != m_wanted.service && names_module(form, planned); // su-l includes su
            if (!by_the_first)
                m_texts[form] = must(add_block(form, m_wanted.before, planned));
        }
        if (m_wanted.service != "sshd")
            return;
        m_sshd = must(plan_drop_in(m_where, m_wanted.before, m_lifetime));
        if (m_sshd.exposed && !m_wanted.reload && may_ask_nothing(m_where, "sshd"))
            stop(
                "until sshd has read its new configuration, it would ask PAM without asking for the key, and "
                "telesign.conf lets some in without a code ([exempt], [remember] or skip): add --reload");
    }

    /// Reads files as they will be.
    [[nodiscard]] pam::file_reader reader() const {
        return [this, on_disk = pam_reader(m_where)](const std::string& name) {
            const auto found = m_texts.find(name);
            return found == m_texts.end() ? on_disk(name) : found->second;
        };
    }

    static bool names_module(const std::string& service, const pam::file_reader& read) {
        const pam::stack all = pam::load_auth(service, read);
        return std::any_of(all.entries.begin(), all.entries.end(), pam::is_ours);
    }

    /// sshd first: it must ask for the key before PAM no longer asks for a password.
    void apply() {
        if (!m_sshd.text.empty()) {
            m_has_drop_in = true;
            must(put_drop_in(m_where, m_wanted.before, m_lifetime, m_sshd));
            m_told.facts.emplace_back("written", m_where.sshd_drop_in());
        }
        if (m_wanted.service == "sshd" && m_wanted.reload) {
            must(reload_sshd(m_where));
            m_told.facts.emplace_back("reloaded", "sshd");
        }
        for (const auto& [service, text] : m_texts) {
            const std::string path = m_where.pam_folder() + '/' + service;
            const std::string backup = back_up(m_where, path);
            m_backups.emplace_back(path, backup);
            replace_file(path, text);
            m_told.facts.emplace_back("changed", path);
            m_told.facts.emplace_back("backup", backup);
        }
    }

    /// Ends with `why`, and what of it could not be put back.
    [[noreturn]] void take_back(const std::string& why, const char* if_all_is_back) {
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
                std::filesystem::remove(m_where.sshd_drop_in());
                if (m_wanted.reload)
                    static_cast<void>(reload_sshd(m_where));
            });
        if (m_wanted.trial && left.empty()) // else its timer tries it again
            attempt([&] { forget_trial(m_where, m_wanted.service); });
        if (left.empty())
            stop(why + if_all_is_back);
        stop(fmt::format(
            "{}; and not all could be put back{}: telesignctl disable {}, after you have fixed that", why,
            left, m_wanted.service));
    }

    void tell_what_is_left() {
        std::string& text = m_told.text;
        text = fmt::format("{} asks for a code from now on.", m_wanted.service);
        if (m_wanted.service == "sshd" && !m_wanted.reload)
            text =
                fmt::format("sshd asks for a code once it is reloaded: systemctl reload ssh.{}",
                            m_sshd.exposed ? " Do it now: until then it refuses passwords, and where it asks "
                                             "by keyboard-interactive the code alone lets in."
                                           : "");
        if (m_wanted.trial) {
            const auto seconds = m_wanted.trial->count();
            text += fmt::format(" It will be undone in {} unless you run `telesignctl confirm`.",
                                seconds % 60 == 0 ? fmt::format("{} min", seconds / 60)
                                                  : fmt::format("{} s", seconds));
        }
        text += " Keep this shell open, and log in from another window.";
        for (const std::string& each : notes())
            m_told.facts.emplace_back("note", each);
    }

    /// What an administrator should know or set, a sentence each.
    [[nodiscard]] std::vector<std::string> notes() const {
        std::vector<std::string> result = advice(m_where, m_wanted.service);
        if (m_wanted.service == "sshd")
            for (std::string& each : ways_around(m_where, m_wanted.before))
                result.push_back(std::move(each));
        for (const auto& each : m_texts) {
            const pam::stack stack = pam::load_auth(each.first, reader());
            const pam::protection found = pam::examine(stack);
            for (const pam::bypass& way : found.bypasses)
                result.push_back(pam::describe(stack, way, found));
        }
        return result;
    }

    const machine& m_where;
    const enable_options& m_wanted;
    std::chrono::seconds m_lifetime{};
    pam_texts m_texts; ///< as they will be
    sshd_plan m_sshd;
    std::vector<std::pair<std::string, std::string>> m_backups; ///< path and copy
    bool m_has_drop_in = false;
    answer m_told;
};

} // namespace

answer enable(const machine& where, const enable_options& wanted) {
    return alone(where, [&] { return enabling{where, wanted}.run(); });
}

answer show_difference(const machine& where, const enable_options& wanted) {
    return stopped_by([&] { return enabling{where, wanted}.show_difference(); });
}

answer confirm(const machine& where, const std::string& service) {
    return alone(where, [&]() -> answer {
        answer told{result::granted, {}};
        for (const trial& each : list_trials(where)) {
            if (!service.empty() && each.service != service)
                continue;
            forget_trial(where, each.service);
            told.facts.emplace_back("confirmed", each.service);
        }
        if (told.facts.empty())
            return {result::denied,
                    fmt::format("No trial {}is in progress: it has ended, or was never started.",
                                service.empty() ? "" : "of " + service + ' ')};
        told.text = "What is on stays on.";
        return told;
    });
}

} // namespace telesignctl
