#include "telesign-simulator/fault_book.h"

#include "config/ini.h"
#include "support/text.h"
#include "support/unique_fd.h"

#include <cerrno>
#include <charconv>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>

namespace simulator {

namespace {

/// The digits of a section's name; empty when it is no phone number.
std::string phone_of(std::string_view section) {
    std::string digits;
    for (const char c : section) {
        if (c >= '0' && c <= '9')
            digits += c;
        else if (c != ' ' && c != '+')
            return {};
    }
    return digits.size() >= 7 && digits.size() <= 15 ? digits : std::string{};
}

} // namespace

std::optional<std::string> fault_book::set(phone_plans& plans, std::string_view key, std::string_view value) {
    if (key == "times") {
        unsigned times = 0;
        const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), times);
        if (problem != std::errc{} || end != value.data() + value.size() || times == 0)
            return "times: not a number of requests: write 1 or more";
        if (plans.times)
            return "times: given twice for this phone: remove one";
        plans.times = times;
        return std::nullopt;
    }
    if (key != "send" && key != "check")
        return fmt::format("unknown key '{}': write send, check or times", support::escape_control(key));
    std::optional<plan>& into = key == "send" ? plans.send : plans.check;
    if (into)
        return fmt::format("{}: given twice for this phone: join the faults with commas", key);
    auto faults = parse_faults(value);
    if (!faults)
        return fmt::format("{}: {}", key, faults.error());
    into = plan{.faults = std::move(*faults)};
    return std::nullopt;
}

tl::expected<fault_book, std::vector<std::string>> fault_book::load(const std::string& path) {
    const support::unique_fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file)
        return tl::unexpected{std::vector{fmt::format("{}: cannot open the faults file: {}: correct --faults",
                                                      path, std::generic_category().message(errno))}};
    fault_book result;
    std::vector<std::string> errors;
    const auto on_entry = [&](const config::ini_entry& entry) {
        const std::string phone = phone_of(entry.section);
        if (phone.empty()) {
            errors.push_back(
                fmt::format("{}:{}: not below a phone number: write [DIGITS] with the country code "
                            "above it",
                            path, entry.line));
            return;
        }
        phone_plans& plans = result.m_phones[phone];
        if (plans.line == 0)
            plans.line = entry.line;
        if (const auto problem = set(plans, entry.key, entry.value))
            errors.push_back(fmt::format("{}:{}: {}", path, entry.line, *problem));
    };
    for (const config::ini_error& error : config::read_ini(file.get(), on_entry))
        errors.push_back(error.line > 0 ? fmt::format("{}:{}: {}", path, error.line, error.problem)
                                        : fmt::format("{}: {}", path, error.problem));
    for (const auto& [phone, plans] : result.m_phones)
        if (errors.empty() && plans.times && !plans.send && !plans.check)
            errors.push_back(fmt::format("{}:{}: times without send or check: add one", path, plans.line));
    if (!errors.empty())
        return tl::unexpected{errors};
    return result;
}

std::vector<fault> fault_book::take(std::string_view phone_number, request_kind kind) {
    const auto found = m_phones.find(phone_number);
    if (found == m_phones.end())
        return {};
    phone_plans& plans = found->second;
    std::optional<plan>& current = kind == request_kind::send ? plans.send : plans.check;
    if (!current || (plans.times && current->taken >= *plans.times))
        return {};
    ++current->taken;
    return current->faults;
}

} // namespace simulator
