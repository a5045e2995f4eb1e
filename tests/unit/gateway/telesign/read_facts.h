// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/telesign/facts.h"
#include "gateway/telesign/reply.h"

#include <chrono>
#include <string>

#include <nlohmann/json.hpp>

#include "cmocka_cpp.h"

namespace test {

using namespace gateway::telesign;
using namespace std::chrono;
using namespace std::chrono_literals;
using gateway::phone_facts;

inline constexpr seconds end_of_day = days{1} - 1s;

/// What a reply tells of the phone, also through read_reply(), as all who ask TeleSign read it.
inline phone_facts read(const std::string& body) {
    const verify_reply reply = read_reply(body, "application/json");
    assert_string_equal(reply.fault.c_str(), "");
    assert_true(reply.facts == read_facts(nlohmann::json::parse(body)));
    return reply.facts;
}

} // namespace test
