// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/cost_values.h"
#include "config/limit_values.h"
#include "config/sender_fields.h"
#include "gateway/channel.h"
#include "gateway/phone_facts.h"
#include "gateway/phone_lookup.h"
#include "gateway/telesign/options.h"
#include "support/ip_address.h"
#include "support/secret.h"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

// telesign.conf, typed. The names of members are the names of keys; telesign.conf(5) lists them with their defaults.
namespace config {

using gateway::telesign::auth_scheme;
using gateway::telesign::phoneid_style;

enum class unmapped_policy { deny, skip };
enum class outage_policy { deny, recovery, skip };
enum class identity { user, caller };
enum class code_maker { telesign, local };
enum class completion_policy { automatic, always, never };
enum class forwarding_policy { allow, sms_only, deny };
enum class suspicious_policy { log, deny };
enum class unknown_policy { allow, deny };
enum class lock_scope { source, user };

using telesign_settings = gateway::telesign::options;                  ///< [telesign]
using intelligence_settings = gateway::telesign::intelligence_options; ///< [intelligence]

/// [otp], and the senders' sections: all that belongs to asking for a code.
struct otp_settings {
    std::vector<gateway::channel> channels{gateway::channel::smart}; ///< in order of trial, never empty
    std::string ucid = "ATCK";
    std::string language = "en-US"; ///< of the call or message; empty: TeleSign's default
    std::string prompt_language;    ///< of what is shown at the login; empty: `language`
    unsigned attempts = 3;          ///< codes that a user may type for one login, at least 1
    unsigned resends = 2;
    std::chrono::seconds lifetime{300};
    bool echo = true;
    code_maker verify_code = code_maker::telesign; ///< local: never together with channel::smart
    std::optional<unsigned> code_length;           ///< digits under code_maker::local, 3 to 7; empty: 5
    std::chrono::seconds reuse_pending{120};       ///< a second login joins a code that is younger; 0: never
    /// Whether TeleSign is told when a code was valid; automatic: when telesignd made the code.
    completion_policy completion = completion_policy::automatic;
    /// How long a call may stay unanswered before the next channel is tried by itself; empty: for ever.
    std::optional<std::chrono::seconds> next_channel_after;
    field_values fields; ///< [voice], [sms] and [smart]; no value is empty

    bool operator==(const otp_settings&) const = default;
};

/// [policy]
struct policy_settings {
    unmapped_policy unmapped = unmapped_policy::deny;
    outage_policy outage = outage_policy::deny;
    config::identity identity = config::identity::user;
    bool allow_unprivileged = false; ///< programs that are not root's may ask for their own user

    bool operator==(const policy_settings&) const = default;
};

/// The conditions of [exempt], a key each; one of its values is enough.
struct exempt_users {
    std::set<std::string> names;
    bool operator==(const exempt_users&) const = default;
};
struct exempt_services {
    std::set<std::string> names;
    bool operator==(const exempt_services&) const = default;
};
struct exempt_networks {
    std::set<support::ip_network> networks; ///< of the literal remote address
    bool operator==(const exempt_networks&) const = default;
};
struct exempt_groups {
    std::set<std::string> names; ///< `!` before one: whoever is not in it
    bool operator==(const exempt_groups&) const = default;
};

/// Who looks at one visits it, so a condition that somebody does not know is an error of the compiler and never widens a
/// rule. Groups are last: a directory may have to be waited for.
using exempt_condition = std::variant<exempt_users, exempt_services, exempt_networks, exempt_groups>;

/// [exempt NAME], or one key of [exempt]: whose logins are not asked for a code.
struct exempt_rule {
    std::string name; ///< the section's; empty: [exempt]
    std::vector<exempt_condition>
        conditions; ///< in the variant's order; all must be met; without any: nobody

    /// Returns the condition of this kind, or nullptr if the rule has none.
    template <typename Condition>
    [[nodiscard]] const Condition* find() const noexcept {
        for (const exempt_condition& each : conditions)
            if (const auto* found = std::get_if<Condition>(&each))
                return found;
        return nullptr;
    }
    bool operator==(const exempt_rule&) const = default;
};

/// [remember]: whose logins are let through because the last one had a valid code.
struct remember_settings {
    std::optional<std::chrono::seconds> keep_for; ///< `for`; empty: nobody is remembered
    std::set<std::string> services; ///< a code for one of them counts for all; others count for themselves

    bool operator==(const remember_settings&) const = default;
};

/// [risk]: what about the phone refuses a login. Everything is off until it is set.
struct risk_settings {
    std::optional<gateway::risk_level> max_level; ///< refused above it
    std::set<gateway::recommendation> refuse_recommendation;
    forwarding_policy call_forwarding = forwarding_policy::allow;
    std::optional<unsigned> max_sim_swap; ///< 1 to 4: refused above it
    suspicious_policy suspicious = suspicious_policy::log;
    std::set<gateway::phone_type> refuse_phone_types;
    std::set<std::string> allow_countries; ///< ISO 3166-1 alpha-2, upper case; empty: all
    std::set<std::string> refuse_countries;
    bool refuse_unreachable = false;
    bool refuse_roaming = false;
    bool refuse_inactive = false;                              ///< by subscriber_status
    bool refuse_deactivated = false;                           ///< since `enrolled`, or ever
    std::optional<std::chrono::seconds> refuse_swapped_within; ///< of now
    std::optional<std::chrono::seconds> refuse_ported_within;  ///< at most gateway::max_porting_history
    gateway::lookup_set check;       ///< made before anything is sent; each is billed
    std::optional<unsigned> consent; ///< gateway::consent_record::method; empty: no record is sent
    unknown_policy on_unknown = unknown_policy::deny;
    std::optional<std::chrono::sys_days> enrolled; ///< [user NAME] only: since when the number is its owner's

