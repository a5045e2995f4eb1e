// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/telesign/verdict.h"

#include <string>
#include <string_view>

namespace test {

inline constexpr std::string_view reference = "0123456789abcdef0123456789abcdef";

inline std::string with_reference(std::string_view members) {
    return "{\"reference_id\":\"0123456789ABCDEF0123456789ABCDEF\"" +
           std::string{members.empty() ? "" : ","} + std::string{members} + "}";
}

inline gateway::check_result check(long http_status, const std::string& body) {
    return gateway::telesign::judge_check(http_status,
                                          gateway::telesign::read_reply(body, "application/json"), reference);
}

inline gateway::send_result send(long http_status, const std::string& body) {
    return gateway::telesign::judge_send(http_status,
                                         gateway::telesign::read_reply(body, "application/json"));
}

inline gateway::delivery_result delivery(long http_status, const std::string& body) {
    return gateway::telesign::judge_delivery(
        http_status, gateway::telesign::read_reply(body, "application/json"), reference);
}

inline bool has_digits_of_a_phone(const std::string& text) {
    return text.find("1310555") != std::string::npos;
}

} // namespace test
