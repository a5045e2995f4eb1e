// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// What the provider knows of a phone: from the replies to a sender's request, to a check and to a lookup.
namespace gateway {

/// TeleSign's `phone_type.code`.
enum class phone_type : std::uint8_t {
    fixed_line = 1,
    mobile = 2,
    prepaid = 3,
    toll_free = 4,
    voip = 5,
    pager = 6,
    payphone = 7,
    invalid = 8,
    restricted = 9,
    personal = 10,
    voicemail = 11,
    other = 20,
};

/// TeleSign's `risk.level`, from the least on.
enum class risk_level : std::uint8_t { very_low, low, medium_low, medium, high, very_high };

/// TeleSign's `risk.recommendation`.
enum class recommendation : std::uint8_t { allow, flag, block };

/// A fact that is empty is not known: it was not asked for, the provider has no answer, or its answer has no shape
/// that this program knows. A fact that is known to be false is another thing.
struct phone_facts {
    using time_point = std::chrono::sys_seconds;

    std::optional<phone_type> type;
    std::string country; ///< ISO 3166-1 alpha-2, upper case; where the number belongs
    std::optional<risk_level> level;
    std::optional<recommendation> advice;
    std::optional<bool> calls_forwarded;
    std::optional<unsigned> sim_swap;      ///< 1 none or long ago, to 4 in the last 24 hours
    std::optional<time_point> swapped;     ///< when the SIM was swapped last, at the latest
    std::optional<bool> in_service;        ///< live: the number is in service
    std::optional<bool> reachable;         ///< live: the number is in service and the device can be reached
    std::optional<bool> roaming;           ///< live
    std::optional<bool> active;            ///< subscriber_status: neither suspended nor deactivated
    std::optional<bool> recycled;          ///< number_deactivation: since lookup_request::enrolled
    std::optional<bool> ever_deactivated;  ///< number_deactivation, whatever the time
    std::optional<time_point> deactivated; ///< when the number was deactivated last, at the latest
    std::optional<bool> ported_lately;     ///< porting_history: within lookup_request::ported_within
    std::optional<time_point> ported;      ///< when the number changed its carrier last, at the latest
    bool suspicious = false;               ///< status 201: completed, but suspicious activity

    bool operator==(const phone_facts&) const = default;
};

/// Puts what `more` knows over what is in `into`.
void add_facts(phone_facts& into, const phone_facts& more);

/// Everything of a reply that a person may want to read, as pairs of a dotted name and a value: "carrier.name".
/// Personal data (contact): to be shown to root, never logged, never kept.
using phone_report = std::vector<std::pair<std::string, std::string>>;

} // namespace gateway
