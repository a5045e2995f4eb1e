// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/pam/stack.h"

#include <cstddef>
#include <functional>
#include <vector>

#include <security/pam_appl.h>

// How libpam goes through a stack (Linux-PAM's pam_dispatch.c), without what it does for setcred and for saving time.
namespace telesignctl::pam {

enum class impression { undefined, positive, negative };

/// What the modules so far have led libpam to think, and what it would return.
struct verdict {
    pam::impression impression = impression::undefined;
    int status = PAM_PERM_DENIED;

    auto operator<=>(const verdict&) const = default;
};

/// How far a login has come in a stack.
struct progress {
    std::size_t at = 0; ///< the module that is asked next, never a substack's beginning; or the stack's end
    verdict now;
    std::vector<verdict> saved; ///< by depth: as it was when the substack that is under way began

    auto operator<=>(const progress&) const = default;
};

progress begin(const stack& auth_stack);

/// Goes on with what the module at `state.at` has returned.
void advance(const stack& auth_stack, progress& state, int returned);

/// What pam_authenticate returns at the stack's end.
int result_of(const verdict& last);

/// What a module returns to a try; a code of <security/pam_appl.h>.
using module_answer = std::function<int(const entry& module)>;

/// What pam_authenticate returns when the modules answer so.
int run(const stack& auth_stack, const module_answer& answer);

} // namespace telesignctl::pam
