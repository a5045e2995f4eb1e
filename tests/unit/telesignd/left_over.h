// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignd/handover.h"

#include <map>

#include <unistd.h>

namespace tests {

/// What another process image reads of `left`: there the descriptors are open, and nothing else is left.
inline tl::expected<telesignd::handover, std::string> left_over(telesignd::handover left) {
    std::map<int, int> copies;
    {
        auto file = telesignd::write_handover(left);
        if (!file)
            return tl::unexpected{file.error()};
        copies.emplace(file->get(), ::dup(file->get()));
        for (const auto& each : left.logins)
            copies.emplace(each.socket.get(), ::dup(each.socket.get()));
        for (auto& each : left.logins)
            each.socket.reset(); // or it would be denied
        const int number = file->get();
        file->reset();
        left.logins.clear();
        for (const auto& [there, copy] : copies) {
            ::dup2(copy, there);
            ::close(copy);
        }
        return telesignd::read_handover(support::unique_fd{number});
    }
}

} // namespace tests
