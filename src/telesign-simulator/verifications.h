// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/channel.h"
#include "telesign-simulator/clock.h"
#include "telesign-simulator/delivery_plan.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace simulator {

/// A code that was sent, and what became of it.
struct verification {
    std::string phone_number;
    gateway::channel channel = gateway::channel::smart;
    bool spoken = false; ///< by a call, and not by a text message
    std::string code;
    bool customer_code = false; ///< the customer's, and not made here
    int status = 0;             ///< status.code that the sender got
    time_point created;
    delivery_plan delivery = {};          ///< of the status, after the first one
    std::string call_forward_action = {}; ///< as the sender was asked
    std::string caller_id = {};           ///< as the sender was asked
    bool sim_swap_check = false;          ///< as the sender was asked
    bool deactivation_check = false;      ///< as the sender was asked
    bool blocks_deactivated = false;      ///< a deactivation that the check found keeps the message back
    unsigned wrong_tries = 0;
    bool used_up = false; ///< was VALID once
};

/// All codes that were sent in the last two days. Not for several threads.
class verification_store {
public:
    /// `code_length`: digits of every code that make_code() makes; nullopt: as TeleSign's accounts begin, seven in a
    /// text message and five in a call (its references of Verify SMS and Verify Voice).
    explicit verification_store(std::chrono::seconds code_lifetime,
                                std::optional<unsigned> code_length = std::nullopt)
        : m_code_lifetime{code_lifetime}, m_code_length{code_length} {}

    /// Decimal digits from the kernel's generator, leading zeros included.
    [[nodiscard]] std::string make_code(bool spoken) const;

    /// Keeps a new verification and returns its reference id: the ordered one, which may then no longer be that of an older
    /// verification, or 32 hexadecimal digits in upper case, as in every example of TeleSign's.
    std::string add(verification fresh, std::string_view ordered_reference = {});

    /// nullptr when the reference was never given out or is forgotten. It is known byte for byte as add() gave it:
    /// TeleSign says nowhere that another case is the same reference. Valid until the next add().
    verification* find(std::string_view reference_id);

    /// Whether a day has passed since the sending: TeleSign then answers only that the reference is too old (-10004).
    [[nodiscard]] static bool is_too_old(const verification& entry, time_point now);

    /// verify.code_state for `code`. Three wrong codes use up the tries: from then on even the right one is
    /// MAX_ATTEMPTS_EXCEEDED. A code is VALID once; asked again it is UNKNOWN ("any other state"), since a
    /// one-time code that has let a user in must not do so twice.
    std::string_view check(verification& entry, std::string_view code, time_point now) const;

private:
    std::chrono::seconds m_code_lifetime;
    std::optional<unsigned> m_code_length;
    std::map<std::string, verification, std::less<>> m_entries;
};

} // namespace simulator
