// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/pam/paths.h"

#include <string>
#include <vector>

namespace telesignctl::pam {

/// What a service's auth stack does with the code, found by following all paths through it.
struct stack_analysis {
    bool names_our_module = false;
    bool is_known = true;          ///< false: there are too many paths to be followed; the rest is unset
    bool code_asked_twice = false; ///< in one login
    bool password_asked = false;   ///< a password or another first factor, before the code
    bool code_asked = false;       ///< after the right password
    bool lets_in = false;          ///< the right password and the right code do
    std::vector<int>
        accepted_refusals; ///< refusals of our module that let in all the same; codes of <security/pam_appl.h>
    bool code_alone_lets_in = false;        ///< without the password
    bool asked_before_first_factor = false; ///< the phone rings although no password was right
    bool exempt_denied = false;             ///< users that policy asks for no code (PAM_IGNORE) are denied
    bool exempt_needs_no_password = false;  ///< PAM_IGNORE lets in without the password
    std::vector<bypass> bypasses;           ///< logins that are asked for no code
};

stack_analysis analyze(const stack& auth_stack);

/// What is to be thought of a bypass.
enum class bypass_kind {
    fault,      ///< nobody can have meant that
    open_group, ///< pam_succeed_if lets users outside a group pass, and everybody while it cannot look that up
    exemption   ///< it is what a gate is for, or two other factors were passed
};

bypass_kind kind_of(const stack& auth_stack, const stack_analysis& found, const bypass& each);

/// "sudo line 3 (pam_access.so): whoever it lets through is asked for no code"
std::string describe(const stack& auth_stack, const bypass& each, const stack_analysis& found);

/// The group of pam_succeed_if's `ingroup` or `notingroup`; empty: it has none.
std::string group_of(const entry& module);

} // namespace telesignctl::pam
