#pragma once

#include "support/unique_fd.h"
#include "telesignctl/local/machine.h"

namespace telesignctl {

/// While it lives, no other telesignctl changes PAM files, sshd's drop-in or trials of this machine. Waits for its turn.
class change_lock {
public:
    /// Throws std::system_error.
    explicit change_lock(const machine& host);

private:
    support::unique_fd m_file;
};

} // namespace telesignctl
