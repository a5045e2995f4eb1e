#pragma once

#include "telesignctl/answer.h"
#include "telesignctl/enable/lock.h"

#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

#include <fmt/format.h>
#include <tl/expected.hpp>
#include <unistd.h>

// How a change of the machine's files is made, and given up.
namespace telesignctl {

/// What stands in the way: nothing was changed, or all was put back.
struct obstacle {
    std::string text;
};

[[noreturn]] inline void stop(std::string text) {
    throw obstacle{std::move(text)};
}

/// Passes on what is there, and stops at an error.
template <typename T>
T must(tl::expected<T, std::string> got) {
    if (!got)
        stop(got.error());
    if constexpr (!std::is_void_v<T>)
        return *std::move(got);
}

/// What came of `work`, or what it was stopped by.
template <typename Work>
answer stopped_by(Work work) {
    try {
        return work();
    } catch (const obstacle& what) {
        return {protocol::result::denied, what.text};
    } catch (const std::system_error& what) {
        return {protocol::result::denied, fmt::format("{}: nothing is left half done", what.what())};
    }
}

/// Runs `work` as the only one that changes these files.
template <typename Work>
answer alone(const machine& where, Work work) {
    return stopped_by([&]() -> answer {
        if (!where.is_scratch() && ::geteuid() != 0)
            return {protocol::result::service_error, "only root may change these files: use sudo"};
        const change_lock lock{where};
        return work();
    });
}

} // namespace telesignctl
