// SPDX-License-Identifier: BSD-3-Clause
#pragma once

// Whether this host, and not the other side, is why a request cannot be made: told by its cause, since libcurl and the
// resolver report what they lack as a connection or a name that cannot be had.
namespace http {

/// Whether `error` of a system call means that descriptors, memory or local ports are used up.
bool is_exhaustion(int error) noexcept;

/// Whether there are as many descriptors as libcurl and getaddrinfo(3) take to look up a name.
bool can_resolve() noexcept;

} // namespace http
