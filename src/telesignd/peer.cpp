#include "telesignd/peer.h"

#include <cerrno>
#include <cstring>
#include <vector>

#include <pwd.h>
#include <sys/socket.h>

namespace telesignd {

tl::expected<peer, std::string> peer_of(int socket) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0 || size != sizeof credentials)
        return tl::unexpected{std::string{"SO_PEERCRED: "} + ::strerrordesc_np(errno)};
    return peer{credentials.pid, credentials.uid};
}

bool may_ask_for(const peer& who, const std::string& user) {
    if (who.uid == 0)
        return true;
    std::vector<char> buffer(1024);
    passwd account{};
    passwd* found = nullptr;
    int error = 0;
    while ((error = ::getpwnam_r(user.c_str(), &account, buffer.data(), buffer.size(), &found)) == ERANGE &&
           buffer.size() < std::size_t{1024} * 1024)
        buffer.resize(2 * buffer.size());
    return error == 0 && found != nullptr && found->pw_uid == who.uid;
}

} // namespace telesignd
