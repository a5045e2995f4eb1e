// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/phone_section.h"

#include "support/text.h"
#include "telesign-simulator/parsing.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace simulator {

namespace {

/// In the order of request_kind.
constexpr std::array<std::string_view, 4> plan_keys{"send", "check", "lookup", "complete"};

constexpr std::string_view delivery_key = "delivery";

bool is_list(std::string_view key) {
    return std::find(plan_keys.begin(), plan_keys.end(), key) != plan_keys.end() || key == "callback" ||
           key == "no-data";
}

} // namespace

std::optional<std::string> phone_section::set(std::string_view key, std::string_view value) {
    if (!m_given.emplace(key).second)
        return fmt::format("{}: given twice for this phone: {}", support::escape_control(key),
                           is_list(key) ? "join the faults with commas" : "remove one");
    const auto problem = set_new(key, value);
    return problem ? std::optional{fmt::format("{}: {}", support::escape_control(key), *problem)}
                   : std::nullopt;
}

std::optional<std::string> phone_section::set_new(std::string_view key, std::string_view value) {
    const auto* plan_key = std::find(plan_keys.begin(), plan_keys.end(), key);
    if (plan_key != plan_keys.end())
        return set_plan(m_plans[static_cast<std::size_t>(plan_key - plan_keys.begin())], value);
    if (key == "times")
        return set_times(value);
    if (key.starts_with(delivery_key))
        return set_delivery(key.substr(delivery_key.size()), value);
    if (is_phone_key(key))
        return set_phone_key(key, value, m_profile.data);
    if (key != "callback")
        return fmt::format("unknown key: write {} or {}", fmt::join(section_keys(), ", "),
                           fmt::join(phone_keys(), ", "));
    auto faults = parse_callback_faults(value);
    if (!faults)
        return faults.error();
    m_profile.callback_faults = std::move(*faults);
    return std::nullopt;
}

std::optional<std::string> phone_section::set_plan(plan& target, std::string_view value) {
    auto faults = parse_faults(value);
    if (!faults)
        return faults.error();
    target.faults = std::move(*faults);
    return std::nullopt;
}

/// `suffix`: what stands behind "delivery" in the key.
std::optional<std::string> phone_section::set_delivery(std::string_view suffix, std::string_view value) {
    auto steps = parse_delivery(value);
    if (!steps)
        return steps.error();
    if (suffix.empty()) {
        m_profile.delivery = std::move(*steps);
        return std::nullopt;
    }
    using enum gateway::channel;
    for (const gateway::channel channel : {smart, voice, sms})
        if (suffix.starts_with('-') && suffix.substr(1) == gateway::name_of(channel)) {
            m_profile.by_channel[channel] = std::move(*steps);
            return std::nullopt;
        }
    return "no channel: write delivery, delivery-voice, delivery-sms or delivery-smart";
}

std::optional<std::string> phone_section::set_times(std::string_view value) {
    m_times = parse_number<unsigned>(value);
    if (!m_times || *m_times == 0)
        return "not a number of requests: write 1 or more";
    return std::nullopt;
}

std::optional<std::string> phone_section::conflict() const {
    const bool has_faults =
        std::any_of(m_plans.begin(), m_plans.end(), [](const plan& each) { return !each.faults.empty(); });
    if (m_times && !has_faults)
        return fmt::format("times without {}: add one", fmt::join(plan_keys, ", "));
    return std::nullopt;
}

std::vector<fault> phone_section::take(request_kind kind) {
    plan& current = m_plans[static_cast<std::size_t>(kind)];
    if (current.faults.empty() || (m_times && current.taken >= *m_times))
        return {};
    ++current.taken;
    return current.faults;
}

std::vector<std::string_view> section_keys() {
    std::vector<std::string_view> keys{plan_keys.begin(), plan_keys.end()};
    keys.insert(keys.end(),
                {"times", "delivery", "delivery-voice", "delivery-sms", "delivery-smart", "callback"});
    return keys;
}

} // namespace simulator
