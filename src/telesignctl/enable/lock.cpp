#include "telesignctl/enable/lock.h"

#include "telesignctl/enable/file_change.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>

namespace telesignctl {

change_lock::change_lock(const machine& host) {
    make_backup_folder(host);
    const std::string path = host.backup_folder() + "/lock";
    m_file.reset(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)); // NOLINT(*-vararg)
    if (!m_file)
        throw std::system_error{errno, std::generic_category(), path};
    while (::flock(m_file.get(), LOCK_EX) != 0)
        if (errno != EINTR)
            throw std::system_error{errno, std::generic_category(), path};
}

} // namespace telesignctl
