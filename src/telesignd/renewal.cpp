#include "telesignd/renewal.h"

#include "support/log.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

namespace telesignd {

using support::log;
using support::severity;

void renew(const listening_socket& socket, const std::filesystem::path& program, char** argv) {
    log(severity::notice, "{} goes on", program.native());
    ::sd_notify(0, "RELOADING=1");
    // All other descriptors close at execv. F_SETFD, for dup2 leaves a descriptor alone that is in its place already.
    const bool is_passed =
        ::dup2(socket.get(), SD_LISTEN_FDS_START) >= 0 && ::fcntl(SD_LISTEN_FDS_START, F_SETFD, 0) == 0;
    // NOLINTBEGIN(concurrency-mt-unsafe): no thread is left, or none that will see the next line
    ::setenv("LISTEN_FDS", "1", 1);
    ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
    ::setenv("LISTEN_FDNAMES", socket.is_from_systemd() ? "systemd" : listening_socket::own_name, 1);
    // NOLINTEND(concurrency-mt-unsafe)
    if (is_passed)
        ::execv(program.c_str(), argv);
    log(severity::error, "{}: {}: start telesignd again", program.native(), ::strerrordesc_np(errno));
}

} // namespace telesignd
