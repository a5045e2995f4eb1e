// SPDX-License-Identifier: BSD-3-Clause
// A library that a caller tries to slip into su by LD_PRELOAD: it leaves a file behind wherever it is loaded.
#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

namespace {

__attribute__((constructor)) void leave_a_file() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): a constructor, before any thread
    if (const char* path = ::getenv("TRAP_FILE")) {
        ::unlink(path); // so that the owner is the last process that loaded this
        const int file = ::open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
        if (file >= 0)
            ::close(file);
    }
}

} // namespace
