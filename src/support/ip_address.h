// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include <netinet/in.h>

namespace support {

/// An IPv4 or IPv6 address. An IPv4-mapped one (RFC 4291, 2.5.5.2) is IPv4.
class ip_address {
public:
    /// Literal addresses only (inet_pton(3)): no name is resolved, no zone (RFC 4007) taken.
    static std::optional<ip_address> parse(std::string_view text);
    explicit ip_address(const in_addr& v4) noexcept;
    explicit ip_address(const in6_addr& v6) noexcept;

    [[nodiscard]] bool is_v4() const noexcept { return m_is_v4; }
    /// Of the whole address: 32 or 128.
    [[nodiscard]] unsigned bits() const noexcept { return m_is_v4 ? 32 : 128; }
    /// Its network's first address: all bits behind the first `prefix` are 0.
    [[nodiscard]] ip_address masked(unsigned prefix) const noexcept;
    /// As inet_ntop(3) writes it.
    [[nodiscard]] std::string text() const;

    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy takes what the compiler writes for a 0 of ours
    auto operator<=>(const ip_address&) const = default;

private:
    ip_address() = default;

    bool m_is_v4 = false;
    std::array<unsigned char, 16> m_bytes{}; ///< in network order; IPv4 has the first four
};

/// A network in CIDR notation (RFC 4632, RFC 4291 2.3).
struct ip_network {
    ip_address first; ///< masked by `prefix`
    unsigned prefix = 0;

    /// False for an address of the other family, whatever the prefix.
    [[nodiscard]] bool contains(const ip_address& address) const noexcept {
        return address.is_v4() == first.is_v4() && address.masked(prefix) == first;
    }
    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy takes what the compiler writes for a 0 of ours
    auto operator<=>(const ip_network&) const = default;
};

} // namespace support
