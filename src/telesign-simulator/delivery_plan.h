// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace simulator {

/// From `after` the sending on, the delivery's status is `status`.
struct delivery_step {
    int status = 0;
    std::chrono::milliseconds after{0};
};

/// What becomes of a code on its way to the phone; each step later than the one before.
using delivery_plan = std::vector<delivery_step>;

/// Reads `STATUS [after SECONDS], …`; only the first may be without `after` (0 then). The error says what is wrong
/// and what is right.
tl::expected<delivery_plan, std::string> parse_delivery(std::string_view text);

/// The status so long after the sending; `first` before the first step.
int status_at(const delivery_plan& plan, int first, std::chrono::system_clock::duration since_sending);

} // namespace simulator
