#pragma once

#include "policy/places.h"
#include "policy/scrypt.h"
#include "support/secret.h"

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

/// The single-use codes that let users in without their phones; in memory. For many threads, of which two at once compute
/// a hash: two times 16 MiB. Functions that do throw std::runtime_error when OpenSSL fails.
class recovery_codes {
public:
    static constexpr std::size_t set_size = 10;
    using clock = std::chrono::steady_clock;
    using time_point = recovery_code::time_point;
    /// Told, in order, of codes that have changed: a user's new ones in place of all before (`anew`), or one that was just
    /// used. Under the lock: it must return at once and call nothing here.
    using listener =
        std::function<void(const std::string& user, std::span<const recovery_code> codes, bool anew)>;

    static time_point wall_clock();
    explicit recovery_codes(
        listener tell = [](auto&&...) {}, std::function<time_point()> now = wall_clock);

    /// Codes that nobody knows yet and that do not count before put().
    struct fresh_set {
        std::vector<support::secret> texts; ///< as the user types them
        std::vector<recovery_code> codes;
    };
    tl::expected<fresh_set, recovery_trouble> make(clock::time_point until, const std::stop_token& stop);

    /// From now on these are the user's codes, and those from before are not.
    void put(const std::string& user, std::vector<recovery_code> codes);

    /// How many were left after a code; nothing: the code is wrong.
    using left_after = std::optional<std::size_t>;

    /// Uses up a code, given as read_recovery_code() has it: of two logins with the same one, one is let in. Costs the same
    /// for a user without codes. The error: neither right nor wrong, since no place came free until then.
    tl::expected<left_after, recovery_trouble> use(const std::string& user, std::string_view code,
                                                   clock::time_point until, const std::stop_token& stop);

    /// By number, used or not.
    [[nodiscard]] std::vector<recovery_code> all_of(const std::string& user) const;
    [[nodiscard]] std::size_t left(const std::string& user) const;
    /// Whether anybody has codes left.
    [[nodiscard]] bool anybody_has() const;

    /// Puts in again what an earlier daemon kept, without telling of it. Of two sets the younger one stays.
    void restore(const std::string& user, recovery_code code);

private:
    tl::expected<scrypt_hash, recovery_trouble> hash(std::string_view code,
                                                     std::span<const std::uint8_t> salt,
                                                     clock::time_point until, const std::stop_token& stop);
    [[nodiscard]] std::vector<std::uint8_t> salt_for(const std::string& user) const;
    left_after use_up(const std::string& user, std::span<const std::uint8_t> salt, const scrypt_hash& found);

    const listener m_tell;
    const std::function<time_point()> m_now;
    places m_places;
    mutable std::mutex m_mutex;
    std::map<std::string, std::vector<recovery_code>> m_users; ///< never an empty set
};

} // namespace policy
