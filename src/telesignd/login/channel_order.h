// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/channel.h"

#include <optional>
#include <span>

namespace telesignd {

/// The channel to try after `used`: the next one of `ways`, the first after the last. Nothing when there is no other.
std::optional<gateway::channel> channel_after(gateway::channel used, std::span<const gateway::channel> ways);

} // namespace telesignd
