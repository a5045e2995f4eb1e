// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/check/check_context.h"

#include "config/ini.h"
#include "config/safe_open.h"
#include "support/text.h"

#include <map>
#include <set>

#include <fmt/format.h>

namespace telesignctl {

namespace {

constexpr std::string_view user_prefix = "user ";
constexpr std::size_t max_bad_numbers = 100; // reported one by one
constexpr std::size_t max_bare_users = 5;    // named for a country

/// The users that the file lists.
std::set<std::string> names_in(const std::string& path) {
    std::set<std::string> names;
    const auto file = config::safe_open(path, config::secrecy::secret);
    if (!file)
        return names;
    const auto take = [&names](const config::ini_entry& line) {
        if (line.section == "phones")
            names.emplace(line.key);
        else if (line.section.starts_with(user_prefix))
            names.emplace(support::trim(line.section.substr(user_prefix.size())));
    };
    static_cast<void>(config::read_ini(file->get(), take, std::uint64_t{256} << 20U));
    return names;
}

/// The users whose numbers have no `+`, though no default_region is set, by the country that they are taken for.
struct bare_numbers {
    std::size_t count = 0;
    std::string users; ///< the first few
};

void add(bare_numbers& results, const std::string& name, const directory::entry& user) {
    if (++results.count <= max_bare_users)
        results.users += fmt::format("{}{} (line {})", results.count == 1 ? "" : ", ",
                                     support::escape_control(name), user.line);
}

void report_bare_numbers(const check_context& context, const std::map<std::string, bare_numbers>& by_country,
                         findings& results) {
    for (const auto& [country, those] : by_country)
        results.push_back({check_status::warning, "phones",
                           fmt::format("{}: {} number{} without \"+\" {} taken for one of {}: {}{}",
                                       context.settings->phones_file, those.count,
                                       those.count == 1 ? "" : "s", those.count == 1 ? "is" : "are each",
                                       country, those.users, those.count > max_bare_users ? ", …" : ""),
                           "Write + and the country code, or set [phones] default_region in telesign.conf"});
}

/// libphonenumber judges what has the shape of a number; telesignd does so at the login.
std::size_t check_numbers(const check_context& context, findings& results) {
    std::size_t bad = 0;
    std::map<std::string, bare_numbers> by_country;
    for (const std::string& name : names_in(context.settings->phones_file)) {
        const directory::entry* const user = context.phones->book->find(name);
        if (user == nullptr || user->digits == 0)
            continue;
        const auto valid = context.phones->book->number_of(*user);
        if (valid && user->form == directory::number_form::bare)
            add(by_country[directory::country_of(*valid)], name, *user);
        if (!valid && ++bad <= max_bad_numbers)
            results.push_back(
                {check_status::warning, "phones",
                 fmt::format("{}:{}: {}: the number ending in {:02}: {}", context.settings->phones_file,
                             user->line, support::escape_control(name), user->digits % 100, valid.error()),
                 "Correct the number: this user cannot log in"});
    }
    report_bare_numbers(context, by_country, results);
    return bad;
}

} // namespace

void check_phones(const check_context& context, findings& results) {
    if (!context.phones) {
        results.push_back({check_status::error, "phones", context.phones.error(), correction(context.host)});
        return;
    }
    const std::string remedy =
        context.phones->warnings.empty() ? std::string{} : correction(context.host, "that line");
    for (const std::string& each : context.phones->warnings)
        results.push_back({check_status::warning, "phones", each, remedy + ": this user cannot log in"});
    if (context.phones->warning_count > context.phones->warnings.size())
        results.push_back({check_status::warning, "phones",
                           fmt::format("{} more entries are invalid",
                                       context.phones->warning_count - context.phones->warnings.size()),
                           "Fix those above, then run this again"});
    const std::size_t bad = check_numbers(context, results);
    const std::size_t all = context.phones->book->size();
    if (all == 0)
        results.push_back({check_status::warning, "phones",
                           context.settings->phones_file + ": nobody has a phone",
                           "Add the users' numbers below [phones]"});
    else if (bad + context.phones->warning_count == 0)
        results.push_back(
            {check_status::ok,
             "phones",
             fmt::format("{} user{} in {}", all, all == 1 ? "" : "s", context.settings->phones_file),
             {}});
}

} // namespace telesignctl
