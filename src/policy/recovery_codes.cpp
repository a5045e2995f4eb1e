// SPDX-License-Identifier: BSD-3-Clause
#include "policy/recovery_codes.h"

#include "policy/recovery_text.h"
#include "support/random.h"

#include <algorithm>
#include <utility>

#include <openssl/crypto.h>

namespace policy {

namespace {

constexpr unsigned tries_at_once = 2;
constexpr std::size_t salt_size = 16;

std::size_t count_left(const std::vector<recovery_code>& codes) {
    return static_cast<std::size_t>(
        std::count_if(codes.begin(), codes.end(), [](const auto& each) { return !each.used; }));
}

} // namespace

recovery_codes::time_point recovery_codes::wall_clock() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

recovery_codes::recovery_codes(listener on_change, std::function<time_point()> now)
    : m_listener{std::move(on_change)}, m_now{std::move(now)}, m_computations{tries_at_once} {}

tl::expected<recovery_codes::fresh_set, recovery_trouble> recovery_codes::make(clock::time_point until,
                                                                               const std::stop_token& stop) {
    std::vector<std::uint8_t> salt(salt_size);
    if (support::draw_random(salt) != 0)
        return tl::unexpected{recovery_trouble::no_random_numbers};
    fresh_set made;
    for (unsigned number = 1; number <= set_size; ++number) {
        auto text = make_recovery_code();
        const auto code = text ? read_recovery_code(text->view()) : std::nullopt;
        if (!code)
            return tl::unexpected{recovery_trouble::no_random_numbers};
        const auto hashed = hash(code->view(), salt, until, stop);
        if (!hashed)
            return tl::unexpected{hashed.error()};
        made.texts.push_back(*std::move(text));
        made.codes.push_back({number, salt, *hashed, m_now(), std::nullopt});
    }
    return made;
}

void recovery_codes::put(const std::string& user, std::vector<recovery_code> codes) {
    const std::lock_guard lock{m_mutex};
    auto& kept = m_users[user];
    kept = std::move(codes);
    m_listener(user, kept, true);
}

tl::expected<recovery_codes::left_after, recovery_trouble> recovery_codes::use(const std::string& user,
                                                                               std::string_view code,
                                                                               clock::time_point until,
                                                                               const std::stop_token& stop) {
    const std::vector<std::uint8_t> salt = salt_for(user);
    const auto found = hash(code, salt, until, stop);
    if (!found)
        return tl::unexpected{found.error()};
    return use_up(user, salt, *found);
}

tl::expected<scrypt_hash, recovery_trouble> recovery_codes::hash(std::string_view code,
                                                                 std::span<const std::uint8_t> salt,
                                                                 clock::time_point until,
                                                                 const std::stop_token& stop) {
    const auto permit = m_computations.acquire(until, stop);
    if (!permit)
        return tl::unexpected{recovery_trouble::busy};
    return scrypt(code, salt);
}

/// Some bytes for a user without codes, for whom no hash will match.
std::vector<std::uint8_t> recovery_codes::salt_for(const std::string& user) const {
    const std::lock_guard lock{m_mutex};
    const auto found = m_users.find(user);
    return found == m_users.end() ? std::vector<std::uint8_t>(salt_size) : found->second.front().salt;
}

recovery_codes::left_after recovery_codes::use_up(const std::string& user, std::span<const std::uint8_t> salt,
                                                  const scrypt_hash& found) {
    const std::lock_guard lock{m_mutex};
    const auto codes = m_users.find(user);
    if (codes == m_users.end())
        return std::nullopt;
    recovery_code* match = nullptr;
    for (recovery_code& each : codes->second) // all of them: the time must not tell which
        if (::CRYPTO_memcmp(each.hash.data(), found.data(), found.size()) == 0)
            match = &each;
    // With another salt, other codes have taken the place of those that the hash was made for.
    if (match == nullptr || match->used ||
        !std::equal(salt.begin(), salt.end(), match->salt.begin(), match->salt.end()))
        return std::nullopt;
    match->used = m_now();
    m_listener(user, {match, 1}, false);
    return count_left(codes->second);
}

std::vector<recovery_code> recovery_codes::all_of(const std::string& user) const {
    const std::lock_guard lock{m_mutex};
    const auto found = m_users.find(user);
    return found == m_users.end() ? std::vector<recovery_code>{} : found->second;
}

std::size_t recovery_codes::left(const std::string& user) const {
    const std::lock_guard lock{m_mutex};
    const auto found = m_users.find(user);
    return found == m_users.end() ? 0 : count_left(found->second);
}

bool recovery_codes::anybody_has() const {
    const std::lock_guard lock{m_mutex};
    return std::any_of(m_users.begin(), m_users.end(),
                       [](const auto& each) { return count_left(each.second) > 0; });
}

void recovery_codes::restore(const std::string& user, recovery_code code) {
    const std::lock_guard lock{m_mutex};
    auto& kept = m_users[user];
    if (!kept.empty() && kept.front().salt != code.salt) {
        if (kept.front().created >= code.created)
            return;
        kept.clear();
    }
    const auto after =
        std::find_if(kept.begin(), kept.end(), [&](const auto& each) { return each.number > code.number; });
    kept.insert(after, std::move(code));
}

} // namespace policy
