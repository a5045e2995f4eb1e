// SPDX-License-Identifier: BSD-3-Clause
#include "config/settings.h"

#include "config/conflicts.h"
#include "config/exempt_rules.h"
#include "config/ini.h"
#include "config/keys.h"
#include "config/quoted.h"
#include "config/safe_open.h"
#include "config/subject_values.h"
#include "support/text.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace config {

namespace {

constexpr std::string_view service_prefix = "service ";
constexpr std::uint64_t file_limit = 1U << 20U;

/// The NAME of [service NAME]; nothing for another section.
std::optional<std::string_view> service_of(std::string_view section) {
    if (!section.starts_with(service_prefix))
        return std::nullopt;
    return support::trim(section.substr(service_prefix.size()));
}

/// A section's name as it is compared: "service  sudo" is "service sudo".
std::string canonical(std::string_view section) {
    if (const auto service = service_of(section))
        return fmt::format("{}{}", service_prefix, *service);
    const auto exempt = exempt_of(section);
    return exempt && !exempt->empty() ? fmt::format("exempt {}", *exempt) : std::string{section};
}

/// A section's name as it may be shown, between its own brackets.
std::string unquoted(std::string_view section) {
    const std::string text = quoted(section);
    return text.substr(1, text.size() - 2);
}

/// The section and key of "voice.pressx" or "language" where they hold for all.
std::pair<std::string_view, std::string_view> section_and_name_of(std::string_view key) {
    const std::size_t dot = key.find('.');
    return dot == std::string_view::npos ? std::pair{std::string_view{"otp"}, key}
                                         : std::pair{key.substr(0, dot), key.substr(dot + 1)};
}

/// Reads one file and gathers all that is wrong with it.
class loader {
public:
    explicit loader(const std::string& path) : m_path{path} {}

    tl::expected<settings, errors> load(int descriptor);

private:
    void take_section(std::string_view section, unsigned line);
    void take(const ini_entry& entry);
    parsed<void> set(const ini_entry& entry);
    void check_required();
    void check_only_one_of(std::string_view section, std::string_view one, std::string_view other);
    void check_intelligence();
    void check_exempt();
    void check_together();
    [[nodiscard]] unsigned line_of(std::string_view section, std::string_view key) const;
    void report(unsigned line, std::string_view problem);

