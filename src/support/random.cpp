#include "support/random.h"

#include <cerrno>

#include <sys/random.h>

namespace support {

int draw_random(std::span<unsigned char> into) noexcept {
    ssize_t got = 0;
    do
        got = ::getrandom(into.data(), into.size(), 0);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return errno;
    return static_cast<std::size_t>(got) == into.size() ? 0
                                                        : EIO; // up to 256 bytes come whole, says the manual
}

} // namespace support
