// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/fault_config.h"

#include "config/ini.h"
#include "support/ascii.h"
#include "support/unique_fd.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>

namespace simulator {

namespace {

/// The digits of a section's name; empty when it is no phone number.
std::string phone_of(std::string_view section) {
    std::string digits;
    for (const char c : section) {
        if (support::is_digit(c))
            digits += c;
        else if (c != ' ' && c != '+')
            return {};
    }
    return digits.size() >= 7 && digits.size() <= 15 ? digits : std::string{};
}

} // namespace

tl::expected<fault_config, std::vector<std::string>> fault_config::load(const std::string& path) {
    const support::unique_fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file)
        return tl::unexpected{std::vector{fmt::format("{}: cannot open the faults file: {}: correct --faults",
                                                      path, std::generic_category().message(errno))}};
    fault_config result;
    std::vector<std::string> errors;
    std::map<std::string, unsigned> first_lines; // of each phone's keys
    const auto on_entry = [&](const config::ini_entry& entry) {
        const std::string phone = phone_of(entry.section);
        if (phone.empty()) {
            errors.push_back(
                fmt::format("{}:{}: not below a phone number: write [DIGITS] with the country code "
                            "above it",
                            path, entry.line));
            return;
        }
        first_lines.try_emplace(phone, entry.line);
        if (const auto problem = result.m_phones[phone].set(entry.key, entry.value))
            errors.push_back(fmt::format("{}:{}: {}", path, entry.line, *problem));
    };
    for (const config::ini_error& error : config::read_ini(file.get(), on_entry))
        errors.push_back(error.line > 0 ? fmt::format("{}:{}: {}", path, error.line, error.problem)
                                        : fmt::format("{}: {}", path, error.problem));
    for (const auto& [phone, section] : result.m_phones)
        if (const auto problem = section.conflict(); errors.empty() && problem)
            errors.push_back(fmt::format("{}:{}: {}", path, first_lines[phone], *problem));
    if (!errors.empty())
        return tl::unexpected{errors};
    return result;
}

std::vector<fault> fault_config::take(std::string_view phone_number, request_kind kind) {
    const auto found = m_phones.find(phone_number);
    return found != m_phones.end() ? found->second.take(kind) : std::vector<fault>{};
}

phone_profile fault_config::profile_of(std::string_view phone_number) const {
    const auto found = m_phones.find(phone_number);
    return found != m_phones.end() ? found->second.profile() : phone_profile{};
}

} // namespace simulator
