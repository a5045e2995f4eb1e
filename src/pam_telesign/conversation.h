// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

#include <security/pam_ext.h>

namespace pam_telesign {

/// What a conversation function gave back. Wiped before it is freed: it may hold a code or a password.
class reply {
public:
    reply() noexcept = default;
    reply(const reply&) = delete;
    reply& operator=(const reply&) = delete;
    ~reply();

    /// What was typed; empty before a successful ask(). Lives as long as this object.
    [[nodiscard]] std::string_view text() const noexcept;

private:
    friend class conversation;
    pam_response* m_responses = nullptr; // of malloc, an array of one: by pam_conv(3) the caller frees it
};

/// The host's way to the person: PAM_CONV, one message a call, as every host can show it.
class conversation {
public:
    explicit conversation(pam_handle_t* pamh) noexcept : m_pamh{pamh} {}

    /// False, and logged, when nobody sits behind PAM_CONV: sshd's PasswordAuthentication, which answers a
    /// prompt without echo with the password that it was given, and fails at one with echo. sshd (auth-pam.c)
    /// sets PAM_TTY to "ssh" and gives this one conversation no appdata_ptr.
    [[nodiscard]] bool has_person() const noexcept;

    /// Asks `prompt`, which is shown as it is. `echo`: what is typed may be seen. Waits as long as the host
    /// does. Returns PAM_SUCCESS with a text in `into`, or PAM_CONV_ERR, logged: no conversation, it failed,
    /// no text.
    int ask(const char* prompt, bool echo, reply& into) noexcept;

    /// Shows `text` in PAM_ERROR_MSG or PAM_TEXT_INFO. That a host cannot show it changes nothing.
    void show(int style, const char* text) noexcept;

private:
    int converse(int style, const char* text, reply& into) noexcept;

    pam_handle_t* m_pamh;
};

} // namespace pam_telesign