    const std::string& m_path;
    settings m_result;
    std::map<std::string, unsigned, std::less<>> m_sections; ///< seen, and where
    std::map<std::pair<std::string, std::string>, unsigned, std::less<>>
        m_keys;                                             ///< section and key, and where
    std::vector<std::pair<unsigned, std::string>> m_errors; ///< by line
};

tl::expected<settings, errors> loader::load(int descriptor) {
    const auto broken_lines = read_ini(
        descriptor, [this](const ini_entry& entry) { take(entry); }, file_limit,
        [this](std::string_view section, unsigned line) { take_section(section, line); });
    for (const auto& broken : broken_lines)
        report(broken.line, broken.problem);
    if (broken_lines.empty() || broken_lines.back().line != 0) // else it was not read to its end
        check_required();
    check_exempt();
    if (m_errors.empty())
        check_together();
    if (m_errors.empty())
        return std::move(m_result);
    std::stable_sort(m_errors.begin(), m_errors.end(), [](auto& a, auto& b) { return a.first < b.first; });
    errors texts;
    for (auto& [line, text] : m_errors)
        texts.push_back(std::move(text));
    return tl::unexpected{std::move(texts)};
}

void loader::take_section(std::string_view section, unsigned line) {
    const auto [first, is_new] = m_sections.try_emplace(canonical(section), line);
    if (!is_new)
        report(line, fmt::format("[{}]: given twice: put its keys together on line {}", shown(section),
                                 first->second));
    if (const auto name = service_of(section)) {
        if (!is_service_name(*name))
            report(
                line,
                fmt::format("[service NAME]: {} is not the name of a PAM service: write it as in /etc/pam.d, "
                            "in lower case",
                            quoted(*name)));
        m_result.services.try_emplace(std::string{*name});
    } else if (const auto exempt = exempt_of(section)) {
        if (section != "exempt" && !is_exempt_name(*exempt))
            report(line, fmt::format("[exempt NAME]: {} is not a name: write small letters, digits, `-`, `_` "
                                     "or `.`",
                                     quoted(*exempt)));
    } else if (!is_section(section)) {
        report(line,
               fmt::format("[{}]: unknown section: the sections are [telesign] [otp] [voice] [sms] [smart] "
                           "[policy] [exempt] [exempt NAME] [remember] [risk] [intelligence] [limits] [cost] "
                           "[callback] [phones] [state] [daemon] [service NAME]",
                           unquoted(section)));
    }
}

void loader::take(const ini_entry& entry) {
    if (!is_section(entry.section) && !service_of(entry.section) && !exempt_of(entry.section)) {
        if (entry.section.empty())
            report(entry.line, fmt::format("{}: is above the first section: put it below its [section]",
                                           shown(entry.key)));
        return; // take_section has told of unknown ones
    }
    const auto [first, is_new] =
        m_keys.try_emplace({canonical(entry.section), std::string{entry.key}}, entry.line);
    const auto result =
        is_new ? set(entry)
               : tl::unexpected{fmt::format("given twice: keep this one or that on line {}", first->second)};
    if (!result)
        report(entry.line,
               fmt::format("[{}] {}: {}", shown(entry.section), shown(entry.key), result.error()));
}

parsed<void> loader::set(const ini_entry& entry) {
    if (const auto service = service_of(entry.section))
        return set_override(m_result.services.find(*service)->second, entry.key, entry.value, true);
    return set_key(m_result, entry.section, entry.key, entry.value);
}

void loader::check_required() {
    if (line_of("telesign", "customer_id") == 0)
        report(0, "[telesign] customer_id: missing: add `customer_id = …` from TeleSign's portal");
    if (line_of("telesign", "api_key") == 0 && line_of("telesign", "api_key_file") == 0)
        report(0, "[telesign] api_key: missing: add `api_key = …` or `api_key_file = PATH`");
    check_only_one_of("telesign", "api_key", "api_key_file");
    check_only_one_of("telesign", "endpoint", "endpoints");
    check_only_one_of("intelligence", "api_key", "api_key_file");
    check_intelligence();
}

/// For keys that mean the same.
void loader::check_only_one_of(std::string_view section, std::string_view one, std::string_view other) {
    const unsigned line = line_of(section, one);
    const unsigned other_line = line_of(section, other);
    if (line != 0 && other_line != 0)
        report(std::max(line, other_line),
               fmt::format("[{}] {} and {}: both given, the other on line {}: keep one of them", section, one,
                           other, std::min(line, other_line)));
}

/// A key belongs to its account: [telesign]'s would prove nothing for another customer_id.
void loader::check_intelligence() {
    const unsigned line = line_of("intelligence", "customer_id");
    if (!m_result.intelligence.customer_id.empty() && m_result.intelligence.api_key.empty())
        report(line, "[intelligence] customer_id: has no key: add its `api_key = …` or `api_key_file = "
                     "PATH`, or leave it "
                     "empty");
}

/// [exempt NAME] without a key would exempt everybody, so its author must have meant something else.
void loader::check_exempt() {
    for (const auto& [section, line] : m_sections) {
        const auto key = m_keys.lower_bound(std::pair{section, std::string{}});
        const bool has_keys = key != m_keys.end() && key->first.first == section;
        if (section != "exempt" && exempt_of(section) && !has_keys)
            report(line, fmt::format("[{}]: has no key: add {}, or remove the section", shown(section),
                                     key_names("exempt")));
    }
    // A network's word counts at once; a group's may have to be waited for.
    std::stable_partition(m_result.exempt.begin(), m_result.exempt.end(),
                          [](const exempt_rule& rule) { return rule.find<exempt_groups>() == nullptr; });
}

/// What is good by itself, but not together: in general, and for each service.
void loader::check_together() {
    const auto general_line = [this](std::string_view key) {
        const auto [section, name] = section_and_name_of(key);
        return line_of(section, name);
    };
    for (const auto& [key, line, problem] : find_conflicts(effective_settings_of(m_result), general_line))
        report(line, fmt::format("[{}] {}: {}", section_and_name_of(key).first,
                                 section_and_name_of(key).second, problem));
    for (const auto& [name, differences] : m_result.services) {
        const std::string section = fmt::format("{}{}", service_prefix, name);
        const auto service_line = [&](std::string_view key) { return line_of(section, key); };
        for (const auto& [key, line, problem] :
             find_conflicts(effective_settings_of(m_result, name), service_line))
            report(line, fmt::format("[{}] {}: {}", shown(section), key, problem));
    }
}

/// 0: the file does not have the key.
unsigned loader::line_of(std::string_view section, std::string_view key) const {
    const auto found = m_keys.find(std::pair{std::string{section}, std::string{key}});
    return found == m_keys.end() ? 0 : found->second;
}

void loader::report(unsigned line, std::string_view problem) {
    m_errors.emplace_back(line, line == 0 ? fmt::format("{}: {}", m_path, problem)
                                          : fmt::format("{}:{}: {}", m_path, line, problem));
}

} // namespace

otp_settings settings::otp_for(std::string_view service) const {
    otp_settings result = otp;
    if (const auto found = services.find(service); found != services.end())
        found->second.apply_to(result);
    return result;
}

policy_settings settings::policy_for(std::string_view service) const {
    policy_settings result = policy;
    if (const auto found = services.find(service); found != services.end())
        found->second.apply_to(result);
    return result;
}

risk_settings settings::risk_for(std::string_view service) const {
    risk_settings result = risk;
    if (const auto found = services.find(service); found != services.end())
        found->second.apply_to(result);
    return result;
}

tl::expected<settings, errors> load_settings(const std::string& path) {
    const auto file = safe_open(path, secrecy::secret);
    if (!file)
        return tl::unexpected{errors{file.error()}};
    return loader{path}.load(file->get());
}

} // namespace config
