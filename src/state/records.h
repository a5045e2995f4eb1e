// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// What survives a restart. Names of members are names of columns. Phones are digits when they are given to the store, and
// store::hash_phone() of them in the file and when they are loaded.
namespace state {

/// Of the wall clock, which goes on between two lives of the daemon.
using time_point = std::chrono::sys_time<std::chrono::milliseconds>;
using bytes = std::vector<std::uint8_t>;

/// A code that was asked for, or a lookup that no code came after.
struct send {
    time_point at{};
    std::string user;    ///< whose phone
    std::string phone;   ///< empty: the user has none, and nothing was really sent
    std::string source;  ///< where the login comes from; empty: this host
    std::string service; ///< PAM's
    std::string channel; ///< smart, voice, sms; of a lookup: lookup
    std::string region;  ///< of the phone: CLDR's ("US")
    std::string outcome; ///< one word
    bool counted = true; ///< by [limits]

    bool operator==(const send&) const = default;
};

/// The end of a login. Only one that was granted is loaded again: of the others their number is kept, by the hour, and the
/// first few of each kind (login_counts.h).
struct login {
    time_point at{};
    std::string user;
    std::string service;
    std::string source;
    std::string channel; ///< of the last code; empty: none was sent
    std::string region;
    std::string outcome;                  ///< as in the audit line
    std::string reason;                   ///< as in the audit line
    std::string detail = {};              ///< of one that was not granted: more about the reason
    std::optional<time_point> until = {}; ///< when a lock or a limit that refused it ends

    bool operator==(const login&) const = default;
};

/// A wrong code.
struct failure {
    time_point at{};
    std::string user;
    std::string source;

    bool operator==(const failure&) const = default;
};

/// The wrong code after which there are no further tries for a while; the last one of each user and source.
struct lock {
    std::string user;
    std::string source;
    time_point at{};

    bool operator==(const lock&) const = default;
};

/// What was sent to a user, and to a phone, up to then does not count for them any more.
struct limits_reset {
    std::string user;
    std::string phone; ///< empty: the user has none
    time_point at{};

    bool operator==(const limits_reset&) const = default;
};

/// A valid code for [remember]; the last one of each user, source and service.
struct remembered {
    std::string user;
    std::string source; ///< a literal address
    std::string service;
    std::string phone;
    time_point at{};

    bool operator==(const remembered&) const = default;
};

/// One for each user and number.
struct recovery_code {
    std::string user;
    std::int64_t number = 0;
    bytes salt;
    bytes hash; ///< scrypt's
    time_point created{};
    std::optional<time_point> used;

    bool operator==(const recovery_code&) const = default;
};

/// Takes all locks (with the failures that count towards the next one), remembered logins or recovery codes away, those
/// of one user or of all; locks of one source only, if it is named.
struct removal {
    enum class kind { locks, remembered, recovery_codes };
    kind target = kind::locks;
    std::optional<std::string> user;
    std::optional<std::string> source = {};
};

using change = std::variant<send, login, failure, lock, limits_reset, remembered, recovery_code, removal>;

/// All that there is, the oldest first.
struct records {
    std::vector<send> sends;
    std::vector<login> logins;
    std::vector<failure> failures;
    std::vector<lock> locks;
    std::vector<limits_reset> limits_resets;
    std::vector<remembered> remembered_logins;
    std::vector<recovery_code> recovery_codes;
};

} // namespace state
