#pragma once

#include "gateway/verifier.h"
#include "policy/decoy.h"
#include "policy/risk.h"
#include "support/secret.h"
#include "telesignd/audit.h"
#include "telesignd/delivery_board.h"
#include "telesignd/login.h"
#include "telesignd/login_limits.h"
#include "telesignd/open_codes.h"
#include "telesignd/subject.h"
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
class verification {
public:
    /// All must outlive the object.
    verification(const login_context& context, const subject& who, audit_record& record);

    /// Before anything is sent: what [limits] says of the user and the phone's region, then the lookups that [risk] asks
    /// for. A verdict when the login ends there.
    std::optional<verdict> may_begin();

    /// Takes part in the code that another login of the same person waits for, in place of a first one of its own. False
    /// when there is none.
    bool join();

    /// Sends one code. A text message takes another channel's place when calls to the phone are forwarded and may not be
    /// used. After anything but `sent` the code before it still counts, if has_code(). `blocked` also when [risk] refuses,
    /// `rate_limited` also when [limits] does.
    gateway::outcome send(gateway::channel way);

    /// Whether `code` is the last one that was sent. `blocked` also when [risk] refuses, however good the code, and when too
    /// many wrong ones were typed. After `undecided` no try is spent, and the code still counts.
    gateway::outcome check(const support::secret& code);

    /// What became of the last code: what TeleSign's callback left, else asked for, at most every five seconds.
    const gateway::delivery_result& delivery();

    /// How long until another code may be asked for; nothing: now, also when the last one is lost.
    [[nodiscard]] std::optional<std::chrono::seconds> cooldown() const;

    /// When delivery() would ask again; the clock's maximum when the news are final.
    [[nodiscard]] std::chrono::steady_clock::time_point next_news() const noexcept;

    /// The verdict for an outcome that ends the login.
    [[nodiscard]] verdict end(gateway::outcome what) const;

    /// After a valid code: tells the provider, in the background, and [remember].
    void complete() const;

    /// Nobody may join the last code any more.
    void give_up() const noexcept;

    [[nodiscard]] bool has_code() const noexcept { return m_code != nullptr; }
    [[nodiscard]] gateway::channel used() const noexcept { return m_used; } ///< of the last code
    /// Of the last code.
    [[nodiscard]] std::chrono::steady_clock::time_point sent_at() const noexcept { return m_code->sent_at; }
    /// Calls to the phone may not be used: they are forwarded, or its region has none.
    [[nodiscard]] bool text_only() const noexcept { return m_text_only; }
    [[nodiscard]] const login_limits& limits() const noexcept { return m_limits; }
    /// The provider's sentence for the person about the last answer; may be empty.
    [[nodiscard]] std::string_view tell() const noexcept { return m_tell; }

private:
    std::optional<verdict> look_up_phone();
    gateway::outcome send_by(gateway::channel way);
    gateway::outcome on_limited();
    bool is_locked();
    void take(std::shared_ptr<sent_code> code);
    [[nodiscard]] verdict refused(const policy::risk_refusal& why) const;
    [[nodiscard]] verdict unknown_risk(bool is_outage) const;
    /// What [policy] outage may make of it that no code can be had or checked. `recovery`: it is no outage, or it began
    /// after a code was sent, so that skipping would open to whoever brings it about; a recovery code proves what it does.
    enum class way_out : std::uint8_t { none, recovery, skip };
    [[nodiscard]] verdict unreachable(std::string_view reason, way_out most) const;
    bool is_refused(const gateway::phone_facts& facts);
    [[nodiscard]] bool is_to_be_completed() const noexcept;

    const login_context& m_context;
    const subject& m_who;
    audit_record& m_record;
    policy::decoy_verifier m_decoy;
    gateway::verifier& m_gateway; ///< the real one, or m_decoy
    login_limits m_limits;

    gateway::channel m_used = gateway::channel::smart;
    std::shared_ptr<sent_code> m_code; ///< the one that counts; null: none does
    bool m_had_code = false;           ///< one was sent or joined, whatever became of it
    bool m_text_only = false;
    bool m_answered = false; ///< of the last request: gateway::send_result
    std::string_view m_tell;
    std::optional<policy::risk_refusal> m_refusal;
    std::optional<verdict>
        m_own_end; ///< what [limits] makes of the last request: it was not made, or is the last one

    delivery_board::watch m_watch; ///< of m_code
    gateway::delivery_result m_delivery;
    std::chrono::steady_clock::time_point m_next_poll{};
};

} // namespace telesignd
