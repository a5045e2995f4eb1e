#include "config/rules.h"

#include "config/key_files.h"
#include "config/listen_value.h"
#include "config/time_values.h"

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
constexpr std::chrono::days longest_cache{30};

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

parsed<void> set_api_key(settings& into, word text) {
    std::string whole = unfold(text);
    auto result = store(into.telesign.api_key, parse_api_key(whole));
    ::explicit_bzero(whole.data(), whole.size());
    return result;
}

parsed<void> set_ca_file(settings& into, word text) {
    if (text.empty()) // the system's store
        return {};
    return store(into.telesign.ca_file, parse_file_path(unfold(text)).and_then(check_ca_file));
}

constexpr std::array rules{
    scalar_rule{
        "telesign", "customer_id",
        [](settings& into, word text) { return store(into.telesign.customer_id, parse_customer_id(text)); }},
    scalar_rule{"telesign", "api_key", set_api_key},
    scalar_rule{"telesign", "api_key_file",
                [](settings& into, word text) {
                    return store(into.telesign.api_key,
                                 parse_file_path(unfold(text)).and_then(read_api_key_file));
                }},
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
    scalar_rule{"risk", "phoneid",
                [](settings& into, word text) {
                    return store(into.phoneid.style, parse_choice(text, phoneid_words));
                }},
    scalar_rule{"risk", "cache",
                [](settings& into, word text) {
                    return store(into.phoneid.cache,
                                 parse_duration(text, std::chrono::seconds{0}, longest_cache));
                }},
    scalar_rule{"callback", "listen",
                [](settings& into, word text) { return store(into.callback, parse_listen(text)); }},
    scalar_rule{
        "phones", "file",
        [](settings& into, word text) { return store(into.phones_file, parse_file_path(unfold(text))); }},
    scalar_rule{
        "state", "database",
        [](settings& into, word text) { return store(into.database, parse_file_path(unfold(text))); }},
    scalar_rule{"daemon", "max_logins",
                [](settings& into, word text) {
                    return store(into.daemon.max_logins, parse_number(text, 1, 100'000));
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
