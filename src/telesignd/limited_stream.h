// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <cstddef>

#include <httplib.h>

namespace telesignd {

/// A connection for cpp-httplib that nobody can hold up: it ends at a deadline, after so many bytes, or when a descriptor
/// becomes readable, whatever the client does.
class limited_stream final : public httplib::Stream {
public:
    using clock = std::chrono::steady_clock;

    /// `socket` is non-blocking; both descriptors stay the caller's.
    limited_stream(int socket, int stop_event, clock::time_point until, std::size_t most_bytes)
        : m_socket{socket}, m_stop_event{stop_event}, m_until{until}, m_left{most_bytes} {}

    [[nodiscard]] bool is_readable() const override;
    [[nodiscard]] bool is_writable() const override;
    ssize_t read(char* into, size_t size) override;
    ssize_t write(const char* from, size_t size) override;
    void get_remote_ip_and_port(std::string& ip, int& port) const override;
    void get_local_ip_and_port(std::string& ip, int& port) const override;
    /// None, so that httplib, which would call select(2), takes no offence at a high number.
    [[nodiscard]] socket_t socket() const override { return -1; }

private:
    [[nodiscard]] bool wait_for(short events) const;

    int m_socket;
    int m_stop_event;
    clock::time_point m_until;
    std::size_t m_left; ///< bytes that may still be read
};

} // namespace telesignd
