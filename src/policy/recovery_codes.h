// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "policy/scrypt.h"
#include "support/secret.h"
#include "support/semaphore.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace policy {

/// What is kept of a recovery code.
struct recovery_code {
    using time_point = std::chrono::sys_time<std::chrono::milliseconds>;

    unsigned number = 0;            ///< from 1
    std::vector<std::uint8_t> salt; ///< the same for all of a user's, so that a try costs one scrypt, not ten
    scrypt_hash hash{};
    time_point created{};
    std::optional<time_point> used;
};

/// Why there is no answer.
enum class recovery_trouble { busy, no_random_numbers };

/// The single-use codes that let users in without their phones, in memory. Thread-safe; two threads at once compute a
/// hash, of 16 MiB each. Functions that do throw std::runtime_error if OpenSSL fails.
class recovery_codes {
public:
    static constexpr std::size_t set_size = 10;
    using clock = std::chrono::steady_clock;
    using time_point = recovery_code::time_point;
    /// Called with codes that have changed, in order: a new set that replaces all before (`is_new_set`), or one code that was
    /// just used. Runs under the mutex: it must return at once and call no member of this class.
    using listener =
        std::function<void(const std::string& user, std::span<const recovery_code> codes, bool is_new_set)>;

    static time_point wall_clock();
    explicit recovery_codes(
        listener on_change = [](auto&&...) {}, std::function<time_point()> now = wall_clock);

    /// Codes that nobody knows yet and that do not count before put().
    struct fresh_set {
        std::vector<support::secret> texts; ///< as the user types them
        std::vector<recovery_code> codes;
    };
    tl::expected<fresh_set, recovery_trouble> make(clock::time_point until, const std::stop_token& stop);

    /// From now on these are the user's codes, and those from before are not.
    void put(const std::string& user, std::vector<recovery_code> codes);

    /// How many are left after a code; nullopt: the code is wrong.
    using left_after = std::optional<std::size_t>;

    /// Uses up a code, given as read_recovery_code() has it: of two logins with the same one, one is let in. Costs the same
    /// for a user without codes. The error: the code was not checked, since other threads computed until then.
    tl::expected<left_after, recovery_trouble> use(const std::string& user, std::string_view code,
                                                   clock::time_point until, const std::stop_token& stop);

    /// By number, used or not.
    [[nodiscard]] std::vector<recovery_code> all_of(const std::string& user) const;
    [[nodiscard]] std::size_t left(const std::string& user) const;
    /// Whether anybody has codes left.
    [[nodiscard]] bool anybody_has() const;

    /// Adds a code from before a restart, without calling the listener. Of two sets the younger one remains.
    void restore(const std::string& user, recovery_code code);

private:
    tl::expected<scrypt_hash, recovery_trouble> hash(std::string_view code,
                                                     std::span<const std::uint8_t> salt,
                                                     clock::time_point until, const std::stop_token& stop);
    [[nodiscard]] std::vector<std::uint8_t> salt_for(const std::string& user) const;
    left_after use_up(const std::string& user, std::span<const std::uint8_t> salt, const scrypt_hash& found);

    const listener m_listener;
    const std::function<time_point()> m_now;
    support::semaphore m_computations;
    mutable std::mutex m_mutex;
    std::map<std::string, std::vector<recovery_code>> m_users; ///< never an empty set
};

} // namespace policy
