// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignd/login/pending_code.h"
#include "telesignd/verdict.h"

#include <chrono>
#include <compare>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace telesignd {

/// The codes that somebody may still type, so that a second login of the same person joins the first one's code, also
/// while it is being sent: programs run the PAM stack twice, and people press Ctrl-C and try again. Thread-safe.
class pending_codes {
    struct sending;

public:
    using clock = std::chrono::steady_clock;

    /// Who waits for a code, and where: only logins that agree in all of it share one.
    struct place {
        std::string account;
        std::string service;
        std::string source; ///< the remote host, else the terminal
        std::string caller; ///< PAM_RUSER
        std::string phone;  ///< digits: a code belongs to the number that it went to; empty: a decoy's
        bool unprivileged =
            false; ///< a program that is not root's says all of this: root's codes are not its to spoil

        auto operator<=>(const place&) const = default;
    };

    static constexpr std::size_t capacity = 10'000;          ///< places; a full table shares no more codes
    static constexpr std::chrono::minutes longest_reuse{10}; ///< entries older than this go

    /// How a login ended that could not send a code, for those who waited for it.
    struct failure {
        verdict end;
        std::string reference_id;
    };

    /// The right to send to a place: nobody else does so meanwhile. Over at its end, or with fail_with(). The pending_codes must
    /// outlive it.
    class turn {
    public:
        turn() = default; ///< of a login that shares nothing
        turn(turn&& other) noexcept
            : m_of{std::exchange(other.m_of, nullptr)}, m_sending{std::move(other.m_sending)} {}
        turn(const turn&) = delete;
        turn& operator=(const turn&) = delete;
        turn& operator=(turn&&) = delete;
        ~turn() { finish(std::nullopt); }

        /// No code could be sent: those who wait end alike, and do not try the same once more.
        void fail_with(failure result) { finish(std::move(result)); }

    private:
        friend class pending_codes;
        turn(pending_codes& of, std::shared_ptr<sending> mine) noexcept
            : m_of{&of}, m_sending{std::move(mine)} {}
        void finish(std::optional<failure> result) noexcept;

        pending_codes* m_of = nullptr;
        std::shared_ptr<sending> m_sending;
    };

    struct out_of_patience {};
    using joined = std::variant<out_of_patience, std::shared_ptr<pending_code>, turn, failure>;

    explicit pending_codes(std::function<clock::time_point()> now = clock::now) : m_now{std::move(now)} {}

    /// Whether a code for that place is open and younger than `reuse`, or about to be sent.
    [[nodiscard]] bool has(const place& where, std::chrono::seconds reuse);

    /// The newest code for that place when it is open, has tries left, is younger than `reuse` and acceptable; while
    /// somebody else is sending one it waits for that. Else the turn to send one; or how the one who had it failed.
    /// `is_acceptable` is called under the lock and must call nothing here. 0 as `reuse` shares nothing.
    joined join(const place& where, std::chrono::seconds reuse,
                const std::function<bool(const pending_code&)>& is_acceptable,
                const policy::wait_limit& wait);

    void add(const place& where, std::shared_ptr<pending_code> code);

    /// Those that somebody may still join.
    [[nodiscard]] std::vector<std::pair<place, std::shared_ptr<pending_code>>> all();

private:
    [[nodiscard]] std::shared_ptr<pending_code> find(const place& where, std::chrono::seconds reuse) const;
    void forget_old(clock::time_point now);

    std::function<clock::time_point()> m_now;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::map<place, std::shared_ptr<pending_code>> m_codes;
    std::map<place, std::shared_ptr<sending>> m_sending; ///< as many as logins at most
};

} // namespace telesignd
