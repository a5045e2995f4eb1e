// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login_places.h"

#include <algorithm>
#include <cerrno>

#include <sys/socket.h>

namespace telesignd {

namespace {

/// Whether nothing has come that nobody has read.
bool is_silent(int socket) {
    char first = 0;
    return ::recv(socket, &first, sizeof first, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

template <typename Key>
void count_one_less(std::map<Key, std::size_t>& counts, const Key& key) noexcept {
    const auto entry = counts.find(key);
    if (entry != counts.end() && --entry->second == 0)
        counts.erase(entry);
}

} // namespace

login_places::place::place(place&& other) noexcept
    : m_of{std::exchange(other.m_of, nullptr)}, m_uid{other.m_uid}, m_number{other.m_number},
      m_is_login{other.m_is_login}, m_is_command{other.m_is_command}, m_account{std::move(other.m_account)} {}

login_places::place::~place() {
    if (m_of != nullptr)
        m_of->give_back(*this);
}

void login_places::place::end_silence() {
    const std::lock_guard lock{m_of->m_mutex};
    m_of->m_silent.erase(m_number);
}

bool login_places::place::begin_login() {
    const std::lock_guard lock{m_of->m_mutex};
    if (m_of->m_logins >= m_of->m_in_force().logins)
        return false;
    ++m_of->m_logins;
    m_is_login = true;
    return true;
}

bool login_places::place::begin_command() {
    const std::lock_guard lock{m_of->m_mutex};
    if (m_of->m_commands >= max_commands)
        return false;
    ++m_of->m_commands;
    m_is_command = true;
    return true;
}

bool login_places::place::hold(const std::string& account) {
    const std::lock_guard lock{m_of->m_mutex};
    std::size_t& count = m_of->m_of_account[account];
    if (count >= m_of->m_in_force().of_one)
        return false;
    m_account = account;
    ++count;
    return true;
}

void login_places::place::release_account() noexcept {
    const std::lock_guard lock{m_of->m_mutex};
    m_of->release_account(*this);
}

std::optional<login_places::place> login_places::open(uid_t uid, int socket) {
    const std::lock_guard lock{m_mutex};
    const bounds most = m_in_force();
    const auto of_uid = m_of_uid.find(uid);
    if (of_uid != m_of_uid.end() && of_uid->second >= most.of_one)
        return std::nullopt;
    if (m_silent.size() >= most.logins && !end_longest_silence())
        return std::nullopt;
    if (uid != 0)
        ++m_of_uid[uid];
    m_silent.emplace(m_next_number, socket);
    return place{*this, uid, m_next_number++};
}

/// False when none is silent: each has a request that its thread is about to read.
bool login_places::end_longest_silence() {
    const auto longest = std::find_if(m_silent.begin(), m_silent.end(),
                                      [](const auto& each) { return is_silent(each.second); });
    if (longest == m_silent.end())
        return false;
    ::shutdown(longest->second, SHUT_RDWR); // its thread, which owns the socket, wakes and ends
    m_silent.erase(longest);
    return true;
}

/// The mutex is held.
void login_places::release_account(place& from) noexcept {
    if (from.m_account)
        count_one_less(m_of_account, *from.m_account);
    from.m_account.reset();
}

void login_places::give_back(place& from) noexcept {
    const std::lock_guard lock{m_mutex};
    m_silent.erase(from.m_number);
    m_logins -= from.m_is_login ? 1 : 0;
    m_commands -= from.m_is_command ? 1 : 0;
    if (from.m_uid != 0)
        count_one_less(m_of_uid, from.m_uid);
    release_account(from);
}

} // namespace telesignd
