// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/channel.h"
#include "policy/wait_limit.h"
#include "support/secret.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace telesignd {

/// A code that was sent. Logins that joined share it, and its tries. Thread-safe.
class pending_code {
    struct entry {
        support::secret digits;
        bool is_wrong = false; ///< else they are being checked
    };

public:
    using clock = std::chrono::steady_clock;

    const gateway::channel channel;
    const std::string reference_id; ///< empty for a decoy's
    const clock::time_point sent_at;
    const bool is_own; ///< telesignd made it, and not the provider

    /// `attempts`: how many wrong codes may be typed for it, in all logins together; at least 1.
    pending_code(gateway::channel by, std::string reference, clock::time_point sent, unsigned attempts,
                 bool own = false)
        : channel{by}, reference_id{std::move(reference)}, sent_at{sent}, is_own{own}, m_attempts{attempts} {}

    /// One of the code's tries, for digits that are about to be checked. Gives itself back at its end unless they were
    /// wrong. The code must outlive it.
    class attempt {
    public:
        attempt(attempt&& other) noexcept
            : m_of{std::exchange(other.m_of, nullptr)}, m_entry{other.m_entry} {}
        attempt(const attempt&) = delete;
        attempt& operator=(const attempt&) = delete;
        attempt& operator=(attempt&&) = delete;
        ~attempt();

        /// Uses the try up. The last one closes the code.
        void was_wrong() noexcept;

    private:
        friend class pending_code;
        attempt(pending_code& of, std::list<entry>::iterator where) noexcept : m_of{&of}, m_entry{where} {}

        pending_code* m_of;
        std::list<entry>::iterator m_entry;
    };

    /// Why digits are not to be checked.
    enum class refusal {
        tried,  ///< they were wrong before, in this login or another
        closed, ///< the code counts no more
        busy,   ///< patience ended while another login had them, or the last try, checked
    };

    /// Takes a try for `digits`. While another login has the same digits checked, or all tries that are left, it waits
    /// for what becomes of that.
    tl::expected<attempt, refusal> begin(const support::secret& digits, const policy::wait_limit& wait);

    /// How many tries nobody has used or is using.
    [[nodiscard]] unsigned tries_left() const;

    /// False once it was valid, expired, exhausted, not delivered, or given up.
    [[nodiscard]] bool is_closed() const;

    /// Uses the code up: true for the first who asks, whatever a provider says of a code that is typed twice.
    [[nodiscard]] bool claim() noexcept;

    void close() noexcept { static_cast<void>(claim()); }

    /// What has become of it, for a telesignd that goes on with it.
    struct history {
        unsigned attempts = 1; ///< as the constructor has it
        bool is_closed = false;
        std::vector<support::secret> wrong; ///< digits
    };
    [[nodiscard]] history past() const;
    /// To be called before anybody has the code.
    void restore(history past);

private:
    [[nodiscard]] unsigned left() const noexcept {
        return m_attempts > m_entries.size() ? m_attempts - static_cast<unsigned>(m_entries.size()) : 0;
    }
    bool close_locked() noexcept;
    void end(std::list<entry>::iterator where, bool is_wrong) noexcept;

    const unsigned m_attempts;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    bool m_is_closed = false;
    std::list<entry> m_entries; ///< wrong ones, as long as the code is open, and those being checked
};

} // namespace telesignd
