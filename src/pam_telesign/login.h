// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pam_telesign/arguments.h"
#include "pam_telesign/connection.h"
#include "pam_telesign/conversation.h"
#include "protocol/message.h"

#include <security/pam_ext.h>

namespace pam_telesign {

/// One login: relays between telesignd and the person until the verdict. Decides nothing.
class login {
public:
    /// Both must outlive the login. `flags` are those of pam_sm_authenticate.
    login(pam_handle_t* pamh, const arguments& settings, int flags) noexcept;

    /// The PAM code of the verdict, or of whatever kept us from getting one. PAM_SUCCESS and PAM_IGNORE only
    /// by a verdict that says so.
    int run() noexcept;

private:
    int begin() noexcept;
    int relay() noexcept;
    int accept(const protocol::reader& accepted) noexcept;
    int ask(const protocol::reader& prompt) noexcept;
    int answer(std::string_view typed) noexcept;
    void cancel() noexcept;
    int conclude(const protocol::reader& verdict) noexcept;
    int out_of_order(protocol::message_type type) const noexcept;
    bool is_item(int item, std::string_view typed) const noexcept;

    pam_handle_t* m_pamh;
    const arguments& m_settings;
    int m_flags;
    connection m_daemon;
    conversation m_person;
    protocol::message_type m_last = protocol::message_type::none; // sent or received
    std::uint32_t m_turn_limit = 0;                               // seconds
    bool m_asked = false;                                         // the person has had part of the time
    bool m_answered = false; // telesignd has got an answer that may grant
};

} // namespace pam_telesign
