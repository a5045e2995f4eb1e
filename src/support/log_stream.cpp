// SPDX-License-Identifier: BSD-3-Clause
#include "support/log_stream.h"

#include "support/log_socket.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <string_view>

#include <sys/socket.h>
#include <unistd.h>

namespace support {

namespace {

/// Writes what fits. A pipe that poll(2) calls writable takes PIPE_BUF bytes at once (pipe(7)); a socket need not.
ssize_t write_some(int descriptor, std::string_view text) {
    const ssize_t sent = ::send(descriptor, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0 || errno != ENOTSOCK)
        return sent;
    return ::write(descriptor, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
}

} // namespace

bool log_stream::write_line(std::string line, std::chrono::steady_clock::time_point deadline) {
    line.push_back('\n');
    if (m_is_cut)
        line.insert(line.begin(), '\n');
    std::string_view rest = line;
    while (!rest.empty() && await_writable(m_descriptor, deadline)) {
        const ssize_t written = write_some(m_descriptor, rest);
        if (written > 0)
            rest.remove_prefix(static_cast<std::size_t>(written));
        else if ((errno != EINTR && errno != EAGAIN) || std::chrono::steady_clock::now() >= deadline)
            break;
    }
    m_is_cut = rest.size() < line.size() ? !rest.empty() : m_is_cut;
    return rest.empty();
}

} // namespace support
