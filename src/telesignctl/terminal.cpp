// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/terminal.h"

#include "config/text_file.h"
#include "protocol/protocol.h"
#include "support/clean_lines.h"
#include "support/unique_fd.h"

#include <array>
#include <cerrno>
#include <optional>

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

namespace telesignctl {

namespace {

/// Signals that would end the program are read from a descriptor instead, so that the terminal is put right first.
class blocked_signals {
public:
    blocked_signals() {
        sigset_t held;
        ::sigemptyset(&held);
        for (const int each : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP})
            if (!is_ignored(each)) // as below nohup(1)
                ::sigaddset(&held, each);
        ::pthread_sigmask(SIG_BLOCK, &held, &m_before);
        m_descriptor.reset(::signalfd(-1, &held, SFD_CLOEXEC | SFD_NONBLOCK));
    }
    blocked_signals(const blocked_signals&) = delete;
    blocked_signals& operator=(const blocked_signals&) = delete;
    ~blocked_signals() {
        signalfd_siginfo seen{}; // a signal that cancelled the answer must not end the program as well
        while (::read(m_descriptor.get(), &seen, sizeof seen) > 0) {
        }
        ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }
    [[nodiscard]] int get() const noexcept { return m_descriptor.get(); }

    /// The signal that came.
    [[nodiscard]] cancelled take() const {
        signalfd_siginfo seen{};
        if (::read(m_descriptor.get(), &seen, sizeof seen) != sizeof seen || seen.ssi_signo == SIGTSTP)
            return {};
        return {static_cast<int>(seen.ssi_signo)};
    }

private:
    static bool is_ignored(int signal) {
        struct sigaction now {};
        return ::sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
    }

    sigset_t m_before{};
    support::unique_fd m_descriptor;
};

class echo_off {
public:
    explicit echo_off(bool echo) {
        if (echo || ::tcgetattr(STDIN_FILENO, &m_before) != 0) // no terminal: nothing is shown anyway
            return;
        termios quiet = m_before;
        quiet.c_lflag = (quiet.c_lflag & ~static_cast<tcflag_t>(ECHO)) | ECHONL;
        m_hidden = ::tcsetattr(STDIN_FILENO, TCSADRAIN, &quiet) == 0;
    }
    echo_off(const echo_off&) = delete;
    echo_off& operator=(const echo_off&) = delete;
    ~echo_off() {
        if (m_hidden)
            ::tcsetattr(STDIN_FILENO, TCSADRAIN, &m_before);
    }

private:
    termios m_before{};
    bool m_hidden = false;
};

void show(std::string_view text) {
    // A person who cannot see the question sees nothing else either.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
}

using typed_line = std::array<char, protocol::max_text>;
using prompt_result = std::variant<support::secret, cancelled, interrupted>;

/// The line as it was meant: programs of Windows begin with a byte order mark, and end lines with CR and LF.
support::secret without_windows_marks(std::string_view line) {
    line = config::without_byte_order_mark(line);
    while (line.ends_with('\r'))
        line.remove_suffix(1);
    return support::secret{line};
}

/// Reads one more byte of the line: what follows its end is the next answer. Nothing as long as it has no end. The
/// end of a pipe ends a line, too.
std::optional<prompt_result> read_byte(typed_line& line, std::size_t& size) {
    char each = 0;
    const ssize_t got = ::read(STDIN_FILENO, &each, 1);
    const bool is_end = got == 0 && size > 0 && ::isatty(STDIN_FILENO) != 1;
    if (is_end || (got == 1 && each == '\n'))
        return without_windows_marks({line.data(), size});
    if (got != 1 || size == line.size())
        return cancelled{};
    line[size++] = each;
    return std::nullopt;
}

} // namespace

std::variant<support::secret, cancelled, interrupted> read_answer(std::string_view question, bool echo,
                                                                  int watched) {
    const blocked_signals signals;
    const echo_off hidden{echo};
    show(support::clean_lines(question));
    typed_line line{};
    std::size_t size = 0;
    std::optional<prompt_result> result;
    while (!result) {
        pollfd waiting[] = {{STDIN_FILENO, POLLIN, 0}, {signals.get(), POLLIN, 0}, {watched, POLLIN, 0}};
        const bool failed = ::poll(waiting, 3, -1) < 0 && errno != EINTR;
        if (failed)
            result = cancelled{};
        else if (waiting[1].revents != 0)
            result = signals.take();
        else if (waiting[2].revents != 0)
            result = interrupted{};
        else if (waiting[0].revents != 0)
            result = read_byte(line, size);
    }
    ::explicit_bzero(line.data(), line.size());
    if (!std::holds_alternative<support::secret>(*result))
        show("\n");
    return *std::move(result);
}

void end_by_signal(int signal) {
    struct sigaction by_default {};
    by_default.sa_handler = SIG_DFL;
    ::sigaction(signal, &by_default, nullptr);
    ::raise(signal);
    ::_exit(128 + signal); // it is blocked: as a shell would tell it
}

} // namespace telesignctl
