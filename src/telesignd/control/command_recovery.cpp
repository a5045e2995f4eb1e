// SPDX-License-Identifier: BSD-3-Clause
#include "support/dates.h"
#include "support/text.h"
#include "telesignd/control/command_arguments.h"
#include "telesignd/control/command_verbs.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <climits>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace telesignd {

using protocol::result;

namespace {

constexpr std::chrono::seconds make_timeout{15}; // within the turn that begin() promises

std::string utc(policy::recovery_code::time_point at) {
    return support::write_rfc3339(std::chrono::floor<std::chrono::seconds>(at));
}

/// Empty: the kernel does not tell.
std::string host_name() {
    std::array<char, HOST_NAME_MAX + 1> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string{name.data()} : std::string{};
}

verdict not_made(policy::recovery_trouble trouble) {
    if (trouble == policy::recovery_trouble::busy)
        return {result::unavailable, "recovery_busy",
                "too many recovery codes are being checked: try again in a moment"};
    return {result::unavailable, "no_random_numbers",
            "the kernel returned no random numbers: see getrandom(2)"};
}

} // namespace

verdict run_recovery_new(command& asked) {
    const std::string& user = asked.user;
    if (user.empty())
        return invalid_request("name a user");
    if (auto subject =
            read_addressee(asked.request.phone, asked.user, asked.context.settings, asked.context.phones);
        !subject)
        return std::move(subject.error()); // without a phone no recovery code lets in either
    if (!asked.begin(0))
        return unanswered(no_answer::gone);
    policy::recovery_codes& all = asked.context.shared.recovery_codes;
    auto made = all.make(std::chrono::steady_clock::now() + make_timeout, asked.context.shared.stop);
    if (!made)
        return asked.end(not_made(made.error()));
    asked.tell("user", user);
    asked.tell("host", host_name());
    asked.tell("made", utc(made->codes.front().created));
    for (const support::secret& each : made->texts)
        asked.tell("code", each);
    // Codes that nobody can read must not take the place of those from before.
    if (auto printed =
            asked.await_printed("These codes are shown only once. Codes from before no longer work.");
        !printed)
        return std::move(printed.error());
    all.put(user, std::move(made->codes));
    const std::string text = asked.account_note() + std::string{asked.flush()};
    return asked.end({result::granted, "made", std::string{support::trim(text)}});
}

verdict run_recovery_left(command& asked) {
    if (asked.user.empty())
        return invalid_request("name a user");
    const auto codes = asked.context.shared.recovery_codes.all_of(asked.user);
    if (!asked.begin(0))
        return unanswered(no_answer::gone);
    asked.tell("left", fmt::to_string(std::count_if(codes.begin(), codes.end(),
                                                    [](const auto& each) { return !each.used; })));
    return asked.end({result::granted, "listed", {}});
}

verdict run_recovery_list(command& asked) {
    const std::string& user = asked.user;
    if (user.empty())
        return invalid_request("name a user");
    auto subject =
        read_addressee(asked.request.phone, asked.user, asked.context.settings, asked.context.phones);
    const auto codes = asked.context.shared.recovery_codes.all_of(user);
    if (!subject && codes.empty())
        return std::move(subject.error());
    if (!asked.begin(0))
        return unanswered(no_answer::gone);
    const auto left = std::count_if(codes.begin(), codes.end(), [](const auto& each) { return !each.used; });
    asked.tell("left", fmt::to_string(left));
    if (!codes.empty())
        asked.tell("made", utc(codes.front().created));
    for (const policy::recovery_code& each : codes)
        if (each.used)
            asked.tell("used", fmt::format("{} code={}", utc(*each.used), each.number));
    std::string text;
    if (!subject)
        text = "None of them works. " + subject.error().text;
    else if (left == 0)
        text = "For new ones run telesignctl recovery new " + user;
    return asked.end({result::granted, "listed", std::move(text)});
}

} // namespace telesignd
