// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/message.h"

#include <security/pam_ext.h>

namespace pam_telesign {

/// Puts service, user, ruser, rhost and tty into `begin`, byte for byte; what is empty is left out. Returns
/// PAM_SUCCESS or, logged, the code to end with: nothing is ever cut, since a shortened name is another name.
int add_items(pam_handle_t* pamh, protocol::writer& begin) noexcept;

} // namespace pam_telesign
