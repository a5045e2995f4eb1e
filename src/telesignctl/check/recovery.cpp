#include "telesignctl/ask.h"
#include "telesignctl/check/site.h"
#include "telesignctl/local/accounts.h"

#include <algorithm>

#include <fmt/format.h>

namespace telesignctl {

namespace {

constexpr std::size_t most_users = 200; // asked about; each is a line in telesignd's log
constexpr std::size_t most_names = 10;  // told

/// How many codes are left. The error: why telesignd does not tell.
tl::expected<std::string, std::string> codes_left(const machine& where, const std::string& user) {
    const answer said = ask(where.socket, {"recovery-list", {{protocol::field_id::user, user}}});
    const auto left = std::find_if(said.facts.begin(), said.facts.end(),
                                   [](const auto& fact) { return fact.first == "left"; });
    if (left == said.facts.end())
        return tl::unexpected{said.text};
    return left->second;
}

} // namespace

void check_recovery(const site& here, findings& into) {
    if (!here.phones || here.services.empty() ||
        ask(here.where.socket, {"version"}).how != protocol::result::granted) // check_daemon tells
        return;
    std::string names;
    std::size_t asked = 0;
    std::size_t without = 0;
    for (const std::string& user : accounts_with_shell()) {
        if (!here.has_phone(user))
            continue;
        if (++asked > most_users)
            break;
        const auto left = codes_left(here.where, user);
        if (!left) {
            into.push_back({health::warning, "recovery", fmt::format("{}: {}", user, left.error()),
                            "run this again when telesignd answers; its log says more"});
            return;
        }
        if (*left == "0" && ++without <= most_names)
            names += (names.empty() ? "" : ", ") + user;
    }
    const std::string others = unlisted_accounts(here.where);
    if (without == 0)
        into.push_back(
            {health::ok,
             "recovery",
             fmt::format("all {}who have a phone have recovery codes{}",
                         asked > most_users ? fmt::format("of the first {} ", most_users) : "", others),
             {}});
    else
        into.push_back(
            {health::warning, "recovery",
             fmt::format("{} of {} have no recovery code for the day when the phone is gone: {}{}{}", without,
                         std::min(asked, most_users), names, without > most_names ? ", …" : "", others),
             "telesignctl recovery new USER, and keep them where the phone is not"});
}

} // namespace telesignctl
