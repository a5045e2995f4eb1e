#pragma once

#include "telesignctl/pam/stack.h"

namespace telesignctl::pam {

/// What a service's auth stack does with the code, found by playing logins through it.
struct protection {
    bool names_module = false;
    unsigned times = 0;          ///< how often a member of the group, or everybody, is asked in one login
    bool in_group_only = false;  ///< pam_succeed_if lets others pass without it
    bool password_asked = false; ///< a password or another first factor, of whom is asked for a code too
    bool code_asked = false;     ///< after the right password
    bool lets_in = false;        ///< the right password and the right code do
    bool refused_code_lets_in = false;      ///< although the module said no
    bool outage_lets_in = false;            ///< although TeleSign or the daemon could not be reached
    bool code_alone_lets_in = false;        ///< with a wrong password
    bool asked_before_first_factor = false; ///< a wrong password does not keep the phone from ringing
    bool unasked_refused = false;           ///< whom policy asks for no code (PAM_IGNORE) is denied
    bool unasked_needs_nothing = false;     ///< PAM_IGNORE lets in with a wrong password
    bool others_let_in = true;              ///< those outside of the group do, with the right password
    bool others_need_nothing = false;       ///< those outside of the group get in with a wrong password
};

protection examine(const stack& which);

} // namespace telesignctl::pam
