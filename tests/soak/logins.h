// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "soak/client.h"
#include "soak/outbox.h"

#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace soak {

/// What the user of a login does.
enum class scenario {
    right,
    wrong_then_right,
    wrong,
    repeated,
    resend,
    crowd,
    cancel,
    hang_up,
    hang_up_midway,
    silent
};
inline constexpr std::array<std::string_view, 10> scenario_names{
    "right", "wrong_then_right", "wrong",   "repeated",     "resend",
    "crowd", "cancel",           "hang_up", "hang_up_amid", "silent"};

struct user {
    std::string name;
    std::string phone; ///< digits; empty: has none
};

/// How logins have ended, and what must never be. Thread-safe.
class tally {
public:
    void add(scenario kind, std::string_view end);
    void add_violation(const std::string& violation);

    [[nodiscard]] std::vector<std::string> violations() const;
    [[nodiscard]] std::size_t logins() const;
    [[nodiscard]] std::size_t unanswered() const; ///< logins that got no verdict, or no connection
    [[nodiscard]] std::string table() const;      ///< a line a scenario

private:
    mutable std::mutex m_mutex;
    std::map<scenario, std::map<std::string, std::size_t, std::less<>>> m_counts;
    std::vector<std::string> m_violations;
    std::size_t m_logins = 0;
    std::size_t m_unanswered = 0;
};

/// One person's logins, one after the other. An object for each thread.
class person {
public:
    person(const std::string& socket, outbox& phones, tally& counts, unsigned seed)
        : m_socket{socket}, m_phones{phones}, m_counts{counts}, m_random{seed} {}

    /// A login of any scenario; whether it is let in only with the right code is looked at here.
    void log_in(const user& subject);
    /// A login with the right code by an address of its own. True when it was let in.
    bool log_in_with_right_code(const user& subject);

    unsigned roll(unsigned sides) { return static_cast<unsigned>(m_random() % sides); }

private:
    struct typed_codes {
        std::string last;
        message end;
    };

    void run(scenario kind, const user& subject);
    void crowd(const user& subject);
    void stay_silent();
    typed_codes converse(client& connection, const user& subject, scenario kind);
    std::string to_type(const user& subject, scenario kind, unsigned prompt);
    std::string wrong_code(const user& subject);
    void conclude(scenario kind, const user& subject, const typed_codes& typed);
    std::string source();

    const std::string& m_socket;
    outbox& m_phones;
    tally& m_counts;
    std::minstd_rand m_random;
};

} // namespace soak
