// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/answer.h"
#include "telesignctl/enable/pam_edit.h"
#include "telesignctl/local/machine.h"

#include <chrono>
#include <optional>
#include <string>

namespace telesignctl {

struct enable_options {
    std::string service; ///< sshd, sudo, su, login or common_auth
    factor first_factor = factor::password;
    std::string group = {}; ///< the only one whose members telesign.conf asks; empty: not checked
    std::optional<std::chrono::seconds> trial = {}; ///< off again after so long, unless confirmed
    bool reload = false;                            ///< sshd
    std::string caller = {};                        ///< who called sudo to run this; empty: root itself
};

struct disable_options {
    std::string service;
    bool reload = false;
};

/// Puts our lines into the PAM file of a service and of its other forms (`sudo -i` asks PAM as sudo-i, `su -` as su-l),
/// and what sshd needs into a drop-in. All or nothing: a failure undoes what was done. Every file is backed up
/// first. Completes an earlier run that was interrupted. For common_auth: into that file, for every service that includes
/// it. Without a trial, refuses to lock out the caller. `granted` also if nothing had to be done; `denied` with the
/// reason.
answer enable(const machine& host, const enable_options& options);

/// The changes that enable() would make, as diff -u prints them, with its notes, or why it would refuse. Changes nothing.
answer show_difference(const machine& host, const enable_options& options);

/// Takes out exactly what enable() put in.
answer disable(const machine& host, const disable_options& options);

/// Ends a service's trial, or every one: what is on stays on.
answer confirm(const machine& host, const std::string& service = {});

/// Turns off what is on trial since another boot of the machine, or for longer than it should: no timer will. Logs each.
/// `denied` if one could not be turned off; the others are.
answer end_trials(const machine& host);

/// What a trial's timer does when its time has come: turns the service off, and logs that. Nothing when the trial was
/// confirmed, or another one has begun.
answer end_trial(const machine& host, const std::string& service, const std::string& id);

} // namespace telesignctl
