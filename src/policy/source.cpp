// SPDX-License-Identifier: BSD-3-Clause
#include "policy/source.h"

#include "policy/remote_address.h"

#include <fmt/format.h>

namespace policy {

std::optional<std::string> source_of(std::string_view rhost) {
    constexpr unsigned one_site = 64;
    const auto address = remote_address(rhost);
    if (!address)
        return std::nullopt;
    return address->is_v4() ? address->text()
                            : fmt::format("{}/{}", address->masked(one_site).text(), one_site);
}

} // namespace policy
