// SPDX-License-Identifier: BSD-3-Clause
#include "pam_telesign/login.h"

#include "pam_telesign/items.h"
#include "pam_telesign/log.h"

#include <security/pam_ext.h>
#include <string.h>
#include <syslog.h>

namespace pam_telesign {
namespace {

using protocol::field_id;
using protocol::message_type;
using protocol::withheld;

constexpr std::uint32_t max_turn = 3600; // seconds, as of timeout=: more than telesignd ever needs
constexpr std::uint32_t cancel_turn = 2; // seconds for telesignd to say that it has heard

// What telesignd, which knows the languages, cannot say: it is the one that is missing, or is not asked any more.
constexpr const char* unreachable =
    "The phone code service cannot be reached.\nTry again later, or ask your administrator.";
constexpr const char* too_late = "No code was typed in time.";

struct pam_code {
    protocol::result result;
    int code;
};

/// Which PAM code a verdict becomes.
constexpr pam_code pam_codes[] = {
    {protocol::result::granted, PAM_SUCCESS},           {protocol::result::ignored, PAM_IGNORE},
    {protocol::result::denied, PAM_AUTH_ERR},           {protocol::result::attempts_used_up, PAM_MAXTRIES},
    {protocol::result::not_permitted, PAM_PERM_DENIED}, {protocol::result::unavailable, PAM_AUTHINFO_UNAVAIL},
    {protocol::result::service_error, PAM_SERVICE_ERR}, {protocol::result::conversation_error, PAM_CONV_ERR},
};

/// A text field as libpam wants it. False, and empty, when the text is longer than hosts can show.
class shown_text {
public:
    bool set(std::string_view text) noexcept {
        const bool fits = text.size() < sizeof m_text;
        if (fits)
            ::memcpy(m_text, text.data(), text.size());
        m_text[fits ? text.size() : 0] = '\0';
        return fits;
    }
    [[nodiscard]] const char* get() const noexcept { return m_text; }

private:
    char m_text[PAM_MAX_MSG_SIZE] = {};
};

/// Takes as long for texts that differ early as for those that differ late: one may be a password.
bool equal(std::string_view one, std::string_view other) noexcept {
    if (one.size() != other.size())
        return false;
    volatile unsigned char difference = 0;
    for (std::size_t at = 0; at < one.size(); ++at)
        difference = static_cast<unsigned char>(difference | (one[at] ^ other[at]));
    return difference == 0;
}

} // namespace

login::login(pam_handle_t* pamh, const arguments& settings, int flags) noexcept
    : m_pamh{pamh}, m_settings{settings}, m_flags{flags}, m_daemon{pamh, settings}, m_person{pamh} {}

int login::run() noexcept {
    int code = begin();
    if (code == PAM_SUCCESS)
        code = relay();
    // A person who lets the time run out has not made an outage, which a PAM stack may be told to forgive.
    if (code == PAM_AUTHINFO_UNAVAIL && m_asked && m_daemon.expired()) {
        log_line(m_pamh, LOG_NOTICE, "the login took longer than timeout=%d seconds; denied",
                 m_settings.timeout);
        m_person.show(PAM_ERROR_MSG, too_late);
        return PAM_AUTH_ERR;
    }
    if (code == PAM_AUTHINFO_UNAVAIL && m_last != message_type::verdict)
        m_person.show(PAM_ERROR_MSG, unreachable);
    return code;
}

int login::begin() noexcept {
    if (!m_person.has_person()) // no code is sent that nobody could type, and no password leaves for a check
        return PAM_CONV_ERR;
    protocol::writer message{message_type::begin};
    int code = add_items(m_pamh, message);
    if (code != PAM_SUCCESS)
        return code;
    if (!message.number(field_id::flags, static_cast<std::uint32_t>(m_flags)).good()) {
        log_line(m_pamh, LOG_ERR, "cannot put the PAM items into one message; denied");
        return PAM_SERVICE_ERR;
    }
    code = m_daemon.open();
    if (code != PAM_SUCCESS)
        return code;
    m_last = message_type::begin;
    bool delivered = false; // if not, telesignd has closed already, and perhaps said why
    return m_daemon.send(message, delivered);
}

int login::relay() noexcept {
    for (;;) {
        protocol::reader message;
        int code = m_daemon.receive(message);
        if (code != PAM_SUCCESS)
            return code;
        if (m_settings.debug)
            log_line(m_pamh, LOG_DEBUG, "received message type %u", static_cast<unsigned>(message.type()));
        if (!protocol::may_follow(m_last, message.type()))
            return out_of_order(message.type());
        m_last = message.type();
        switch (message.type()) {
        case message_type::accepted:
            code = accept(message);
            break;
        case message_type::prompt:
            code = ask(message);
            break;
        case message_type::verdict:
            return conclude(message);
        default: // ours to send
            return out_of_order(message.type());
        }
        if (code != PAM_SUCCESS)
            return code;
    }
}

int login::out_of_order(message_type type) const noexcept {
    log_line(m_pamh, LOG_ERR, "%s: telesignd sent message type %u out of order; denied", m_settings.socket,
             static_cast<unsigned>(type));
    return PAM_AUTHINFO_UNAVAIL;
}

int login::accept(const protocol::reader& accepted) noexcept {
    const std::uint32_t limit = accepted.number(field_id::turn_limit);
    m_turn_limit = limit < max_turn ? limit : max_turn;
    m_daemon.begin_turn(m_turn_limit);
    return PAM_SUCCESS;
}

int login::ask(const protocol::reader& prompt) noexcept {
    const std::uint32_t echo = prompt.number(field_id::echo);
    const std::string_view text = prompt.text(field_id::text);
    const std::size_t question_at = text.rfind('\n') + 1; // 0: there is no news
    shown_text news;
    shown_text question;
    const bool fits = news.set({text.data(), question_at == 0 ? 0 : question_at - 1}) &&
                      question.set({text.data() + question_at, text.size() - question_at});
    if (!fits || echo > 1) {
        log_line(m_pamh, LOG_ERR,
                 "%s: telesignd sent a prompt that cannot be shown (%zu bytes, echo %u); denied",
                 m_settings.socket, text.size(), echo);
        return PAM_AUTHINFO_UNAVAIL;
    }
    // OpenVPN's plugin and expect scripts look at how a prompt begins: news is a message of its own. Of PAM_ERROR_MSG, since
    // su prints PAM_TEXT_INFO where the output of its command goes.
    if (*news.get() != '\0')
        m_person.show(PAM_ERROR_MSG, news.get());
    m_asked = true;
    reply typed;
    const int code = m_person.ask(question.get(), echo == 1, typed);
    m_daemon.begin_turn(m_turn_limit);
    if (code != PAM_SUCCESS) {
        cancel();
        return code;
    }
    if (m_daemon.has_waiting())
        return PAM_SUCCESS; // the verdict came while the person typed; nobody would look at the answer
    if (m_daemon.expired())
        return PAM_AUTHINFO_UNAVAIL; // run() makes of it what it is
    return answer(typed.text());
}

/// Whether `typed` is what `item` holds; also true when that cannot be told.
bool login::is_item(int item, std::string_view typed) const noexcept {
    const void* held = nullptr;
    if (pam_get_item(m_pamh, item, &held) != PAM_SUCCESS)
        return true;
    return held != nullptr && !typed.empty() && equal(typed, static_cast<const char*>(held));
}

/// Programs that have no prompt for a code answer every question with the login password, which an earlier module has left
/// in PAM_AUTHTOK, or with the user's name. Neither leaves the module; nor does what is longer than the protocol takes,
/// which nobody types for a code.
int login::answer(std::string_view typed) noexcept {
    const bool is_password = is_item(PAM_AUTHTOK, typed);
    const bool is_withheld = is_password || is_item(PAM_USER, typed);
    protocol::writer message{message_type::answer};
    message.text(field_id::text,
                 is_withheld || typed.size() > protocol::max_text ? std::string_view{} : typed);
    if (is_withheld)
        message.number(field_id::withheld,
                       static_cast<std::uint32_t>(is_password ? withheld::password : withheld::user_name));
    if (!message.good()) {
        log_line(m_pamh, LOG_ERR, "cannot put the answer into a message; denied");
        return PAM_SERVICE_ERR;
    }
    bool delivered = false;
    const int code = m_daemon.send(message, delivered);
    if (delivered) {
        m_last = message_type::answer;
        m_answered = !is_withheld;
    }
    return code;
}

void login::cancel() noexcept {
    const protocol::writer message{message_type::cancel};
    bool delivered = false;
    protocol::reader verdict;
    m_daemon.begin_turn(cancel_turn);
    if (m_daemon.send(message, delivered) == PAM_SUCCESS && delivered)
        m_daemon.receive(verdict); // waits until telesignd has taken note; what it says changes nothing
}

int login::conclude(const protocol::reader& verdict) noexcept {
    const std::uint32_t result = verdict.number(field_id::result);
    const pam_code* found = nullptr;
    for (const pam_code& entry : pam_codes)
        if (static_cast<std::uint32_t>(entry.result) == result)
            found = &entry;
    if (found == nullptr || (found->result == protocol::result::granted && !m_answered)) {
        log_line(m_pamh, LOG_ERR, "%s: telesignd sent a verdict that cannot be (%s, 0x%x); denied",
                 m_settings.socket, found == nullptr ? "unknown result" : "granted without an answer",
                 result);
        return PAM_AUTHINFO_UNAVAIL;
    }
    if (m_settings.debug)
        log_line(m_pamh, LOG_DEBUG, "verdict: %s", pam_strerror(m_pamh, found->code));
    shown_text text;
    if (!text.set(verdict.text(field_id::text)))
        log_line(m_pamh, LOG_WARNING, "telesignd's last text is longer than can be shown; left out");
    const bool is_refused = found->code != PAM_SUCCESS && found->code != PAM_IGNORE;
    // sudo always asks for silence, and says no more than "Sorry, try again." by itself: why a login was refused is shown all
    // the same, and what is only information is not.
    if (*text.get() != '\0' && (is_refused || (m_flags & PAM_SILENT) == 0))
        m_person.show(is_refused ? PAM_ERROR_MSG : PAM_TEXT_INFO, text.get());
    return found->code;
}

} // namespace pam_telesign
