// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <sys/types.h>

namespace telesignd {

/// Who may have how many connections, so that nobody keeps others out: those that have not asked yet, commands, and
/// pending logins are counted apart, logins of one account and connections of one uid once more. Thread-safe.
class login_places {
public:
    struct bounds {
        std::size_t logins = 0; ///< pending ones; and connections that have not asked yet
        std::size_t of_one =
            0; ///< pending logins of one account, or connections of one uid that is not root's
    };

    static constexpr std::size_t max_commands = 32;

    /// Holds what one connection takes, until its end. The login_places must outlive it. Not thread-safe by itself.
    class place {
    public:
        place(place&& other) noexcept;
        place(const place&) = delete;
        place& operator=(const place&) = delete;
        place& operator=(place&&) = delete;
        ~place();

        /// To be called before the socket is closed, when the program has asked or will never do so.
        void end_silence();
        /// After end_silence(): false when as many logins as there may be are under way.
        [[nodiscard]] bool begin_login();
        /// After end_silence(): false when as many commands as there may be are under way.
        [[nodiscard]] bool begin_command();
        /// After begin_login(): counts it among the logins of `account`; false when that has as many as there may be.
        [[nodiscard]] bool hold(const std::string& account);
        /// To be called before a program hears its verdict: gives back the account's, which its next login may need at once.
        /// What is left to do here (a log that is slow) keeps nobody out. A uid's stays, so that nobody has many ending.
        void release_account() noexcept;

    private:
        friend class login_places;
        place(login_places& of, uid_t uid, std::uint64_t number) noexcept
            : m_of{&of}, m_uid{uid}, m_number{number} {}

        login_places* m_of;
        uid_t m_uid;
        std::uint64_t m_number; ///< in m_silent
        bool m_is_login = false;
        bool m_is_command = false;
        std::optional<std::string> m_account;
    };

    /// `in_force` is asked anew each time, under the lock.
    explicit login_places(std::function<bounds()> in_force) : m_in_force{std::move(in_force)} {}
    login_places(const login_places&) = delete;
    login_places& operator=(const login_places&) = delete;
    ~login_places() = default;

    /// A connection that has not asked yet. When there are too many of these, the one that has been silent for the longest
    /// time is ended by shutdown(2). Nothing: the uid has too many, or all the others have asked just now.
    [[nodiscard]] std::optional<place> open(uid_t uid, int socket);

private:
    [[nodiscard]] bool end_longest_silence();
    void release_account(place& from) noexcept;
    void give_back(place& from) noexcept;

    std::function<bounds()> m_in_force;
    std::mutex m_mutex;
    std::map<std::uint64_t, int>
        m_silent; ///< sockets of those that have not asked yet, in the order of their coming
    std::uint64_t m_next_number = 0;
    std::size_t m_logins = 0;
    std::size_t m_commands = 0;
    std::map<uid_t, std::size_t> m_of_uid;           ///< without root
    std::map<std::string, std::size_t> m_of_account; ///< pending logins
};

} // namespace telesignd
