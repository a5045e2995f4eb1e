// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/reference_id.h"

namespace gateway {

bool is_reference_id(std::string_view text) noexcept {
    constexpr std::size_t max_size = 64;
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    return !text.empty() && text.size() <= max_size &&
           text.find_first_not_of(letters) == std::string_view::npos;
}

} // namespace gateway
