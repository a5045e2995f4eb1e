// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/clock.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

// What passes between the sockets and the rules.
namespace simulator {

struct request {
    std::string method;
    std::string target;                         ///< as sent: path and query
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string body;                           ///< the exact bytes

    /// nullptr when the header is absent.
    [[nodiscard]] const std::string* header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? nullptr : &found->second;
    }
    [[nodiscard]] std::string_view path() const {
        return std::string_view{target}.substr(0, target.find('?'));
    }
    [[nodiscard]] std::string_view query() const {
        const std::size_t mark = target.find('?');
        return mark == std::string::npos ? std::string_view{} : std::string_view{target}.substr(mark + 1);
    }
};

/// How the reply travels.
enum class transfer_mode {
    whole,
    chunked,    ///< without Content-Length
    none,       ///< never, until the client leaves or two minutes have passed
    cut_before, ///< the connection ends before the reply's first byte
    cut_amid,   ///< after the headers and half of the body
    cut_after,  ///< after the whole reply, in spite of keep-alive
};

struct reply {
    int http = 200;
    std::string content_type = "application/json";
    std::string body;
    std::string location;           ///< for redirects; else empty
    std::optional<int> retry_after; ///< seconds, for the Retry-After header
    time_point date;                ///< the Date header
    transfer_mode transfer = transfer_mode::whole;
    std::chrono::milliseconds delay{0};
    std::optional<int> status; ///< status.code, for the access log
    std::optional<int> error;  ///< errors[0].code, for the access log
};

} // namespace simulator
