// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/unique_fd.h"

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

namespace tests {

/// Takes the place of the process's standard input for as long as it lives: a terminal, or a pipe-like line. What is
/// typed before anybody reads waits there.
class terminal_fixture {
public:
    explicit terminal_fixture(bool is_terminal) : m_before{::dup(STDIN_FILENO)} {
        if (is_terminal)
            open_terminal();
        else
            open_line();
        if (::dup2(m_input.get(), STDIN_FILENO) < 0)
            throw std::runtime_error{"standard input cannot be replaced"};
    }
    terminal_fixture(const terminal_fixture&) = delete;
    terminal_fixture& operator=(const terminal_fixture&) = delete;
    ~terminal_fixture() { ::dup2(m_before.get(), STDIN_FILENO); }

    void type(std::string_view text) const {
        if (::write(m_master.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
            throw std::runtime_error{"cannot type"};
    }
    void end_input() { m_master.reset(); }

    /// What the terminal shows of what was typed.
    [[nodiscard]] std::string shown() const {
        std::array<char, 1024> echoed{};
        ::fcntl(m_master.get(), F_SETFL, O_NONBLOCK);
        const ssize_t size = ::read(m_master.get(), echoed.data(), echoed.size());
        return {echoed.data(), size < 0 ? 0 : static_cast<std::size_t>(size)};
    }
    [[nodiscard]] bool echoes() const {
        termios now{};
        return ::tcgetattr(m_input.get(), &now) == 0 && (now.c_lflag & ECHO) != 0;
    }

private:
    void open_terminal() {
        m_master.reset(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
        if (!m_master || ::grantpt(m_master.get()) != 0 || ::unlockpt(m_master.get()) != 0)
            throw std::runtime_error{"posix_openpt"};
        m_input.reset(::open(::ptsname(m_master.get()),
                             O_RDWR | O_NOCTTY | O_CLOEXEC)); // NOLINT(concurrency-mt-unsafe)
    }
    void open_line() {
        int ends[2] = {-1, -1};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
            throw std::runtime_error{"socketpair"};
        m_master.reset(ends[0]);
        m_input.reset(ends[1]);
    }

    support::unique_fd m_before;
    support::unique_fd m_master;
    support::unique_fd m_input;
};

} // namespace tests
