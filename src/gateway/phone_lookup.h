// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/phone_facts.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>

namespace gateway {

/// What can be asked about a phone; the provider bills each.
enum class lookup : std::uint8_t {
    standard,
    score,
    contact,
    live,
    sim_swap,
    call_forward_detection,
    number_deactivation,
    porting_history,
    subscriber_status,
};
using lookup_set = std::set<lookup>;

/// The lookup's name, TeleSign's own, in the configuration, in requests and in replies: "sim_swap".
std::string_view name_of(lookup kind) noexcept;

/// Returns the lookup with this name, or nullopt.
std::optional<lookup> lookup_of(std::string_view name) noexcept;

/// How far back TeleSign knows of a number that changed its carrier.
inline constexpr std::chrono::days max_porting_history{90};

/// A record of how and when a phone's owner agreed that it is looked up.
struct consent_record {
    unsigned method = 1; ///< TeleSign's consent.method: 1 terms and conditions, 2 mobile app, 3 SMS, 4 other
    std::chrono::sys_seconds timestamp;
};

struct lookup_request {
    std::string_view phone_number; ///< digits only, country code first
    lookup_set wanted;             ///< not empty
    std::string_view ucid;
    std::optional<std::string_view> originating_ip;               ///< the end user's address, literal
    std::optional<std::chrono::sys_days> enrolled = std::nullopt; ///< since when the number is its owner's
    std::optional<consent_record> consent = std::nullopt;         ///< empty: none is sent
    std::chrono::days ported_within = max_porting_history;        ///< 1 to max_porting_history
};

struct lookup_result {
    /// Every request that `wanted` takes had a reply that answers (status 300 or 301). What the provider has no data
    /// for is missing in `facts` all the same.
    bool complete = false;
    bool from_cache = false; ///< nothing was asked now
    bool answered = false;   ///< as in send_result: nothing that a policy may take for an outage
    bool blocked = false;    ///< the provider, or the law, refuses this phone whatever it is asked for
    bool may_change = false; ///< something is unknown for the moment only: to be asked for again, not kept
    unsigned requests = 0;   ///< made, to count the cost
    /// Of those, the ones that the provider may bill: it did what was asked, or whether it did is unknown.
    unsigned billed = 0;
    phone_facts facts;   ///< of all replies together
    phone_report report; ///< of all replies together, for telesignctl
    /// Lookups that the provider answered without data, and why, for the log: "status 2806, not enabled for the account".
    std::map<lookup, std::string> unknown;
    std::string reference_id; ///< of the last reply that had one; for the log only
    std::string detail;       ///< for the log, as in send_result
};

/// Asks about phones. Calls block up to request_timeout for each request, may be made from many threads at once, throw
/// nothing but std::bad_alloc, and return soon after `stop` is requested.
class phone_lookup {
public:
    virtual ~phone_lookup() = default;

    virtual lookup_result look_up(const lookup_request& request, const std::stop_token& stop) = 0;

    /// Returns how many requests `wanted` takes at most.
    [[nodiscard]] virtual unsigned requests_for(const lookup_set& wanted) const = 0;
};

} // namespace gateway
