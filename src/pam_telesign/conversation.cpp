// SPDX-License-Identifier: BSD-3-Clause
#include "pam_telesign/conversation.h"

#include "pam_telesign/log.h"

#include <security/pam_ext.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

namespace pam_telesign {

reply::~reply() {
    if (m_responses == nullptr)
        return;
    if (m_responses->resp != nullptr) {
        ::explicit_bzero(m_responses->resp, ::strlen(m_responses->resp));
        ::free(m_responses->resp);
    }
    ::explicit_bzero(m_responses, sizeof *m_responses);
    ::free(m_responses);
}

std::string_view reply::text() const noexcept {
    if (m_responses == nullptr || m_responses->resp == nullptr)
        return {};
    return m_responses->resp;
}

bool conversation::has_person() const noexcept {
    const void* tty = nullptr;
    const void* host = nullptr;
    if (pam_get_item(m_pamh, PAM_TTY, &tty) != PAM_SUCCESS || tty == nullptr ||
        std::string_view{static_cast<const char*>(tty)} != "ssh")
        return true;
    if (pam_get_item(m_pamh, PAM_CONV, &host) != PAM_SUCCESS || host == nullptr ||
        static_cast<const pam_conv*>(host)->appdata_ptr != nullptr)
        return true; // a conversation that is missing fails when it is used
    log_line(m_pamh, LOG_ERR,
             "sshd's PasswordAuthentication cannot ask for a code: use KbdInteractiveAuthentication; denied");
    return false;
}

int conversation::ask(const char* prompt, bool echo, reply& into) noexcept {
    const int code = converse(echo ? PAM_PROMPT_ECHO_ON : PAM_PROMPT_ECHO_OFF, prompt, into);
    if (code != PAM_SUCCESS) {
        log_line(m_pamh, LOG_ERR, "cannot ask for the code: the conversation failed: %s",
                 pam_strerror(m_pamh, code));
        return PAM_CONV_ERR;
    }
    if (into.m_responses == nullptr || into.m_responses->resp == nullptr) {
        log_line(m_pamh, LOG_ERR, "cannot ask for the code: the conversation gave no reply");
        return PAM_CONV_ERR;
    }
    return PAM_SUCCESS;
}

void conversation::show(int style, const char* text) noexcept {
    reply unused; // some hosts allocate one for messages too
    converse(style, text, unused);
}

int conversation::converse(int style, const char* text, reply& into) noexcept {
    const void* item = nullptr;
    const int code = pam_get_item(m_pamh, PAM_CONV, &item);
    if (code != PAM_SUCCESS)
        return code;
    const auto* host = static_cast<const pam_conv*>(item);
    if (host == nullptr || host->conv == nullptr)
        return PAM_CONV_ERR;
    const pam_message message{style, text};
    const pam_message* messages = &message;
    // Also what came with an error is kept, to be wiped and freed: libpam's own pam_prompt(3) does the same.
    return host->conv(1, &messages, &into.m_responses, host->appdata_ptr);
}

} // namespace pam_telesign
