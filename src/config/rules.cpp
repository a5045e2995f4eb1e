#include "config/rules.h"

#include "config/key_files.h"
#include "config/limit_values.h"
#include "config/listen_value.h"
#include "config/risk_values.h"
#include "config/time_values.h"
#include "config/who_values.h"

#include <algorithm>
#include <array>
#include <utility>

#include <string.h>

namespace config {

namespace {

using word = std::string_view;

constexpr std::array auth_words{std::pair{word{"digest"}, auth_scheme::digest},
                                std::pair{word{"basic"}, auth_scheme::basic}};
constexpr std::array phoneid_words{std::pair{word{"v1"}, phoneid_style::v1},
                                   std::pair{word{"legacy"}, phoneid_style::legacy}};
constexpr std::array lock_scope_words{std::pair{word{"source"}, lock_scope::source},
                                      std::pair{word{"user"}, lock_scope::user}};
constexpr std::chrono::days longest_cache{30};
constexpr std::chrono::days longest_memory{30};
constexpr std::chrono::hours longest_cooldown{1};
constexpr std::chrono::days longest_lock{30};
constexpr std::chrono::days longest_history{3650};

template <typename Value>
parsed<void> store(Value& into, parsed<Value> value) {
    if (!value)
        return tl::unexpected{std::move(value).error()};
    into = *std::move(value);
    return {};
}

parsed<void> store_seconds(std::chrono::seconds& into, parsed<unsigned> value) {
    return store(into, std::move(value).map([](unsigned seconds) { return std::chrono::seconds{seconds}; }));
}

parsed<void> set_api_key(support::secret& into, word text) {
    std::string whole = unfold(text);
    auto result = store(into, parse_api_key(whole));
    ::explicit_bzero(whole.data(), whole.size());
    return result;
}

parsed<void> set_api_key_file(support::secret& into, word text) {
    return store(into, parse_file_path(unfold(text)).and_then(read_api_key_file));
}

/// Of [intelligence], where an empty value stands for [telesign]'s.
template <auto member, auto set>
parsed<void> set_own(settings& into, word text) {
    return text.empty() ? parsed<void>{} : set(into.intelligence.*member, text);
}

parsed<void> set_customer_id(std::string& into, word text) {
    return store(into, parse_customer_id(text));
}

parsed<void> set_ca_file(settings& into, word text) {
    if (text.empty()) // the system's store
        return {};
    return store(into.telesign.ca_file, parse_file_path(unfold(text)).and_then(check_ca_file));
}

/// One key of [limits]: what `parse` finds in the text goes into `member`.
template <auto member, auto parse>
parsed<void> set_limit(settings& into, word text) {
    return store(into.limits.*member, parse(text));
}

parsed<std::chrono::seconds> parse_cooldown(word text) {
    return parse_duration(text, std::chrono::seconds{0}, longest_cooldown);
}

/// Empty: a fifth of each limit.
parsed<std::optional<unsigned>> parse_reserve(word text) {
    if (text.empty())
        return std::optional<unsigned>{};
    return parse_number(text, 0, 100'000).map([](unsigned count) { return std::optional{count}; });
}

parsed<std::chrono::seconds> parse_lock_time(word text) {
    return parse_duration(text, std::chrono::seconds{1}, longest_lock);
}

parsed<std::set<std::string>> parse_regions(word text) {
    return text.empty() ? std::set<std::string>{} : parse_countries(text);
}

parsed<lock_scope> parse_lock_scope(word text) {
    return parse_choice(text, lock_scope_words);
}

using limits = limit_settings;

/// Empty: nobody is remembered.
parsed<std::optional<std::chrono::seconds>> parse_memory(word text) {
    if (text.empty())
        return std::optional<std::chrono::seconds>{};
    return parse_duration(text, std::chrono::minutes{1}, longest_memory).map([](auto span) {
        return std::optional{span};
    });
}

constexpr std::array rules{
    scalar_rule{"telesign", "customer_id",
                [](settings& into, word text) { return set_customer_id(into.telesign.customer_id, text); }},
    scalar_rule{"telesign", "api_key",
                [](settings& into, word text) { return set_api_key(into.telesign.api_key, text); }},
    scalar_rule{"telesign", "api_key_file",
                [](settings& into, word text) { return set_api_key_file(into.telesign.api_key, text); }},
    scalar_rule{
        "telesign", "auth",
        [](settings& into, word text) { return store(into.telesign.auth, parse_choice(text, auth_words)); }},
    scalar_rule{"telesign", "endpoint",
                [](settings& into, word text) {
                    return store(into.telesign.endpoints,
                                 parse_endpoint(unfold(text)).map([](std::string one) {
                                     return std::vector{std::move(one)};
                                 }));
                }},
    scalar_rule{"telesign", "endpoints",
                [](settings& into, word text) {
                    return store(into.telesign.endpoints, parse_endpoints(unfold(text)));
                }},
    scalar_rule{"telesign", "ca_file", set_ca_file},
    scalar_rule{
        "telesign", "proxy",
        [](settings& into, word text) { return store(into.telesign.proxy, parse_proxy(unfold(text))); }},
    scalar_rule{"telesign", "connect_timeout",
                [](settings& into, word text) {
                    return store_seconds(into.telesign.connect_timeout, parse_number(text, 1, 60));
                }},
    scalar_rule{"telesign", "request_timeout",
                [](settings& into, word text) {
                    return store_seconds(into.telesign.request_timeout, parse_number(text, 1, 120));
                }},
    scalar_rule{"intelligence", "endpoint",
                [](settings& into, word text) {
                    return store(into.intelligence.endpoint, parse_endpoint(unfold(text)));
                }},
    scalar_rule{"intelligence", "customer_id", set_own<&intelligence_settings::customer_id, set_customer_id>},
    scalar_rule{"intelligence", "api_key", set_own<&intelligence_settings::api_key, set_api_key>},
    scalar_rule{"intelligence", "api_key_file", set_own<&intelligence_settings::api_key, set_api_key_file>},
    scalar_rule{"remember", "for",
                [](settings& into, word text) { return store(into.remember.keep_for, parse_memory(text)); }},
    scalar_rule{
        "remember", "services",
        [](settings& into, word text) { return store(into.remember.services, parse_services(text)); }},
    scalar_rule{"risk", "phoneid",
                [](settings& into, word text) {
                    return store(into.phoneid.style, parse_choice(text, phoneid_words));
                }},
    scalar_rule{"risk", "cache",
                [](settings& into, word text) {
                    return store(into.phoneid.cache,
                                 parse_duration(text, std::chrono::seconds{0}, longest_cache));
                }},
    scalar_rule{"limits", "sends_per_user", set_limit<&limits::sends_per_user, parse_rates>},
    scalar_rule{"limits", "sends_unprivileged", set_limit<&limits::sends_unprivileged, parse_rates>},
    scalar_rule{"limits", "sends_per_phone", set_limit<&limits::sends_per_phone, parse_rates>},
    scalar_rule{"limits", "reserve_per_service", set_limit<&limits::reserve_per_service, parse_reserve>},
    scalar_rule{"limits", "sends_per_source", set_limit<&limits::sends_per_source, parse_rates>},
    scalar_rule{"limits", "sends_total", set_limit<&limits::sends_total, parse_rates>},
    scalar_rule{"limits", "voice_total", set_limit<&limits::voice_total, parse_rates>},
    scalar_rule{"limits", "resend_cooldown", set_limit<&limits::resend_cooldown, parse_cooldown>},
    scalar_rule{"limits", "allowed_regions", set_limit<&limits::allowed_regions, parse_regions>},
    scalar_rule{"limits", "voice_regions", set_limit<&limits::voice_regions, parse_regions>},
    scalar_rule{"limits", "failures", set_limit<&limits::failures, parse_rate>},
    scalar_rule{"limits", "lock_time", set_limit<&limits::lock_time, parse_lock_time>},
    scalar_rule{"limits", "lock_scope", set_limit<&limits::lock_scope, parse_lock_scope>},
    scalar_rule{"cost", "currency",
                [](settings& into, word text) { return store(into.cost.currency, parse_currency(text)); }},
    scalar_rule{"callback", "listen",
                [](settings& into, word text) { return store(into.callback, parse_listen(text)); }},
    scalar_rule{
        "phones", "file",
        [](settings& into, word text) { return store(into.phones_file, parse_file_path(unfold(text))); }},
    scalar_rule{"phones", "default_region",
                [](settings& into, word text) {
                    return store(into.default_region, text.empty() ? std::string{} : parse_country(text));
                }},
    scalar_rule{
        "state", "database",
        [](settings& into, word text) { return store(into.database, parse_file_path(unfold(text))); }},
    scalar_rule{"state", "keep",
                [](settings& into, word text) {
                    return store(into.keep, parse_duration(text, std::chrono::days{1}, longest_history));
                }},
    scalar_rule{"daemon", "max_logins",
                [](settings& into, word text) {
                    return store(into.daemon.max_logins, parse_number(text, 1, 100'000));
                }},
    scalar_rule{"daemon", "max_logins_per_user",
                [](settings& into, word text) {
                    return store(into.daemon.max_logins_per_user, parse_number(text, 1, 100'000));
                }},
};

} // namespace

std::span<const scalar_rule> scalar_rules() noexcept {
    return rules;
}

bool is_scalar(std::string_view section, std::string_view key) noexcept {
    return std::any_of(rules.begin(), rules.end(),
                       [&](const scalar_rule& rule) { return rule.section == section && rule.key == key; });
}

parsed<void> set_scalar(settings& into, std::string_view section, std::string_view key,
                        std::string_view value) {
    std::string known;
    for (const auto& rule : rules) {
        if (rule.section != section)
            continue;
        if (rule.key == key)
            return rule.set(into, value);
        known.append(known.empty() ? "" : ", ").append(rule.key);
    }
    return tl::unexpected{fmt::format("unknown key: the keys here are {}", known)};
}

bool is_section(std::string_view name) noexcept {
    return name == "otp" || name == "policy" || sender_of(name) ||
           std::any_of(rules.begin(), rules.end(),
                       [&](const scalar_rule& rule) { return rule.section == name; });
}

} // namespace config
