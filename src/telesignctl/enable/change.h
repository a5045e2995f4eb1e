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
struct change_error {
    std::string text;
};

[[noreturn]] inline void throw_change_error(std::string text) {
    throw change_error{std::move(text)};
}

/// Passes on what is there, and stops at an error.
template <typename T>
T value_or_throw(tl::expected<T, std::string> got) {
    if (!got)
        throw_change_error(got.error());
    if constexpr (!std::is_void_v<T>)
        return *std::move(got);
}

/// What came of `work`, or what it was stopped by.
template <typename Work>
answer catch_change_errors(Work work) {
    try {
        return work();
    } catch (const change_error& error) {
        return {protocol::result::denied, error.text};
    } catch (const std::system_error& error) {
        return {protocol::result::denied, fmt::format("{}: nothing is left half done", error.what())};
    }
}

/// Runs `work` as the only one that changes these files.
template <typename Work>
answer with_lock(const machine& host, Work work) {
    return catch_change_errors([&]() -> answer {
        if (!host.is_scratch() && ::geteuid() != 0)
            return {protocol::result::service_error, "only root may change these files: use sudo"};
        const change_lock lock{host};
        return work();
    });
}

} // namespace telesignctl
