// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

// What the kernel says of telesignd.
namespace soak {

/// The processes that have the socket of this path open, which is how telesignd is known whoever has started
/// it.
std::vector<pid_t> owners_of(const std::string& socket);

/// What must not grow.
struct sample {
    long kilobytes = 0; ///< resident
    long descriptors = 0;
    long threads = 0;
};

sample look_at(pid_t process);

struct growth {
    bool is_flat = false;
    std::string text; ///< the figures, and what is allowed
};

/// Compares quiet moments by one of a sample's figures. `one_daemon`: those of one process, of which the last
/// ones are compared with the first ones; `all`: also those of the processes that came after it, which are
/// bounded.
growth compare_samples(const std::vector<sample>& one_daemon, const std::vector<sample>& all,
                       long sample::*value);

/// How many of its children have ended and were not waited for.
int zombies_of(pid_t process);

} // namespace soak
