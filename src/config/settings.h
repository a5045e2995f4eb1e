#pragma once

#include "config/sender_fields.h"
#include "gateway/channel.h"
#include "support/secret.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

// telesign.conf, typed. The names of members are the names of keys; design.md lists them with their defaults.
namespace config {

enum class auth_scheme { digest, basic };
enum class unmapped_policy { deny, skip };
enum class outage_policy { deny, skip };
enum class identity { user, caller };
enum class code_maker { telesign, local };

/// [telesign]
struct telesign_settings {
    std::string customer_id;
    support::secret api_key; ///< base64, as TeleSign gives it; checked to decode
    auth_scheme auth = auth_scheme::digest;
    /// In order of trial, never empty: https, no path, no trailing slash.
    std::vector<std::string> endpoints{"https://rest-ww.telesign.com"};
    std::string ca_file; ///< empty: the system's store
    std::string proxy;   ///< empty: none
    std::chrono::seconds connect_timeout{5};
    std::chrono::seconds request_timeout{10};
};

/// [otp], and the senders' sections: all that belongs to asking for a code.
struct otp_settings {
    std::vector<gateway::channel> channels{gateway::channel::smart}; ///< in order of trial, never empty
    std::string ucid = "ATCK";
    std::string language = "en-US";
    unsigned attempts = 3; ///< codes that a user may type for one login, at least 1
    unsigned resends = 2;
    std::chrono::seconds lifetime{300};
    bool echo = true;
    code_maker verify_code = code_maker::telesign; ///< local: never together with channel::smart
    field_values fields;                           ///< [voice], [sms] and [smart]; no value is empty

    bool operator==(const otp_settings&) const = default;
};

/// [policy]
struct policy_settings {
    unmapped_policy unmapped = unmapped_policy::deny;
    outage_policy outage = outage_policy::deny;
    config::identity identity = config::identity::user;

    bool operator==(const policy_settings&) const = default;
};

/// What `[service NAME]` or `[user NAME]` sets differently; what is empty stays as it was.
struct overrides {
    std::optional<std::vector<gateway::channel>> channels;
    std::optional<std::string> ucid;
    std::optional<std::string> language;
    std::optional<unsigned> attempts;
    std::optional<unsigned> resends;
    std::optional<std::chrono::seconds> lifetime;
    std::optional<bool> echo;
    std::optional<code_maker> verify_code;
    field_values fields; ///< an empty value takes away what is set below
    std::optional<unmapped_policy> unmapped;
    std::optional<outage_policy> outage;
    std::optional<config::identity> identity;

    void apply_to(otp_settings& otp) const;
    void apply_to(policy_settings& policy) const;
};

/// [daemon]
struct daemon_settings {
    unsigned max_logins = 1024; ///< concurrent logins; one more is refused
};

struct settings {
    telesign_settings telesign;
    otp_settings otp;
    policy_settings policy;
    daemon_settings daemon;
    std::string phones_file = "/etc/telesign/phones.ini";   ///< [phones] file
    std::string database = "/var/lib/telesign/state.db";    ///< [state] database
    std::map<std::string, overrides, std::less<>> services; ///< [service NAME]

    /// [otp] and [policy] with what `[service NAME]` says on top.
    [[nodiscard]] otp_settings otp_for(std::string_view service) const;
    [[nodiscard]] policy_settings policy_for(std::string_view service) const;
};

/// All that is wrong with a file, one line each: "/etc/telesign/telesign.conf:12: [otp] ucid: …: remedy".
using errors = std::vector<std::string>;

/// Reads telesign.conf (through safe_open) and the api_key_file that it may name. Strict: any error refuses
/// the whole, and all errors are reported, not just the first. No error message holds the key.
tl::expected<settings, errors> load_settings(const std::string& path);

/// Sets one [otp] key, one `voice.`, `sms.` or `smart.` key (and, when `with_policy`, one [policy] key) of an
/// override from its text: what `[service NAME]` and `[user NAME]` share. The error says what is wrong and what would be right; an unknown
/// key is an error too. A key that is set already is "given twice".
tl::expected<void, std::string> set_override(overrides& into, std::string_view key, std::string_view value,
                                             bool with_policy);

} // namespace config
