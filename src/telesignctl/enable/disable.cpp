// SPDX-License-Identifier: BSD-3-Clause
#include "support/log.h"
#include "telesignctl/enable/backup.h"
#include "telesignctl/enable/change.h"
#include "telesignctl/enable/enable.h"
#include "telesignctl/enable/libpam.h"
#include "telesignctl/enable/pam_edit.h"
#include "telesignctl/enable/services.h"
#include "telesignctl/enable/sshd_drop_in.h"
#include "telesignctl/enable/trial.h"
#include "telesignctl/local/atomic_file.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace telesignctl {

namespace {

using protocol::result;

/// The texts of the service's forms without our lines.
pam_texts texts_without(const machine& host, const std::string& service) {
    pam_texts result;
    for (const std::string& alias : service_aliases(service))
        if (has_service(host, alias))
            if (const std::string now = pam_reader(host)(alias); find_block(now)) {
                auto without = remove_block(now);
                if (!without)
                    throw_change_error(fmt::format("{}/{}: {}", host.pam_folder(), alias, without.error()));
                result[alias] = *std::move(without);
            }
    return result;
}

/// `reply` lists what has been done also if this throws.
void remove_lines(const machine& host, const pam_texts& texts, bool drop_in, answer& reply) {
    // PAM first: it must ask for a password again before sshd stops to ask for the key.
    for (const auto& [alias, text] : texts) {
        const std::string path = host.pam_folder() + '/' + alias;
        reply.facts.emplace_back("backup", back_up(host, path));
        replace_file(path, text);
        reply.facts.emplace_back("changed", path);
    }
    if (drop_in) {
        reply.facts.emplace_back("moved to", back_up(host, host.sshd_drop_in()));
        std::filesystem::remove(host.sshd_drop_in());
    }
}

/// How to remove the line of this file that names our module.
std::string removal_of(const machine& host, const std::string& file) {
    const bool has_block = find_block(pam_reader(host)(file)).has_value();
    if (file == common_auth)
        return has_block ? "run telesignctl disable --everywhere" : "run pam-auth-update --disable telesign";
    const std::string service = file == "sudo-i" ? "sudo" : file == "su-l" ? "su" : file;
    return has_block ? "run telesignctl disable " + service : "remove it by hand";
}

/// Which services still name our module, and by which line; empty: none does.
std::string other_lines(const machine& host, const std::string& service) {
    std::map<std::pair<std::string, unsigned>, std::vector<std::string>> services_by_line;
    for (const std::string& each : services_of(host, service)) {
        const pam::stack stack = pam::load_auth(each, pam_reader(host));
        const auto& all = stack.entries;
        if (const auto ours = std::find_if(all.begin(), all.end(), pam::is_ours); ours != all.end())
            services_by_line[{ours->file, ours->text.first}].push_back(each);
    }
    std::string result;
    for (const auto& [line, services] : services_by_line)
        result += fmt::format(" {} still ask{} for a code, by line {} of {}: {}.", fmt::join(services, ", "),
                              services.size() == 1 ? "s" : "", line.second, line.first,
                              removal_of(host, line.first));
    return result;
}

/// Takes our part out of the files. Without facts: there was none.
answer clear_files(const machine& host, const std::string& service) {
    const pam_texts texts = texts_without(host, service);
    const bool has_drop_in = has_own_drop_in(host, service);
    if (texts.empty() && !has_drop_in) {
        remove_trial(host, service);
        return {result::granted,
                fmt::format("{} has no lines of `telesignctl enable`; nothing was changed.{}", service,
                            other_lines(host, service))};
    }
    answer reply{result::granted, {}};
    try {
        remove_lines(host, texts, has_drop_in, reply);
    } catch (const std::system_error& error) {
        const bool begun = std::any_of(reply.facts.begin(), reply.facts.end(),
                                       [](const auto& fact) { return fact.first == "changed"; });
        throw_change_error(fmt::format(
            "{}: {}: fix that, then run telesignctl disable {} again", error.what(),
            begun ? "not all of our lines are removed yet" : "nothing was changed", argument_of(service)));
    }
    const std::string others = other_lines(host, service);
    reply.text = others.empty() ? fmt::format("{} no longer asks for a code.", service)
                                : fmt::format("The lines of `telesignctl enable` are removed.{}", others);
    remove_trial(host, service); // not before: whatever cuts this short leaves it to the next boot
    return reply;
}

/// Lets sshd know that its files are without our part.
void reload_or_advise(const machine& host, bool reload, answer& reply) {
    if (const auto sound = test_sshd(host); !sound)
        throw_change_error(sound.error() + ": fix sshd's configuration; our lines are removed from it");
    if (!reload) {
        const std::string command = sshd_reload_command(host);
        if (!command.empty())
            reply.text += fmt::format(" Reload sshd: run {}.", command);
    } else if (const auto reloaded = reload_sshd(host); !reloaded) {
        throw_change_error(
            fmt::format("our lines are removed, but sshd was not reloaded: {}", reloaded.error()));
    } else {
        reply.facts.emplace_back("reloaded", "sshd");
    }
}

answer remove_service(const machine& host, const disable_options& options) {
    const bool has_drop_in = has_own_drop_in(host, options.service);
    answer reply = clear_files(host, options.service);
    if ((options.service == "sshd" || has_drop_in) && !reply.facts.empty())
        reload_or_advise(host, options.reload, reply);
    return reply;
}

/// Turns off what nobody confirmed, in the sshd that runs as well, and logs that.
answer revert_trial(const machine& host, const std::string& service) {
    const auto fail = [&service](const std::string& reason) {
        support::log(support::severity::error, "the trial of {} has ended: {}", service, reason);
        throw_change_error(reason);
    };
    support::open_log(support::log_target::syslog, "telesignctl");
    answer reply;
    try {
        const bool has_drop_in = has_own_drop_in(host, service);
        reply = clear_files(host, service);
        if ((service == "sshd" || has_drop_in) && is_sshd_running(host)) // else there is none to be reloaded
            reload_or_advise(host, true, reply);
    } catch (const change_error& error) {
        fail(error.text);
    } catch (const std::system_error& error) {
        fail(error.what());
    }
    support::log(support::severity::notice, "the trial of {} has ended: {}", service, reply.text);
    return reply;
}

} // namespace

answer disable(const machine& host, const disable_options& options) {
    return with_lock(host, [&] { return remove_service(host, options); });
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

answer end_trial(const machine& host, const std::string& service, const std::string& id) {
    return with_lock(host, [&]() -> answer {
        const auto found = find_trial(host, service);
        if (!found || found->id != id)
            return {result::granted, "This trial has already ended."};
        return revert_trial(host, service);
    });
}

answer end_trials(const machine& host) {
    return with_lock(host, [&]() -> answer {
        answer reply{result::granted, {}};
        for (const trial& each : list_trials(host)) {
            if (!each.is_over())
                continue;
            try {
                reply.facts.emplace_back(each.service, revert_trial(host, each.service).text);
            } catch (const change_error& error) {
                reply.outcome = result::denied;
                reply.facts.emplace_back(each.service, error.text);
            }
        }
        return reply;
    });
}

} // namespace telesignctl
