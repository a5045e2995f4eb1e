// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/reexec.h"

#include "support/log.h"

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

namespace telesignd {

using support::log;
using support::severity;

namespace {

/// This process's environment with these variables in the place of its own of the same names. Not by setenv(3): a thread that
/// was left behind may be reading.
class environment {
public:
    void set(std::string_view name, std::string_view value) {
        m_own.push_back(fmt::format("{}={}", name, value));
    }
    /// For execve(2); valid as long as the object.
    char** get() {
        m_all.clear();
        for (char** each = environ; each != nullptr && *each != nullptr; ++each) // null after clearenv(3)
            if (!is_own(*each))
                m_all.push_back(*each);
        for (std::string& each : m_own)
            m_all.push_back(each.data());
        m_all.push_back(nullptr);
        return m_all.data();
    }

private:
    [[nodiscard]] bool is_own(std::string_view variable) const {
        const std::string_view name = variable.substr(0, variable.find('=') + 1);
        for (const std::string& each : m_own)
            if (each.starts_with(name))
                return true;
        return false;
    }

    std::vector<std::string> m_own;
    std::vector<char*> m_all;
};

} // namespace

void reexec(const listening_socket& socket, const std::filesystem::path& program, char** argv,
            handover left) {
    log(severity::notice, "{} takes over (logins in progress: {})", program.native(), left.logins.size());
    ::sd_notify(0, "RELOADING=1");
    environment variables;
    variables.set("LISTEN_FDS", "1");
    variables.set("LISTEN_PID", std::to_string(::getpid()));
    variables.set("LISTEN_FDNAMES", socket.is_from_systemd() ? "systemd" : listening_socket::own_name);
    const auto file = write_handover(left);
    if (file) {
        variables.set(handover_variable, std::to_string(file->get()));
    } else {
        log(severity::error, "the {} logins in progress are lost: {}", left.logins.size(), file.error());
        left.logins.clear(); // denies them, and their connections do not outlive this program
    }
    // All other descriptors close at execve. F_SETFD, for dup2 leaves a descriptor alone that is in its place already.
    if (::dup2(socket.get(), SD_LISTEN_FDS_START) >= 0 && ::fcntl(SD_LISTEN_FDS_START, F_SETFD, 0) == 0)
        ::execve(program.c_str(), argv, variables.get());
    log(severity::error, "{}: {}: start telesignd again", program.native(), ::strerrordesc_np(errno));
}

handover take_handover() {
    const char* const value = ::getenv(handover_variable); // NOLINT(concurrency-mt-unsafe): before any thread
    if (value == nullptr)
        return {};
    int descriptor = -1;
    std::from_chars(value, value + std::strlen(value), descriptor);
    auto left = read_handover(support::unique_fd{descriptor});
    if (left)
        return *std::move(left);
    log(severity::error, "the logins in progress before the upgrade are lost: {}", left.error());
    return {};
}

} // namespace telesignd
