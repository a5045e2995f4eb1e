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

/// TeleSign's `risk.level`, from the least on. `neutral`, which says nothing, is no level.
enum class risk_level : std::uint8_t { very_low, low, medium_low, medium, high, very_high };

/// TeleSign's `risk.recommendation`.
enum class recommendation : std::uint8_t { allow, flag, block };

/// A fact that is empty is not known: it was not asked for, the provider has no answer, or its answer has no shape
/// that this program knows.
struct phone_facts {
    using time_point = std::chrono::sys_seconds;

    std::optional<phone_type> type;
    std::string country; ///< ISO 3166-1 alpha-2, upper case; where the number belongs
    std::optional<risk_level> level;
    std::optional<recommendation> advice;
    std::optional<bool> calls_forwarded;
    std::optional<unsigned> sim_swap;      ///< 1 none or long ago, to 4 in the last 24 hours
    std::optional<time_point> swapped;     ///< when the SIM was swapped last
    std::optional<bool> reachable;         ///< live: the line is in service and the device can be reached
    std::optional<bool> roaming;           ///< live
    std::string roaming_country;           ///< as country
    std::optional<bool> active;            ///< subscriber_status: an active subscription
    std::optional<bool> ever_deactivated;  ///< number_deactivation had an answer
    std::optional<time_point> deactivated; ///< when the number was deactivated last
    std::optional<bool> ever_ported;       ///< porting_history had an answer
    std::optional<time_point> ported;      ///< when the number changed its carrier last
    bool suspicious = false;               ///< status 201: completed, but suspicious activity

    bool operator==(const phone_facts&) const = default;
};

/// Everything of a reply that a person may want to read, as pairs of a dotted name and a value: "carrier.name".
/// Personal data (contact): to be shown to root, never logged, never kept.
using phone_report = std::vector<std::pair<std::string, std::string>>;

} // namespace gateway
