#pragma once

#include "gateway/channel.h"
#include "telesign-simulator/clock.h"
#include "telesign-simulator/delivery_plan.h"

#include <map>
#include <string>
#include <string_view>

namespace simulator {

/// A code that was sent, and what became of it.
struct verification {
    std::string phone_number;
    gateway::channel way = gateway::channel::smart;
    std::string code;
    int status = 0; ///< status.code that the sender got
    time_point created;
    delivery_plan later = {};             ///< what GET status tells then
    std::string call_forward_action = {}; ///< as the sender was asked
    unsigned wrong_tries = 0;
    bool used_up = false; ///< was VALID once
};

/// All codes that were sent in the last two days. Not for several threads.
class verification_store {
public:
    explicit verification_store(std::chrono::seconds code_lifetime) : m_code_lifetime{code_lifetime} {}

    /// Keeps a new verification and returns its reference id: 32 upper-case hexadecimal digits.
    std::string add(verification fresh);

    /// nullptr when the reference was never given out or is forgotten. Upper and lower case are the same.
    /// Valid until the next add().
    verification* find(std::string_view reference_id);

    /// A day after the sending TeleSign tells nothing but that the reference is too old (-10004).
    [[nodiscard]] static bool is_too_old(const verification& entry, time_point now);

    /// verify.code_state for `code`. Three wrong codes use up the tries: from then on even the right one is
    /// MAX_ATTEMPTS_EXCEEDED. A code is VALID once; asked again it is UNKNOWN ("any other state"), since a
    /// one-time code that has let somebody in must not do so twice.
    std::string_view check(verification& entry, std::string_view code, time_point now) const;

private:
    std::chrono::seconds m_code_lifetime;
    std::map<std::string, verification, std::less<>> m_entries;
};

/// Five decimal digits from the kernel's generator, leading zeros included.
std::string make_code();

} // namespace simulator
