// SPDX-License-Identifier: BSD-3-Clause
// The six entry points that libpam calls (pam(3), "The Linux-PAM Module Writers' Guide").

#include "pam_telesign/arguments.h"
#include "pam_telesign/log.h"
#include "pam_telesign/login.h"

#include <security/pam_ext.h>
#include <syslog.h>

// <security/pam_modules.h> is left out here: it declares these functions without noexcept.
#define ENTRY_POINT extern "C" __attribute__((visibility("default"))) int

namespace {

/// For `telesignctl check`, which reads it from the file (what(1)'s mark stands before it).
[[gnu::used]] const char version_mark[] = "@(#)pam_telesign " PROJECT_VERSION;

/// This module serves the auth stack alone. Naming it in another one is a mistake that must neither grant
/// anything nor, as PAM_IGNORE would, pass for a protection that is not there.
int not_served(pam_handle_t* pamh, const char* stack) noexcept {
    pam_telesign::log_line(
        pamh, LOG_ERR, "this module serves auth only: take it out of the %s lines of this service's PAM file",
        stack);
    return PAM_SERVICE_ERR;
}

} // namespace

ENTRY_POINT pam_sm_authenticate(pam_handle_t* pamh, int flags, int argc, const char** argv) noexcept {
    pam_telesign::arguments settings;
    const int code = settings.parse(pamh, argc, argv);
    if (code != PAM_SUCCESS)
        return code;
    return pam_telesign::login{pamh, settings, flags}.run();
}

/// There are no credentials to set, so nothing can fail. Not PAM_IGNORE: where this is the only auth module,
/// libpam makes PAM_PERM_DENIED of a stack that ignored everything, and sshd and su then end the granted
/// login. It grants nothing either: libpam weighs a module in setcred by what it returned in authenticate,
/// and where no authenticate ran (sshd after a key), the host has decided already. google-authenticator and
/// pam_u2f do the same.
ENTRY_POINT pam_sm_setcred(pam_handle_t* /*pamh*/, int /*flags*/, int /*argc*/,
                           const char** /*argv*/) noexcept {
    return PAM_SUCCESS;
}

ENTRY_POINT pam_sm_acct_mgmt(pam_handle_t* pamh, int /*flags*/, int /*argc*/,
                             const char** /*argv*/) noexcept {
    return not_served(pamh, "account");
}

ENTRY_POINT pam_sm_open_session(pam_handle_t* pamh, int /*flags*/, int /*argc*/,
                                const char** /*argv*/) noexcept {
    return not_served(pamh, "session");
}

ENTRY_POINT pam_sm_close_session(pam_handle_t* pamh, int /*flags*/, int /*argc*/,
                                 const char** /*argv*/) noexcept {
    return not_served(pamh, "session");
}

ENTRY_POINT pam_sm_chauthtok(pam_handle_t* pamh, int /*flags*/, int /*argc*/,
                             const char** /*argv*/) noexcept {
    return not_served(pamh, "password");
}
