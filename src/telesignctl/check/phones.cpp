#include "telesignctl/check/site.h"

#include "config/ini.h"
#include "config/safe_open.h"
#include "support/text.h"

#include <map>
#include <set>

#include <fmt/format.h>

namespace telesignctl {

namespace {

constexpr std::string_view user_prefix = "user ";
constexpr std::size_t most_bad_numbers = 100; // told one by one
constexpr std::size_t most_bare_users = 5;    // named for a country

/// Whoever stands in the file.
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

void add(bare_numbers& into, const std::string& name, const directory::entry& user) {
    if (++into.count <= most_bare_users)
        into.users +=
            fmt::format("{}{} (line {})", into.count == 1 ? "" : ", ", support::escape_control(name), user.line);
}

void tell_bare_numbers(const site& here, const std::map<std::string, bare_numbers>& by_country,
                       findings& into) {
    for (const auto& [country, those] : by_country)
        into.push_back({health::warning, "phones",
                        fmt::format("{}: {} number{} without \"+\" {} taken for one of {}: {}{}",
                                    here.settings->phones_file, those.count, those.count == 1 ? "" : "s",
                                    those.count == 1 ? "is" : "are each", country, those.users,
                                    those.count > most_bare_users ? ", …" : ""),
                        "write + and the country code, or set [phones] default_region in telesign.conf"});
}

/// libphonenumber judges what has the shape of a number; telesignd does so at the login.
std::size_t check_numbers(const site& here, findings& into) {
    std::size_t bad = 0;
    std::map<std::string, bare_numbers> by_country;
    for (const std::string& name : names_in(here.settings->phones_file)) {
        const directory::entry* const user = here.phones->book->find(name);
        if (user == nullptr || user->digits == 0)
            continue;
        const auto valid = here.phones->book->number_of(*user);
        if (valid && user->form == directory::number_form::bare)
            add(by_country[directory::country_of(*valid)], name, *user);
        if (!valid && ++bad <= most_bad_numbers)
            into.push_back(
                {health::warning, "phones",
                 fmt::format("{}:{}: {}: the number ending in {:02}: {}", here.settings->phones_file,
                             user->line, support::escape_control(name), user->digits % 100, valid.error()),
                 "correct the number: this user cannot log in"});
    }
    tell_bare_numbers(here, by_country, into);
    return bad;
}

} // namespace

void check_phones(const site& here, findings& into) {
    if (!here.phones) {
        into.push_back(
            {health::error, "phones", here.phones.error(), "correct that; then systemctl reload telesignd"});
        return;
    }
    for (const std::string& each : here.phones->warnings)
        into.push_back({health::warning, "phones", each, "correct that line: this user cannot log in"});
    if (here.phones->warning_count > here.phones->warnings.size())
        into.push_back({health::warning, "phones",
                        fmt::format("{} more entries are invalid",
                                    here.phones->warning_count - here.phones->warnings.size()),
                        "fix those above, then run this again"});
    const std::size_t bad = check_numbers(here, into);
    const std::size_t all = here.phones->book->size();
    if (all == 0)
        into.push_back({health::warning, "phones", here.settings->phones_file + ": nobody has a phone",
                        "add the users' numbers below [phones]"});
    else if (bad + here.phones->warning_count == 0)
        into.push_back({health::ok, "phones", fmt::format("{} in {}", all, here.settings->phones_file), {}});
}

} // namespace telesignctl
