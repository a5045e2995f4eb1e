// SPDX-License-Identifier: BSD-3-Clause
#include "config/field_values.h"
#include "config/key_files.h"
#include "config/key_setters.h"
#include "config/keys.h"
#include "config/limit_values.h"
#include "config/listen_value.h"
#include "config/risk_values.h"
#include "config/subject_values.h"
#include "config/time_values.h"
#include "config/url_values.h"
#include "gateway/code_length.h"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include <string.h>

namespace config {

namespace {

using namespace setters;
using enum key_scope;
using word = std::string_view;

// Words

constexpr std::array auth_words{std::pair{word{"digest"}, auth_scheme::digest},
                                std::pair{word{"basic"}, auth_scheme::basic}};
constexpr std::array code_maker_words{std::pair{word{"telesign"}, code_maker::telesign},
                                      std::pair{word{"local"}, code_maker::local}};
constexpr std::array completion_words{std::pair{word{"auto"}, completion_policy::automatic},
                                      std::pair{word{"yes"}, completion_policy::always},
                                      std::pair{word{"no"}, completion_policy::never}};
constexpr std::array unmapped_words{std::pair{word{"deny"}, unmapped_policy::deny},
                                    std::pair{word{"skip"}, unmapped_policy::skip}};
constexpr std::array outage_words{std::pair{word{"deny"}, outage_policy::deny},
                                  std::pair{word{"recovery"}, outage_policy::recovery},
                                  std::pair{word{"skip"}, outage_policy::skip}};
constexpr std::array identity_words{std::pair{word{"user"}, identity::user},
                                    std::pair{word{"caller"}, identity::caller}};
constexpr std::array phoneid_words{std::pair{word{"v1"}, phoneid_style::v1},
                                   std::pair{word{"legacy"}, phoneid_style::legacy}};
constexpr std::array forwarding_words{std::pair{word{"allow"}, forwarding_policy::allow},
                                      std::pair{word{"sms-only"}, forwarding_policy::sms_only},
                                      std::pair{word{"deny"}, forwarding_policy::deny}};
constexpr std::array suspicious_words{std::pair{word{"log"}, suspicious_policy::log},
                                      std::pair{word{"deny"}, suspicious_policy::deny}};
constexpr std::array unknown_words{std::pair{word{"allow"}, unknown_policy::allow},
                                   std::pair{word{"deny"}, unknown_policy::deny}};
constexpr std::array lock_scope_words{std::pair{word{"source"}, lock_scope::source},
                                      std::pair{word{"user"}, lock_scope::user}};

// The form's words for the file's.

constexpr std::array true_words{std::pair{word{"yes"}, word{"true"}}, std::pair{word{"no"}, word{"false"}}};
constexpr std::array pressx_words{std::pair{word{"yes"}, word{"1"}}, std::pair{word{"no"}, word{""}}};
constexpr std::array extension_types{std::pair{word{"1"}, word{"1"}}, std::pair{word{"2"}, word{"2"}}};
constexpr std::array forward_words{std::pair{word{"block"}, word{"block"}},
                                   std::pair{word{"flag"}, word{"flag"}}};
constexpr std::array preference_words{std::pair{word{"SMS Verify"}, word{"SMS Verify"}},
                                      std::pair{word{"Voice Verify"}, word{"Voice Verify"}}};

template <const auto& words>
parsed<std::string> form_word(word text) {
    return parse_choice(text, words).map([](word value) { return std::string{value}; });
}

// Parsers of one key

parsed<support::secret> parse_folded_api_key(word text) {
    std::string whole = unfold(text);
    auto result = parse_api_key(whole);
    ::explicit_bzero(whole.data(), whole.size());
    return result;
}

parsed<support::secret> parse_api_key_file(word text) {
    return parse_file_path(unfold(text)).and_then(read_api_key_file);
}

parsed<std::string> parse_ca_file(word text) {
    return parse_file_path(unfold(text)).and_then(check_ca_file);
}

parsed<std::vector<std::string>> parse_one_endpoint(word text) {
    return parse_endpoint(text).map([](std::string&& one) { return std::vector{std::move(one)}; });
}

parsed<std::chrono::seconds> parse_ported(word text) {
    auto span = duration<1, 3650 * day>(text);
    if (span && *span > gateway::max_porting_history)
        return refuse("{} is out of range", text,
                      "write a span from 1s to 90d: TeleSign knows the portings of the last 90 days");
    return span;
}

parsed<unsigned> parse_consent(word text) {
    auto method = parse_number(text, 1, 4);
    if (!method)
        return refuse(
            "{} is not a method of consent", text,
            "write how users agreed, as TeleSign numbers it: 1 terms and conditions, 2 mobile app, 3 SMS, "
            "4 other");
    return method;
}

// The table

using telesign = telesign_settings;
using intelligence = intelligence_settings;
using otp = otp_settings;
using policy = policy_settings;
using memory = remember_settings;
using risk = risk_settings;
using limits = limit_settings;

constexpr auto rows = std::to_array<key_definition>({
    {"telesign", "customer_id", general, set<parse_customer_id, &settings::telesign, &telesign::customer_id>},
    {"telesign", "api_key", general,
     set_secret<parse_folded_api_key, &settings::telesign, &telesign::api_key>},
    {"telesign", "api_key_file", general,
     set_secret<parse_api_key_file, &settings::telesign, &telesign::api_key>},
    {"telesign", "auth", general, set<choice<auth_words>, &settings::telesign, &telesign::auth>},
    {"telesign", "endpoint", general,
     set<unfolded<parse_one_endpoint>, &settings::telesign, &telesign::endpoints>},
    {"telesign", "endpoints", general,
     set<unfolded<parse_endpoints>, &settings::telesign, &telesign::endpoints>},
    {"telesign", "ca_file", general, set<or_empty<parse_ca_file>, &settings::telesign, &telesign::ca_file>},
    {"telesign", "proxy", general, set<unfolded<parse_proxy>, &settings::telesign, &telesign::proxy>},
    {"telesign", "connect_timeout", general,
     set<seconds<1, 60>, &settings::telesign, &telesign::connect_timeout>},
    {"telesign", "request_timeout", general,
     set<seconds<1, 120>, &settings::telesign, &telesign::request_timeout>},

    {"otp", "channels", user, set<parse_channels, &otp::channels>},
    {"otp", "ucid", user, set<parse_ucid, &otp::ucid>},
    {"otp", "language", user, set<or_empty<parse_language>, &otp::language>},
    {"otp", "prompt_language", user, set<or_empty<parse_language>, &otp::prompt_language>},
    {"otp", "attempts", user, set<number<1, 10>, &otp::attempts>},
    {"otp", "resends", user, set<number<0, 10>, &otp::resends>},
    {"otp", "lifetime", user, set<seconds<1, 3600>, &otp::lifetime>},
    {"otp", "echo", user, set<parse_yes_no, &otp::echo>},
    {"otp", "verify_code", user, set<choice<code_maker_words>, &otp::verify_code>},
    {"otp", "code_length", user,
     set_or_default<number<gateway::min_code_length, gateway::max_own_code_length(gateway::channel::sms)>,
                    &otp::code_length>},
    {"otp", "reuse_pending", user, set<duration<0, 10 * minute>, &otp::reuse_pending>},
    {"otp", "completion", user, set<choice<completion_words>, &otp::completion>},
    {"otp", "next_channel_after", user, set<parse_next_channel_after, &otp::next_channel_after>},

    {"voice", "caller_id", user, set_field<parse_caller_id>},
    {"voice", "tts_message", user, set_field<parse_speech_with_code>, true},
    {"voice", "pressx", user, set_field<form_word<pressx_words>>},
    {"voice", "prompt_message", user, set_field<parse_speech>, true},
    {"voice", "prompt_digit", user, set_field<parse_digit>},
    {"voice", "extension_type", user, set_field<form_word<extension_types>>},
    {"voice", "extension_template", user, set_field<parse_extension>},
    {"voice", "call_forward_action", user, set_field<form_word<forward_words>>},
    {"voice", "redial", user, set_field<form_word<true_words>>},
    {"voice", "callback_url", user, set_field<parse_callback_url>},

    {"sms", "template", user, set_field<parse_message_with_code>, true},
    {"sms", "sender_id", user, set_field<parse_sender_id>},
    {"sms", "is_primary", user, set_field<form_word<true_words>>},
    {"sms", "sim_swap_check", user, set_field<form_word<true_words>>},
    {"sms", "dlt_template_id", user, set_field<parse_dlt_id>},
    {"sms", "dlt_entity_id", user, set_field<parse_dlt_id>},
    {"sms", "callback_url", user, set_field<parse_callback_url>},

    {"smart", "tts_message", user, set_field<parse_speech_with_code>, true},
    {"smart", "sms_message", user, set_field<parse_text_with_code>, true},
    {"smart", "preference", user, set_field<form_word<preference_words>>},
    {"smart", "ignore_risk", user, set_field<form_word<true_words>>},

    {"policy", "unmapped", service, set<choice<unmapped_words>, &policy::unmapped>},
    {"policy", "outage", service, set<choice<outage_words>, &policy::outage>},
    {"policy", "identity", service, set<choice<identity_words>, &policy::identity>},
    {"policy", "allow_unprivileged", service, set<parse_yes_no, &policy::allow_unprivileged>},

    {"exempt", "users", general, add_condition<exempt_users, parse_users>},
    {"exempt", "groups", general, add_condition<exempt_groups, parse_groups>},
    {"exempt", "services", general, add_condition<exempt_services, parse_some_services>},
    {"exempt", "networks", general, add_condition<exempt_networks, parse_networks>},

    {"remember", "for", general,
     set_or_default<duration<minute, 30 * day>, &settings::remember, &memory::keep_for>},
    {"remember", "services", general, set<parse_services, &settings::remember, &memory::services>},

    {"risk", "phoneid", general, set<choice<phoneid_words>, &settings::phoneid, &phoneid_settings::style>},
    {"risk", "cache", general, set<duration<0, 30 * day>, &settings::phoneid, &phoneid_settings::cache>},
    {"risk", "max_level", user, set_or_default<parse_risk_level, &risk::max_level>},
    {"risk", "refuse_recommendation", user,
     set_or_default<parse_recommendations, &risk::refuse_recommendation>},
    {"risk", "call_forwarding", user, set_or_default<choice<forwarding_words>, &risk::call_forwarding>},
    {"risk", "max_sim_swap", user, set_or_default<number<1, 4>, &risk::max_sim_swap>},
    {"risk", "refuse_swapped_within", user,
     set_or_default<duration<1, 3650 * day>, &risk::refuse_swapped_within>},
    {"risk", "suspicious", user, set_or_default<choice<suspicious_words>, &risk::suspicious>},
    {"risk", "refuse_phone_types", user, set_or_default<parse_phone_types, &risk::refuse_phone_types>},
    {"risk", "allow_countries", user, set_or_default<parse_countries, &risk::allow_countries>},
    {"risk", "refuse_countries", user, set_or_default<parse_countries, &risk::refuse_countries>},
    {"risk", "refuse_unreachable", user, set_or_default<parse_yes_no, &risk::refuse_unreachable>},
    {"risk", "refuse_roaming", user, set_or_default<parse_yes_no, &risk::refuse_roaming>},
    {"risk", "refuse_inactive", user, set_or_default<parse_yes_no, &risk::refuse_inactive>},
    {"risk", "refuse_deactivated", user, set_or_default<parse_yes_no, &risk::refuse_deactivated>},
    {"risk", "refuse_ported_within", user, set_or_default<parse_ported, &risk::refuse_ported_within>},
    {"risk", "check", user, set_or_default<parse_lookups, &risk::check>},
    {"risk", "consent", user, set_or_default<parse_consent, &risk::consent>},
    {"risk", "on_unknown", user, set_or_default<choice<unknown_words>, &risk::on_unknown>},

    {"intelligence", "endpoint", general,
     set<unfolded<parse_endpoint>, &settings::intelligence, &intelligence::endpoint>},
    {"intelligence", "customer_id", general,
     set<or_empty<parse_customer_id>, &settings::intelligence, &intelligence::customer_id>},
    {"intelligence", "api_key", general,
     set_secret<or_empty<parse_folded_api_key>, &settings::intelligence, &intelligence::api_key>},
    {"intelligence", "api_key_file", general,
     set_secret<or_empty<parse_api_key_file>, &settings::intelligence, &intelligence::api_key>},

    {"limits", "sends_per_user", general, set<parse_rates, &settings::limits, &limits::sends_per_user>},
    {"limits", "sends_unprivileged", general,
     set<parse_rates, &settings::limits, &limits::sends_unprivileged>},
    {"limits", "sends_per_phone", general, set<parse_rates, &settings::limits, &limits::sends_per_phone>},
    {"limits", "reserve_per_service", general,
     set_or_default<number<0, 100'000>, &settings::limits, &limits::reserve_per_service>},
    {"limits", "sends_per_source", general, set<parse_rates, &settings::limits, &limits::sends_per_source>},
    {"limits", "sends_total", general, set<parse_rates, &settings::limits, &limits::sends_total>},
    {"limits", "voice_total", general, set<parse_rates, &settings::limits, &limits::voice_total>},
    {"limits", "resend_cooldown", general,
     set<duration<0, hour>, &settings::limits, &limits::resend_cooldown>},
    {"limits", "allowed_regions", general,
     set<or_empty<parse_countries>, &settings::limits, &limits::allowed_regions>},
    {"limits", "voice_regions", general,
     set<or_empty<parse_countries>, &settings::limits, &limits::voice_regions>},
    {"limits", "failures", general, set<parse_rate, &settings::limits, &limits::failures>},
    {"limits", "lock_time", general, set<duration<1, 30 * day>, &settings::limits, &limits::lock_time>},
    {"limits", "lock_scope", general, set<choice<lock_scope_words>, &settings::limits, &limits::lock_scope>},

    {"cost", "currency", general, set<parse_currency, &settings::cost, &cost_settings::currency>},
    {"callback", "listen", general, set<parse_listen, &settings::callback>},
    {"phones", "file", general, set<unfolded<parse_file_path>, &settings::phones_file>},
    {"phones", "default_region", general, set<or_empty<parse_country>, &settings::default_region>},
    {"state", "database", general, set<unfolded<parse_file_path>, &settings::database>},
    {"state", "keep", general, set<duration<day, 3650 * day>, &settings::keep>},
    {"daemon", "max_logins", general,
     set<number<1, 100'000>, &settings::daemon, &daemon_settings::max_logins>},
    {"daemon", "max_logins_per_user", general,
     set<number<1, 100'000>, &settings::daemon, &daemon_settings::max_logins_per_user>},

    {"user", "enrolled", user_only, set<parse_date, &risk::enrolled>},
});

/// Whoever adds a condition needs a key for it.
static_assert(std::count_if(rows.begin(), rows.end(), [](const key_definition& row) {
                  return row.section == "exempt";
              }) == std::variant_size_v<exempt_condition>);

} // namespace

std::span<const key_definition> all_keys() noexcept {
    return rows;
}

} // namespace config
