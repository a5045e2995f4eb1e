// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/unique_fd.h"

#include <chrono>
#include <string>
#include <string_view>

namespace support {

/// The client's end of a logger's socket, such as syslog(3)'s /dev/log. Neither syslog(3) nor sd_journal_sendv(3) returns
/// while a logger that has stopped reading has a full queue; this does. Not thread-safe.
class log_socket {
public:
    explicit log_socket(std::string path) : m_path{std::move(path)} {}

    /// Sends one record, and connects first when it must: a restarted logger has a new socket. Returns false if there is
    /// no logger, or if it has not made room at the deadline; a deadline that is over allows one try without waiting.
    bool send(std::string_view record, std::chrono::steady_clock::time_point deadline) noexcept;

private:
    bool connect() noexcept;
    bool connect_as(int type) noexcept;
    bool send_connected(std::string_view record, std::chrono::steady_clock::time_point deadline) noexcept;

    std::string m_path;
    unique_fd m_socket;
    bool m_is_stream =
        false; ///< some loggers have one: a record ends with a NUL there, as syslog(3) sends it
};

/// Waits until the descriptor can be written to. Returns false if it cannot at the deadline.
bool await_writable(int descriptor, std::chrono::steady_clock::time_point deadline) noexcept;

} // namespace support
