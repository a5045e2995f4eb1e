#include "policy/source.h"

#include "support/ip_address.h"

#include <fmt/format.h>

namespace policy {

std::optional<std::string> source_of(std::string_view rhost) {
    constexpr unsigned one_site = 64;
    const bool is_v6 = rhost.find(':') != std::string_view::npos;
    const auto address = support::ip_address::parse(is_v6 ? rhost.substr(0, rhost.find('%')) : rhost);
    if (!address)
        return std::nullopt;
    return address->is_v4() ? address->text()
                            : fmt::format("{}/{}", address->masked(one_site).text(), one_site);
}

} // namespace policy
