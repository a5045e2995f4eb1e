// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/listening.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>

namespace telesignd {

namespace {

constexpr int backlog =
    4096; // the kernel cuts it to net.core.somaxconn; a burst of logins must not be refused

std::string failure(const std::string& path, const char* operation, const char* remedy) {
    return fmt::format("{}: {}: {}{}{}", path, operation, ::strerrordesc_np(errno),
                       *remedy != '\0' ? ": " : "", remedy);
}

/// Removes a socket that a telesignd left behind. False with errno when the path is in use or something else.
bool remove_stale(const std::string& path, const sockaddr_un& address) {
    struct stat found {};
    if (::lstat(path.c_str(), &found) != 0)
        return errno == ENOENT;
    if (!S_ISSOCK(found.st_mode)) {
        errno = EEXIST;
        return false;
    }
    const support::unique_fd probe{::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)};
    if (::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
        errno = EADDRINUSE;
        return false;
    }
    return errno == ECONNREFUSED && ::unlink(path.c_str()) == 0;
}

} // namespace

tl::expected<listening_socket, std::string> listening_socket::open(const std::string& path) {
    char** names = nullptr;
    const int passed = ::sd_listen_fds_with_names(1, &names);
    const bool is_own = passed == 1 && std::string_view{names[0]} == own_name;
    for (int each = 0; each < passed; ++each)
        std::free(names[each]);
    std::free(static_cast<void*>(names));
    if (passed < 0)
        return tl::unexpected{fmt::format("sd_listen_fds: {}", ::strerrordesc_np(-passed))};
    if (passed > 1)
        return tl::unexpected{
            fmt::format("systemd passed {} sockets: use one ListenSequentialPacket=", passed)};
    return passed == 1 ? adopt(is_own ? path : std::string{}) : create(path);
}

tl::expected<listening_socket, std::string> listening_socket::adopt(std::string own_path) {
    support::unique_fd socket{SD_LISTEN_FDS_START};
    if (::sd_is_socket_unix(socket.get(), SOCK_SEQPACKET, 1, nullptr, 0) <= 0)
        return tl::unexpected{
            std::string{"the socket that systemd passed is not a listening AF_UNIX SOCK_SEQPACKET one: use "
                        "ListenSequentialPacket= in telesignd.socket"}};
    // A login that gives up between poll(2) and accept(2) must not hold up all others.
    const int flags = ::fcntl(socket.get(), F_GETFL);
    if (flags < 0 || ::fcntl(socket.get(), F_SETFL, flags | O_NONBLOCK) < 0)
        return tl::unexpected{fmt::format("the socket that systemd passed cannot be made non-blocking: {}",
                                          ::strerrordesc_np(errno))};
    return listening_socket{std::move(socket), std::move(own_path)};
}

tl::expected<listening_socket, std::string> listening_socket::create(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path)
        return tl::unexpected{
            fmt::format("{}: a socket's path has 1 to {} bytes", path, sizeof address.sun_path - 1)};
    path.copy(address.sun_path, path.size());

    if (!remove_stale(path, address))
        return tl::unexpected{
            failure(path, "cannot replace what is there", "stop the other telesignd or remove it")};
    support::unique_fd socket{::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    if (!socket)
        return tl::unexpected{failure(path, "socket", "")};
    // The mode is right from the first moment; no other thread runs yet that the umask could hurt.
    const mode_t before = ::umask(0177);
    const int bound = ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::umask(before);
    if (bound != 0)
        return tl::unexpected{
            failure(path, "bind", "the directory must exist and belong to telesignd's user")};
    listening_socket opened{std::move(socket), path};
    if (::listen(opened.get(), backlog) != 0)
        return tl::unexpected{failure(path, "listen", "")};
    return opened;
}

listening_socket::~listening_socket() {
    if (m_socket && !m_own_path.empty())
        ::unlink(m_own_path.c_str());
}

} // namespace telesignd
