// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/decoy.h"
#include "gateway/verifier.h"
#include "policy/risk.h"
#include "support/secret.h"
#include "telesignd/conversation.h"
#include "telesignd/login/audit.h"
#include "telesignd/login/delivery_tracker.h"
#include "telesignd/login/login.h"
#include "telesignd/login/login_limits.h"
#include "telesignd/login/pending_code.h"
#include "telesignd/login/pending_codes.h"
#include "telesignd/login/pending_login.h"
#include "telesignd/login/subject.h"
#include "telesignd/verdict.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace telesignd {

/// One login's dealings with the provider: its phone looked up, codes sent, looked after and checked. Every reply is
/// judged by [risk] and noted in the audit record. For a subject without a phone a decoy takes the provider's place.
class challenge {
public:
    /// All must outlive the object. `conversation` is asked only whether the program is still there.
    challenge(const conversation& conversation, const login_context& context, const subject& subject,
              audit_record& record);

    /// Before anything is sent: what [limits] says of the user and the phone's region, then the lookups that [risk] asks
    /// for. A verdict when the login ends there.
    std::optional<verdict> may_begin();

    /// The first code was sent or joined, or will not be: what lookups have cost that no code came after is noted.
    void end_lookups();

    /// Takes part in the code that another login of the same person waits for, or is about to, in place of a first one of
    /// its own. A verdict when the login ends there: the other one could not send it. Else, without has_code(), it is this
    /// login's turn to send, until end_turn().
    std::optional<verdict> join();

    /// The first code was sent, or the login ends: so do those who wait for it then.
    void end_turn(const std::optional<verdict>& end);

    /// Sends one code, or takes part in one that another login has asked for meanwhile (has_joined()). A text message takes another channel's place when calls to the phone are forwarded and may not be
    /// used. After anything but `sent` the code before it still counts, if has_code(). `blocked` also when [risk] refuses,
    /// `rate_limited` also when [limits] does.
    gateway::outcome send(gateway::channel channel);

    /// Whether `code` is the last one that was sent. `blocked` also when [risk] refuses, however good the code, and when too
    /// many wrong ones were typed. After `undecided` no try is spent, and the code still counts. Nothing when the same digits
    /// were wrong before, in this login or another that shares the code: they are neither checked nor counted.
    std::optional<gateway::outcome> check(const support::secret& code);

    /// What became of the last code: what TeleSign's callback left, else asked for, at most every five seconds.
    const gateway::delivery_result& delivery();

    /// How long until another code may be asked for; nothing: now, also when the last one is lost.
    [[nodiscard]] std::optional<std::chrono::seconds> cooldown() const;

    /// When delivery() would ask again; the clock's maximum when the status is final.
    [[nodiscard]] std::chrono::steady_clock::time_point next_status() const noexcept;

    /// The verdict for an outcome that ends the login.
    [[nodiscard]] verdict end(gateway::outcome outcome) const;

    /// What the person reads of a code that could not be delivered by `channel`.
    [[nodiscard]] std::string undeliverable(gateway::channel channel) const;

    /// What the person reads of the code of another login that this one has joined.
    [[nodiscard]] std::string joined() const;

    /// After a valid code: tells the provider, in the background, and [remember].
    void complete() const;

    /// What of it another telesignd needs to go on.
    void park(open_question& into) const;
    /// Before anything else: goes on where another one has parked.
    void go_on(const open_question& from);

    [[nodiscard]] bool has_code() const noexcept { return m_code != nullptr; }
    [[nodiscard]] bool has_joined() const noexcept {
        return m_has_joined;
    } ///< another login sent the last code
    /// How many wrong codes may still be typed for the last one, in all logins that share it, and until the user is locked.
    [[nodiscard]] unsigned tries_left() const { return m_limits.tries_left(m_code->tries_left()); }
    [[nodiscard]] gateway::channel used() const noexcept { return m_used; } ///< of the last code
    /// Of the last code.
    [[nodiscard]] std::chrono::steady_clock::time_point sent_at() const noexcept { return m_code->sent_at; }
    /// Calls to the phone may not be used: they are forwarded, or its region has none.
    [[nodiscard]] bool text_only() const noexcept { return m_text_only; }
    [[nodiscard]] const login_limits& limits() const noexcept { return m_limits; }
    /// The provider's sentence for the person about the last answer; may be empty.
    [[nodiscard]] std::string_view tell() const noexcept { return m_user_message; }

private:
    std::optional<verdict> look_up_phone();
    std::optional<gateway::lookup_result> make_lookups();
    std::optional<verdict> judge_lookups(const gateway::lookup_result& found);
    std::optional<gateway::outcome> join_newer(gateway::channel channel,
                                               std::optional<pending_codes::turn>& turn);
    gateway::outcome send_in_turn(gateway::channel channel);
    gateway::outcome send_by(gateway::channel channel);
    gateway::outcome on_sent(gateway::channel channel, const gateway::send_result& sent);
    gateway::outcome on_limited();
    std::optional<gateway::outcome> on_refused_try(pending_code::refusal refusal,
                                                   const policy::wait_limit& wait);
    gateway::outcome ask(const support::secret& code);
    gateway::outcome judge(gateway::outcome outcome, pending_code::attempt tried,
                           policy::lockouts::reservation place);
    gateway::outcome admit(policy::lockouts::reservation place);
    void note(const gateway::check_result& checked, std::chrono::steady_clock::duration took) const;
    void note(const gateway::send_result& sent, std::chrono::steady_clock::duration took) const;
    bool ends_here(std::optional<verdict> own_end);
    void give_up() const noexcept;
    void take(std::shared_ptr<pending_code> code, bool is_joined);
    [[nodiscard]] static unsigned tries_of_code(const config::otp_settings& otp) noexcept;
    [[nodiscard]] verdict refused(const policy::risk_refusal& refusal) const;
    [[nodiscard]] verdict unknown_risk(bool is_outage) const;
    /// What [policy] outage may make of it that no code can be had or checked. `recovery`: it is no outage, or it began
    /// after a code was sent, so that skipping would open to whoever brings it about; a recovery code proves what it does.
    enum class fallback : std::uint8_t { none, recovery, skip };
    [[nodiscard]] verdict unreachable(std::string_view reason, fallback most) const;
    bool is_refused(const gateway::phone_facts& facts);
    [[nodiscard]] bool is_to_be_completed() const noexcept;

    const conversation& m_conversation;
    const login_context& m_context;
    const subject& m_subject;
    audit_record& m_record;
    const gateway::decoy_context m_decoy_context;
    gateway::decoy_verifier m_decoy;
    gateway::decoy_lookup m_decoy_lookup;
    gateway::verifier& m_gateway; ///< the real one, or m_decoy
    login_limits m_limits;

    gateway::channel m_used = gateway::channel::smart;
    std::shared_ptr<pending_code> m_code;      ///< the one that counts; null: none does
    std::optional<pending_codes::turn> m_turn; ///< to send the first one
    bool m_has_joined = false;
    bool m_had_code = false; ///< one was sent or joined, whatever became of it
    bool m_text_only = false;
    bool m_answered = false; ///< of the last request: gateway::send_result
    std::string_view m_user_message;
    std::optional<policy::risk_refusal> m_refusal;
    std::optional<verdict> m_own_end; ///< what this host makes of the last request: the end of the login

    delivery_tracker::subscription m_subscription; ///< of m_code
    bool m_may_have_missed_callbacks = false; ///< of m_code: callbacks came while another telesignd took over
    gateway::delivery_result m_delivery;
    std::chrono::steady_clock::time_point m_next_poll{};
};

} // namespace telesignd
