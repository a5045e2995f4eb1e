#pragma once

#include "telesignctl/answer.h"
#include "telesignctl/enable/pam_edit.h"
#include "telesignctl/local/machine.h"

#include <chrono>
#include <optional>
#include <string>

namespace telesignctl {

struct enable_options {
    std::string service; ///< sshd, sudo, su or login
    factor first_factor = factor::password;
    std::string group = {}; ///< whose members telesign.conf asks only; empty: not looked at
    std::optional<std::chrono::seconds> trial = {}; ///< off again after so long, unless confirmed
    bool reload = false;                            ///< sshd
};

struct disable_options {
    std::string service;
    bool reload = false;
};

/// Puts our lines into the PAM file of a service and of its other forms (`sudo -i` asks PAM as sudo-i, `su -` as su-l),
/// and what sshd needs into a drop-in. All or nothing: whatever fails takes back what was done. Every file is backed up
/// first. What a run that was cut short left out is done. `granted` also when all is so already; `denied` says what
/// stands in the way.
answer enable(const machine& host, const enable_options& options);

/// The difference (diff -u) that enable() would make, with its notes, or what stands in its way. Changes nothing.
answer show_difference(const machine& host, const enable_options& options);

/// Takes out exactly what enable() put in.
answer disable(const machine& host, const disable_options& options);

/// Ends a service's trial, or every one: what is on stays on.
answer confirm(const machine& host, const std::string& service = {});

/// Turns off what is on trial since another boot of the machine, or for longer than it should: no timer will. Logs each.
/// `denied` when one could not be taken back; the others are.
answer end_trials(const machine& host);

/// What a trial's timer does when its time has come: turns the service off, and logs that. Nothing when the trial was
/// confirmed, or another one has begun.
answer end_trial(const machine& host, const std::string& service, const std::string& id);

} // namespace telesignctl
