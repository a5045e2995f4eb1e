// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include <pthread.h>

namespace telesignd {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr std::size_t stack_size = 8UL * 1024 * 1024;
#else
inline constexpr std::size_t stack_size = 256UL * 1024; // a login that waits for a person costs little
#endif

/// Runs `work` in a thread with a small stack, which std::thread cannot have. 0, or an errno. To be joined.
template <typename Work>
int start_thread(Work work) {
    pthread_attr_t attributes;
    if (const int error = ::pthread_attr_init(&attributes); error != 0)
        return error;
    ::pthread_attr_setstacksize(&attributes, stack_size);
    auto owned = std::make_unique<Work>(std::move(work));
    pthread_t thread{};
    const int error = ::pthread_create(
        &thread, &attributes,
        [](void* given) -> void* {
            const std::unique_ptr<Work> mine{static_cast<Work*>(given)};
            (*mine)();
            return nullptr;
        },
        owned.get());
    ::pthread_attr_destroy(&attributes);
    if (error == 0)
        static_cast<void>(owned.release()); // the thread has it
    return error;
}

} // namespace telesignd
