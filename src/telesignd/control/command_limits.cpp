// SPDX-License-Identifier: BSD-3-Clause
#include "config/limit_values.h"
#include "policy/source.h"
#include "support/dates.h"
#include "support/log_record.h"
#include "support/text.h"
#include "telesignd/control/command_arguments.h"
#include "telesignd/control/command_verbs.h"
#include "telesignd/login/records.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace telesignd {

namespace {

using protocol::result;

constexpr std::size_t max_rows = 1000; ///< of a kind, of everybody's: an attack has many sources
constexpr std::string_view everywhere = "everywhere";

std::string time_in(const command& asked, std::chrono::seconds span) {
    return support::write_rfc3339(asked.context.now + span);
}

void tell(command& asked, const policy::limit_usage& usage) {
    const std::size_t left = usage.limit.count - std::min<std::size_t>(usage.used, usage.limit.count);
    support::log_record row{""};
    row.add("name", usage.name);
    row.add("of", usage.subject.empty() ? "all"
                  : usage.is_phone      ? support::mask_phone(usage.subject)
                                        : usage.subject);
    row.add("limit", config::text_of(usage.limit));
    row.add("used", fmt::to_string(usage.used));
    row.add("left", fmt::to_string(left));
    row.add("reserved", fmt::to_string(std::min(usage.reserved, left)));
    row.add("more_from", usage.wait.count() == 0 ? "now" : time_in(asked, usage.wait));
    asked.tell_row("limit", row);
}

void tell(command& asked, const policy::lockout_status& status) {
    support::log_record row{""};
    row.add("user", status.key.user);
    row.add("source", status.key.source.empty() ? everywhere : status.key.source);
    support::log_record failures = row;
    if (status.locked_for) {
        row.add("until", time_in(asked, *status.locked_for));
        asked.tell_row("lock", row);
    }
    if (status.failures > 0) {
        failures.add("count", fmt::to_string(status.failures));
        failures.add("limit", config::text_of(*asked.context.settings.limits.failures));
        asked.tell_row("failures", failures);
    }
}

/// Of whom the limits are asked: the phone is the one that the user has now.
policy::send_attempt subject_of(const command& asked, const std::string& source) {
    policy::send_attempt subject;
    subject.user = asked.user;
    subject.source = source;
    const directory::entry* entry = asked.context.phones.find(subject.user);
    if (entry != nullptr)
        if (const auto number = asked.context.phones.number_of(*entry))
            std::from_chars(number->digits.data(), number->digits.data() + number->digits.size(),
                            subject.phone);
    return subject;
}

/// Whether a service lets programs ask that are not root's: else sends_unprivileged holds nobody back.
bool serves_unprivileged(const config::settings& settings) {
    return settings.policy.allow_unprivileged ||
           std::any_of(settings.services.begin(), settings.services.end(), [&](const auto& service) {
               return settings.policy_for(service.first).allow_unprivileged;
           });
}

/// Returns how much is used of the limits that are in force: of the user, the user's phone and the source, of all together,
/// and with `of_others` of whoever has nothing left.
std::vector<policy::limit_usage> usage_of(const command& asked, const std::string& source, bool of_others) {
    const config::limit_settings& limits = asked.context.settings.limits;
    auto usages = asked.context.shared.send_limits.usage(subject_of(asked, source), limits);
    if (of_others) {
        auto full = asked.context.shared.send_limits.full(limits, max_rows);
        usages.insert(usages.end(), full.begin(), full.end());
    }
    if (!serves_unprivileged(asked.context.settings))
        std::erase_if(usages,
                      [](const policy::limit_usage& each) { return each.name == "sends_unprivileged"; });
    return usages;
}

/// As limits and locks know sources; empty: none was named.
tl::expected<std::string, verdict> read_source(const std::string& typed) {
    if (typed.empty() || typed == "local" || typed == "names")
        return typed;
    if (auto source = policy::source_of(typed))
        return *std::move(source);
    return tl::unexpected{
        invalid_request("a source is an IPv4 or IPv6 address of another host, `local` or `names`")};
}

} // namespace