    bool operator==(const risk_settings&) const = default;
};

/// [risk] phoneid and cache, which hold for all
struct phoneid_settings {
    phoneid_style style = phoneid_style::v1;
    std::chrono::seconds cache{3600}; ///< how long an answer counts; 0: it is not kept
};

/// [limits]: how many codes are sent, and how many wrong ones are taken.
struct limit_settings {
    std::vector<rate> sends_per_user{{5, std::chrono::minutes{10}}, {20, std::chrono::days{1}}};
    /// Programs that are not root's get none beyond these either: the user's other logins need the rest.
    std::vector<rate> sends_unprivileged{{2, std::chrono::minutes{10}}, {5, std::chrono::days{1}}};
    std::vector<rate> sends_per_phone{{5, std::chrono::minutes{10}}, {20, std::chrono::days{1}}};
    /// Of each of sends_per_user and sends_per_phone: the last ones, which only a service that has used none gets; empty:
    /// a fifth.
    std::optional<unsigned> reserve_per_service;
    std::vector<rate> sends_per_source{{30, std::chrono::hours{1}}};
    std::vector<rate> sends_total{{2000, std::chrono::hours{1}}};
    std::vector<rate> voice_total; ///< smart ones count, too: TeleSign may call
    std::chrono::seconds resend_cooldown{20};
    std::set<std::string> allowed_regions; ///< libphonenumber's; empty: all
    std::set<std::string> voice_regions;   ///< where calls may go; empty: all of the above
    std::optional<rate> failures = rate{10, std::chrono::hours{1}}; ///< of one user; empty: nobody is locked
    std::chrono::seconds lock_time{900};
    config::lock_scope lock_scope = config::lock_scope::source;

    bool operator==(const limit_settings&) const = default;
};

/// [callback]
struct callback_settings {
    std::string address; ///< literal IPv4 or IPv6; empty: callbacks are not taken
    unsigned short port = 0;

    bool operator==(const callback_settings&) const = default;
};

struct key_definition;
struct settings;

/// What one key with its value changes, in the part of the settings that has the key.
template <typename Part>
using change_of = std::function<void(Part&)>;
using change = std::variant<change_of<otp_settings>, change_of<policy_settings>, change_of<risk_settings>,
                            change_of<exempt_rule>, change_of<settings>>;

/// What `[service NAME]` or `[user NAME]` has different: one change a key, in the order of the file.
struct overrides {
    std::vector<std::pair<const key_definition*, change>> changes;

    /// Makes the changes to this part of the settings.
    template <typename Part>
    void apply_to(Part& into) const {
        for (const auto& [key, each] : changes)
            if (const auto* wanted = std::get_if<change_of<Part>>(&each))
                (*wanted)(into);
    }
};

/// [daemon]
struct daemon_settings {
    unsigned max_logins = 1024;       ///< concurrent logins; one more is refused
    unsigned max_logins_per_user = 8; ///< of one account, or of programs of one uid that is not root's
};

struct settings {
    telesign_settings telesign;
    intelligence_settings intelligence;
    otp_settings otp;
    policy_settings policy;
    std::vector<exempt_rule> exempt; ///< those without groups first: no directory is asked about them
    remember_settings remember;
    risk_settings risk;
    phoneid_settings phoneid;
    limit_settings limits;
    callback_settings callback;
    cost_settings cost;
    daemon_settings daemon;
    std::string phones_file = "/etc/telesign/phones.ini"; ///< [phones] file
    std::string
        default_region; ///< [phones] default_region, ISO 3166-1 alpha-2; empty: numbers begin with the country code
    std::string database = "/var/lib/telesign/state.db";    ///< [state] database
    std::chrono::seconds keep = std::chrono::days{90};      ///< [state] keep: what is older goes
    std::map<std::string, overrides, std::less<>> services; ///< [service NAME]

    /// [otp], [policy] and [risk] with what `[service NAME]` says on top.
    [[nodiscard]] otp_settings otp_for(std::string_view service) const;
    [[nodiscard]] policy_settings policy_for(std::string_view service) const;
    [[nodiscard]] risk_settings risk_for(std::string_view service) const;
};

/// All that is wrong with a file, one line each: "/etc/telesign/telesign.conf:12: [otp] ucid: …: remedy".
using errors = std::vector<std::string>;

/// Reads telesign.conf (through safe_open) and the api_key_file that it may name. Strict: any error refuses
/// the whole, and all errors are reported, not just the first. No error message holds the key.
tl::expected<settings, errors> load_settings(const std::string& path);

/// Adds what a key of `[service NAME]` (when `of_service`) or of `[user NAME]` changes. The error says what is wrong and
/// what would be right; an unknown key is an error too. A key that is set already is "given twice".
tl::expected<void, std::string> set_override(overrides& into, std::string_view key, std::string_view value,
                                             bool of_service);

} // namespace config
