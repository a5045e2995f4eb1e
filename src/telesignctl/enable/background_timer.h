// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include <tl/expected.hpp>

namespace telesignctl {

/// Starts a process that belongs to no session, terminal or parent. It does `work` after `span`, the time that the machine
/// sleeps included, unless `file` is gone by then; it ends as soon as that is. The error: no process could be started.
tl::expected<void, std::string> start_background_timer(const std::string& file, std::chrono::seconds span,
                                                       const std::function<void()>& work);

} // namespace telesignctl