verdict run_limits(command& asked) {
    const auto source = read_source(asked.request.detail);
    if (!source)
        return source.error();
    asked.record.source = *source;
    if (!asked.begin(0))
        return unanswered(no_answer::gone);
    const config::limit_settings& limits = asked.context.settings.limits;
    const std::string& user = asked.user;
    const bool of_all = user.empty() && source->empty();
    const auto usages = usage_of(asked, *source, of_all);
    for (const auto& each : usages)
        tell(asked, each);
    const auto statuses = asked.context.shared.lockouts.statuses(user, limits, max_rows);
    const bool of_sources = !source->empty() && limits.lock_scope == config::lock_scope::source;
    for (const auto& each : statuses)
        if ((!of_sources || each.key.source == *source) && (!of_all || each.locked_for))
            tell(asked, each);
    if (usages.size() >= max_rows || statuses.size() >= max_rows)
        return asked.end({result::granted, "listed", "There are more: name a user or a source."});
    const bool is_locked = std::any_of(statuses.begin(), statuses.end(),
                                       [](const auto& each) { return each.locked_for.has_value(); });
    std::string text = of_all && !is_locked ? "Nobody is locked." : asked.account_note();
    return asked.end({result::granted, "listed", std::string{support::trim(text)}});
}

namespace {

std::size_t forget_sends(command& asked) {
    const std::string& user = asked.user;
    const std::uint64_t phone = subject_of(asked, {}).phone;
    return asked.context.shared.send_limits.forget(user, phone, asked.context.settings.limits, [&] {
        asked.context.shared.record(
            record_of_reset(user, phone == 0 ? std::string{} : fmt::to_string(phone)));
    });
}

/// Returns what holds the user back all the same, as a sentence that begins with a blank; "": no limit does.
std::string limit_left(const command& asked) {
    const auto usages = usage_of(asked, {}, false);
    const auto full = std::find_if(usages.begin(), usages.end(),
                                   [](const policy::limit_usage& each) { return each.wait.count() > 0; });
    if (full == usages.end())
        return {};
    const std::string which =
        fmt::format(" The limit {} = {} still holds", full->name, config::text_of(full->limit));
    const std::string more = fmt::format("more in {}", support::write_span(full->wait));
    if (full->subject.empty())
        return fmt::format("{} for everybody: {}.", which, more);
    return fmt::format("{}: {}, or at once by telesignctl unlock --limits {}.", which, more, asked.user);
}

verdict unlock(command& asked, bool with_limits) {
    const std::string& user = asked.user;
    const config::limit_settings& limits = asked.context.settings.limits;
    if (user.empty())
        return invalid_request("name a user");
    const auto source = read_source(asked.request.detail);
    if (!source)
        return source.error();
    asked.record.source = *source;
    if (!source->empty() && with_limits)
        return invalid_request("codes sent count for the user from everywhere: leave the source out");
    if (!source->empty() && limits.lock_scope == config::lock_scope::user)
        return invalid_request("under lock_scope = user a lock holds from everywhere: leave the source out");
    if (!asked.begin(0))
        return unanswered(no_answer::gone);
    const auto only = source->empty() ? std::nullopt : std::optional{*source};
    const auto gone = asked.context.shared.lockouts.unlock(user, only, limits, [&] {
        asked.context.shared.record(state::removal{state::removal::kind::locks, user, only});
    });
    asked.tell("locks", fmt::to_string(gone.locks));
    asked.tell("failures", fmt::to_string(gone.failures));
    asked.record.detail = fmt::format("{} locks, {} failures", gone.locks, gone.failures);
    std::string text = gone.locks > 0 ? "Unlocked." : "There was no lock.";
    if (with_limits) {
        const std::size_t sends = forget_sends(asked);
        asked.tell("sends", fmt::to_string(sends));
        asked.record.detail += fmt::format(", {} sends", sends);
        text += fmt::format(" Codes sent to {} no longer count.", user);
    }
    text += limit_left(asked);
    text += asked.account_note();
    text += asked.flush();
    return asked.end({result::granted, "unlocked", std::move(text)});
}

} // namespace

verdict run_unlock(command& asked) {
    return unlock(asked, false);
}

verdict run_unlock_limits(command& asked) {
    return unlock(asked, true);
}

} // namespace telesignd
