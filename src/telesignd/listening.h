// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/unique_fd.h"

#include <string>

#include <tl/expected.hpp>

namespace telesignd {

/// The socket that logins connect to: the one that systemd, or a telesignd before this one in the same process, passed
/// (sd_listen_fds(3)), else one of our own at `path`, mode 0600, in the place of a stale one that nobody serves. The
/// destructor takes our own one away again.
class listening_socket {
public:
    /// What a telesignd that passes a socket of its own calls it in LISTEN_FDNAMES.
    static constexpr const char* own_name = "telesignd-own";

    /// The error says what is wrong and the remedy.
    static tl::expected<listening_socket, std::string> open(const std::string& path);

    listening_socket(listening_socket&&) = default;
    listening_socket& operator=(listening_socket&&) = delete;
    listening_socket(const listening_socket&) = delete;
    listening_socket& operator=(const listening_socket&) = delete;
    ~listening_socket();

    [[nodiscard]] int get() const noexcept { return m_socket.get(); }
    [[nodiscard]] bool is_from_systemd() const noexcept { return m_own_path.empty(); }

private:
    listening_socket(support::unique_fd socket, std::string own_path)
        : m_socket{std::move(socket)}, m_own_path{std::move(own_path)} {}

    static tl::expected<listening_socket, std::string> adopt(std::string own_path);
    static tl::expected<listening_socket, std::string> create(const std::string& path);

    support::unique_fd m_socket;
    std::string m_own_path; ///< empty: passed by systemd, which keeps it
};

} // namespace telesignd
