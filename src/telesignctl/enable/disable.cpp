#include "support/log.h"
#include "telesignctl/enable/change.h"
#include "telesignctl/enable/enable.h"
#include "telesignctl/enable/file_change.h"
#include "telesignctl/enable/libpam.h"
#include "telesignctl/enable/pam_edit.h"
#include "telesignctl/enable/services.h"
#include "telesignctl/enable/sshd_drop_in.h"
#include "telesignctl/enable/trial.h"

#include <algorithm>
#include <filesystem>

namespace telesignctl {

namespace {

using protocol::result;

/// The texts of the service's forms without our lines.
pam_texts texts_without(const machine& where, const std::string& service) {
    pam_texts result;
    for (const std::string& form : service_aliases(service))
        if (has_service(where, form))
            if (const std::string now = pam_reader(where)(form); find_block(now)) {
                auto without = remove_block(now);
                if (!without)
                    stop(fmt::format("{}/{}: {}", where.pam_folder(), form, without.error()));
                result[form] = *std::move(without);
            }
    return result;
}

/// What has been done stands in `told` also when this throws.
void take_out(const machine& where, const pam_texts& texts, bool drop_in, answer& told) {
    // PAM first: it must ask for a password again before sshd stops to ask for the key.
    for (const auto& [form, text] : texts) {
        const std::string path = where.pam_folder() + '/' + form;
        told.facts.emplace_back("backup", back_up(where, path));
        replace_file(path, text);
        told.facts.emplace_back("changed", path);
    }
    if (drop_in) {
        told.facts.emplace_back("moved to", back_up(where, where.sshd_drop_in()));
        std::filesystem::remove(where.sshd_drop_in());
    }
}

/// Takes our part out of the files. Without facts: there was none.
answer clear_files(const machine& where, const std::string& service) {
    const pam_texts texts = texts_without(where, service);
    const bool has_drop_in = service == "sshd" && has_own_drop_in(where);
    if (texts.empty() && !has_drop_in) {
        forget_trial(where, service);
        return {result::granted,
                fmt::format("{} has no lines of `telesignctl enable`; nothing was changed.", service)};
    }
    answer told{result::granted, fmt::format("{} asks for no code any more.", service)};
    try {
        take_out(where, texts, has_drop_in, told);
    } catch (const std::system_error& what) {
        const bool begun = std::any_of(told.facts.begin(), told.facts.end(),
                                       [](const auto& fact) { return fact.first == "changed"; });
        stop(fmt::format("{}: {}: telesignctl disable {} again, after you have fixed that", what.what(),
                         begun ? "not all of our lines are out yet" : "nothing was changed", service));
    }
    forget_trial(where, service); // not before: whatever cuts this short leaves it to the next boot
    return told;
}

/// Lets sshd know that its files are without our part.
void tell_sshd(const machine& where, bool reload, answer& told) {
    if (const auto sound = test_sshd(where); !sound)
        stop(sound.error() + ": fix sshd's configuration; our lines are out of it");
    if (!reload) {
        told.text += " Reload sshd: systemctl reload ssh.";
    } else if (const auto reloaded = reload_sshd(where); !reloaded) {
        stop(fmt::format("our lines are out, but sshd was not reloaded: {}", reloaded.error()));
    } else {
        told.facts.emplace_back("reloaded", "sshd");
    }
}

answer turn_off(const machine& where, const disable_options& wanted) {
    answer told = clear_files(where, wanted.service);
    if (wanted.service == "sshd" && !told.facts.empty())
        tell_sshd(where, wanted.reload, told);
    return told;
}

/// Turns off what nobody confirmed, in the sshd that runs as well, and logs that.
answer take_back(const machine& where, const std::string& service) {
    const auto fail = [&service](const std::string& why) {
        support::log(support::severity::error, "the trial of {} has ended: {}", service, why);
        stop(why);
    };
    support::open_log(support::log_target::syslog, "telesignctl");
    answer told;
    try {
        told = clear_files(where, service);
        if (service == "sshd" && runs_sshd(where)) // else there is nobody to tell
            tell_sshd(where, true, told);
    } catch (const obstacle& what) {
        fail(what.text);
    } catch (const std::system_error& what) {
        fail(what.what());
    }
    support::log(support::severity::notice, "the trial of {} has ended: {}", service, told.text);
    return told;
}

} // namespace

answer disable(const machine& where, const disable_options& wanted) {
    return alone(where, [&] { return turn_off(where, wanted); });
}

answer end_trial(const machine& where, const std::string& service, const std::string& id) {
    return alone(where, [&]() -> answer {
        const auto found = find_trial(where, service);
        if (!found || found->id != id)
            return {result::granted, "This trial has already ended."};
        return take_back(where, service);
    });
}

answer end_trials(const machine& where) {
    return alone(where, [&]() -> answer {
        answer told{result::granted, {}};
        for (const trial& each : list_trials(where)) {
            if (!each.is_over())
                continue;
            try {
                told.facts.emplace_back(each.service, take_back(where, each.service).text);
            } catch (const obstacle& what) {
                told.how = result::denied;
                told.facts.emplace_back(each.service, what.text);
            }
        }
        return told;
    });
}

} // namespace telesignctl
