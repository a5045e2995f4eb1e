// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/ask.h"
#include "telesignctl/check/check_context.h"
#include "telesignctl/local/accounts.h"

#include <algorithm>

#include <fmt/format.h>

namespace telesignctl {

namespace {

constexpr std::size_t max_users = 200; // asked about, one by one
constexpr std::size_t max_names = 10;  // listed

/// Returns how many codes are left, or why telesignd did not answer that.
tl::expected<std::string, std::string> codes_left(const machine& host, const std::string& user) {
    const answer reply = ask(host.socket, {"recovery-left", {{protocol::field_id::user, user}}});
    const auto left = std::find_if(reply.facts.begin(), reply.facts.end(),
                                   [](const auto& fact) { return fact.first == "left"; });
    if (left == reply.facts.end())
        return tl::unexpected{reply.text};
    return left->second;
}

} // namespace

void check_recovery(const check_context& context, findings& results) {
    if (!context.phones || context.services.empty() ||
        ask(context.host.socket, {"version"}).outcome !=
            protocol::result::granted) // check_daemon reports that
        return;
    std::string names;
    std::size_t asked = 0;
    std::size_t without_codes = 0;
    for (const std::string& user : accounts_with_shell()) {
        if (!context.has_phone(user))
            continue;
        if (++asked > max_users)
            break;
        const auto left = codes_left(context.host, user);
        if (!left) {
            results.push_back({check_status::warning, "recovery", fmt::format("{}: {}", user, left.error()),
                               "Run this again when telesignd answers; see its log"});
            return;
        }
        if (*left == "0" && ++without_codes <= max_names)
            names += (names.empty() ? "" : ", ") + user;
    }
    const std::string others = unlisted_accounts(context.host);
    if (without_codes == 0)
        results.push_back(
            {check_status::ok,
             "recovery",
             fmt::format("all {}who have a phone have recovery codes{}",
                         asked > max_users ? fmt::format("of the first {} ", max_users) : "", others),
             {}});
    else
        results.push_back(
            {check_status::warning, "recovery",
             fmt::format("{} of {} users with a phone have no recovery codes: {}{}{}", without_codes,
                         std::min(asked, max_users), names, without_codes > max_names ? ", …" : "", others),
             "Run telesignctl recovery new USER, and have the codes kept away from the phone"});
}

} // namespace telesignctl
