// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/channel_order.h"

#include <algorithm>

namespace telesignd {

using gateway::channel;

std::optional<channel> channel_after(channel used, std::span<const channel> ways) {
    const auto last = std::find(ways.begin(), ways.end(), used);
    if (last != ways.end() && last + 1 != ways.end())
        return *(last + 1);
    return last == ways.begin() || ways.empty() ? std::nullopt : std::optional{ways.front()};
}

} // namespace telesignd
