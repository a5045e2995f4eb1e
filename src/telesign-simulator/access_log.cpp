// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/access_log.h"

#include "support/ascii.h"
#include "support/text.h"
#include "telesign-simulator/validators.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace simulator {

namespace {

constexpr std::size_t max_path_length = 200;

bool ends_in_reference_id(std::string_view path) {
    const std::string_view last = path.substr(path.rfind('/') + 1);
    return path.starts_with("/v1/") && last.size() == 32 &&
           last.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/// PhoneID and Score: the phone number's end tells a test's phones apart.
bool ends_in_phone(std::string_view path) {
    return (path.starts_with("/v1/phoneid/") || path.starts_with("/v1/score/")) &&
           is_phone(path.substr(path.rfind('/') + 1));
}

/// What stands behind /v1 may be a phone number.
std::string without_digits(std::string_view path) {
    std::string result{path};
    std::replace_if(result.begin() + static_cast<long>(std::min<std::size_t>(result.size(), 3)), result.end(),
                    support::is_digit, '#');
    return result;
}

std::string redacted_path(std::string_view path) {
    const std::string_view shown = path.substr(0, max_path_length);
    if (ends_in_reference_id(path))
        return std::string{shown};
    if (!ends_in_phone(path))
        return without_digits(shown);
    const std::size_t phone = path.rfind('/') + 1;
    return without_digits(path.substr(0, phone)).substr(0, max_path_length) +
           support::mask_phone(path.substr(phone));
}

nlohmann::ordered_json value_or_null(std::optional<int> value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

} // namespace

std::string access_line(unsigned long connection, const request& incoming, const reply& outgoing) {
    const nlohmann::ordered_json line{{"connection", connection},
                                      {"method", incoming.method},
                                      {"path", redacted_path(incoming.path())},
                                      {"http", outgoing.http},
                                      {"status", value_or_null(outgoing.status)},
                                      {"error", value_or_null(outgoing.error)}};
    return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

} // namespace simulator
