// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/unique_fd.h"

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace test {

/// A logger's socket in a folder of its own, which reads only when it is told to.
class stalled_logger {
public:
    explicit stalled_logger(int type = SOCK_DGRAM) {
        std::string folder = std::filesystem::temp_directory_path() / "logger.XXXXXX";
        if (::mkdtemp(folder.data()) == nullptr)
            throw std::runtime_error{"mkdtemp"};
        m_folder = folder;
        listen(type);
    }
    ~stalled_logger() { std::filesystem::remove_all(m_folder); }
    stalled_logger(const stalled_logger&) = delete;
    stalled_logger& operator=(const stalled_logger&) = delete;

    [[nodiscard]] std::string path() const { return m_folder / "log"; }

    void listen(int type = SOCK_DGRAM) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path().copy(address.sun_path, sizeof address.sun_path - 1);
        m_socket.reset(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0));
        if (::bind(m_socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
            (type == SOCK_STREAM && ::listen(m_socket.get(), 1) != 0))
            throw std::runtime_error{"bind"};
    }

    void stop() {
        m_socket.reset();
        std::filesystem::remove(path());
    }

    /// What waits in the socket.
    std::vector<std::string> read() {
        std::vector<std::string> records;
        char record[8192];
        for (ssize_t size = 0; (size = ::recv(m_socket.get(), record, sizeof record, MSG_DONTWAIT)) >= 0;)
            records.emplace_back(record, static_cast<std::size_t>(size));
        return records;
    }

    /// Reads from the next connection to a stream socket.
    std::string read_stream() {
        const support::unique_fd connection{::accept(m_socket.get(), nullptr, nullptr)};
        char record[8192];
        const ssize_t size = ::recv(connection.get(), record, sizeof record, 0);
        return {record, static_cast<std::size_t>(size < 0 ? 0 : size)};
    }

private:
    std::filesystem::path m_folder;
    support::unique_fd m_socket;
};

} // namespace test
