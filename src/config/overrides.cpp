#include "config/overrides.h"

#include "config/risk_rules.h"
#include "config/time_values.h"
#include "gateway/code_length.h"

#include <array>
#include <utility>

namespace config {

namespace {

using word = std::string_view;

constexpr std::array code_maker_words{std::pair{word{"telesign"}, code_maker::telesign},
                                      std::pair{word{"local"}, code_maker::local}};
constexpr std::array unmapped_words{std::pair{word{"deny"}, unmapped_policy::deny},
                                    std::pair{word{"skip"}, unmapped_policy::skip}};
constexpr std::array outage_words{std::pair{word{"deny"}, outage_policy::deny},
                                  std::pair{word{"recovery"}, outage_policy::recovery},
                                  std::pair{word{"skip"}, outage_policy::skip}};
constexpr std::array completion_words{std::pair{word{"auto"}, completion_policy::automatic},
                                      std::pair{word{"yes"}, completion_policy::always},
                                      std::pair{word{"no"}, completion_policy::never}};
constexpr std::array identity_words{std::pair{word{"user"}, identity::user},
                                    std::pair{word{"caller"}, identity::caller}};

template <typename Value>
parsed<void> store(std::optional<Value>& into, parsed<Value> value) {
    if (into)
        return tl::unexpected{std::string{"given twice: remove one of them"}};
    if (!value)
        return tl::unexpected{std::move(value).error()};
    into = *std::move(value);
    return {};
}

parsed<void> store_seconds(std::optional<std::chrono::seconds>& into, parsed<unsigned> value) {
    return store(into, std::move(value).map([](unsigned seconds) { return std::chrono::seconds{seconds}; }));
}

parsed<std::optional<unsigned>> parse_code_length(word text) {
    if (text.empty())
        return std::optional<unsigned>{};
    return parse_number(text, gateway::min_code_length, gateway::max_own_code_length(gateway::channel::sms))
        .map([](unsigned length) { return std::optional{length}; });
}

parsed<std::string> language_or_none(word text) {
    return text.empty() ? parsed<std::string>{std::string{}} : parse_language(text);
}

constexpr std::array rules{
    override_rule{"otp", "channels",
                  [](overrides& into, word text) { return store(into.channels, parse_channels(text)); }},
    override_rule{"otp", "ucid",
                  [](overrides& into, word text) { return store(into.ucid, parse_ucid(text)); }},
    override_rule{"otp", "language",
                  [](overrides& into, word text) { return store(into.language, language_or_none(text)); }},
    override_rule{
        "otp", "prompt_language",
        [](overrides& into, word text) { return store(into.prompt_language, language_or_none(text)); }},
    override_rule{"otp", "attempts",
                  [](overrides& into, word text) { return store(into.attempts, parse_number(text, 1, 10)); }},
    override_rule{"otp", "resends",
                  [](overrides& into, word text) { return store(into.resends, parse_number(text, 0, 10)); }},
    override_rule{
        "otp", "lifetime",
        [](overrides& into, word text) { return store_seconds(into.lifetime, parse_number(text, 1, 3600)); }},
    override_rule{"otp", "echo",
                  [](overrides& into, word text) { return store(into.echo, parse_yes_no(text)); }},
    override_rule{"otp", "verify_code",
                  [](overrides& into, word text) {
                      return store(into.verify_code, parse_choice(text, code_maker_words));
                  }},
    override_rule{
        "otp", "code_length",
        [](overrides& into, word text) { return store(into.code_length, parse_code_length(text)); }},
    override_rule{"otp", "reuse_pending",
                  [](overrides& into, word text) {
                      return store(into.reuse_pending,
                                   parse_duration(text, std::chrono::seconds{0}, std::chrono::minutes{10}));
                  }},
    override_rule{"otp", "completion",
                  [](overrides& into, word text) {
                      return store(into.completion, parse_choice(text, completion_words));
                  }},
    override_rule{"otp", "next_channel_after",
                  [](overrides& into, word text) {
                      return store(into.next_channel_after, parse_next_channel_after(text));
                  }},
    override_rule{
        "policy", "unmapped",
        [](overrides& into, word text) { return store(into.unmapped, parse_choice(text, unmapped_words)); }},
    override_rule{
        "policy", "outage",
        [](overrides& into, word text) { return store(into.outage, parse_choice(text, outage_words)); }},
    override_rule{
        "policy", "identity",
        [](overrides& into, word text) { return store(into.identity, parse_choice(text, identity_words)); }},
    override_rule{
        "policy", "allow_unprivileged",
        [](overrides& into, word text) { return store(into.allow_unprivileged, parse_yes_no(text)); }},
    override_rule{"user", "enrolled",
                  [](overrides& into, word text) { return store(into.enrolled, parse_date(text)); }},
};

/// Sets the key by the first rule that `wanted` lets through.
template <typename Wanted>
parsed<void> set_by_rules(overrides& into, word key, word value, word other_keys, Wanted wanted) {
    std::string known;
    for (const auto& rule : rules) {
        if (!wanted(rule))
            continue;
        if (rule.key == key)
            return rule.set(into, value);
        known.append(known.empty() ? "" : ", ").append(rule.key);
    }
    return tl::unexpected{fmt::format("unknown key: the keys here are {}{}", known, other_keys)};
}

template <typename Value>
void apply(const std::optional<Value>& from, Value& to) {
    if (from)
        to = *from;
}

} // namespace

std::span<const override_rule> override_rules() noexcept {
    return rules;
}

parsed<void> set_by_rule(overrides& into, std::string_view section, std::string_view key,
                         std::string_view value) {
    return set_by_rules(into, key, value, "",
                        [&](const override_rule& rule) { return rule.section == section; });
}

tl::expected<void, std::string> set_override(overrides& into, std::string_view key, std::string_view value,
                                             bool of_service) {
    if (const std::size_t dot = key.find('.'); dot != std::string_view::npos) {
        const std::string_view section = key.substr(0, dot);
        if (const auto way = sender_of(section))
            return set_field(into.fields, *way, key.substr(dot + 1), value);
        if (section == "risk")
            return set_risk(into.risk, key.substr(dot + 1), value);
    }
    const std::string_view own_section = of_service ? "policy" : "user";
    return set_by_rules(
        into, key, value, ", voice.KEY, sms.KEY, smart.KEY, risk.KEY",
        [&](const override_rule& rule) { return rule.section == "otp" || rule.section == own_section; });
}

void overrides::apply_to(otp_settings& otp) const {
    apply(channels, otp.channels);
    apply(ucid, otp.ucid);
    apply(language, otp.language);
    apply(prompt_language, otp.prompt_language);
    apply(attempts, otp.attempts);
    apply(resends, otp.resends);
    apply(lifetime, otp.lifetime);
    apply(echo, otp.echo);
    apply(verify_code, otp.verify_code);
    apply(code_length, otp.code_length);
    apply(reuse_pending, otp.reuse_pending);
    apply(completion, otp.completion);
    apply(next_channel_after, otp.next_channel_after);
    for (const auto& [field, value] : fields)
        if (value.empty())
            otp.fields.erase(field);
        else
            otp.fields.insert_or_assign(field, value);
}

void overrides::apply_to(policy_settings& policy) const {
    apply(unmapped, policy.unmapped);
    apply(outage, policy.outage);
    apply(identity, policy.identity);
    apply(allow_unprivileged, policy.allow_unprivileged);
}

void overrides::apply_to(risk_settings& into) const {
    for (const auto& [key, change] : risk)
        change(into);
}

} // namespace config
