// SPDX-License-Identifier: BSD-3-Clause
// Why a login ended as it did, in plain English, and what an administrator can run.

#include "telesignctl/login_log.h"

#include "protocol/message.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace telesignctl {

namespace {

using std::chrono::sys_seconds;

constexpr std::string_view not_asked = "not asked";

struct reason_words {
    std::string_view reason; ///< as in telesignd's log
    std::string_view words;
    std::string_view command = {}; ///< to be run; USER stands for the user
    bool has_detail = true;        ///< what the log's `detail` says is shown in parentheses
};

/// Of logins that policy let in.
constexpr reason_words words_not_asked[] = {
    {"exempt", "exempt"},
    {"remembered", "remembered from an earlier login", "telesignctl forget USER"},
    {"unmapped", "no phone in phones.ini and unmapped = skip", "telesignctl phone set USER"},
    {"telesign_unreachable", "TeleSign could not be reached and outage = skip", "telesignctl check"},
};

/// Of all others.
constexpr reason_words words_asked[] = {
    {"code_valid", "the code was valid", {}, false},
    {"recovery_code", "a recovery code was typed", "telesignctl recovery list USER", false},
    // No phone, or none that may be asked.
    {"unmapped", "no phone in phones.ini", "telesignctl phone set USER"},
    {"bad_phone", "no valid phone number in phones.ini", "telesignctl phone set USER"},
    {"no_caller", "the program did not say who asks, and identity = caller"},
    {"unknown_user", "neither the system nor phones.ini knows the user", {}, false},
    {"user_database_silent", "the system's user database did not answer", "getent passwd USER", false},
    {"unprivileged", "a program that is not root's asked, without allow_unprivileged"},
    {"foreign_account", "a program that is not root's asked for another account than its own"},
    {"phone_changed", "the number in phones.ini changed during the login", {}, false},
    // What was typed.
    {"code_wrong", "the code was wrong", {}, false},
    {"code_expired", "the code was too old", {}, false},
    {"code_repeated", "the same wrong code was typed twice", {}, false},
    {"recovery_code_wrong", "the recovery code was wrong", "telesignctl recovery list USER", false},
    {"no_code_typed", "what was typed was no code", {}, false},
    {"timed_out", "no code was typed in time", {}, false},
    // The program that asks.
    {"cancelled", "the user or the program cancelled", {}, false},
    {"program_gone", "the program ended before a code was typed", {}, false},
    {"answered_by_program", "the program answered in the user's place", "telesignctl check"},
    {"protocol_violation", "the program did not keep to the protocol", "telesignctl check"},
    // Limits.
    {"locked", "locked", "telesignctl unlock USER"},
    {"limited", "limited", "telesignctl limits"},
    {"region", "the phone's region is not in allowed_regions"},
    {"too_many_logins", "too many of the user's logins were waiting for a code"},
    {"login_busy", "the user's other logins took too long"},
    {"recovery_busy", "too many recovery codes were typed at once"},
    // TeleSign.
    {"undeliverable", "no code could be delivered", "telesignctl phone show USER"},
    {"blocked", "TeleSign blocks the phone"},
    {"refused_by_telesign", "TeleSign refuses this host's requests", "telesignctl check"},
    {"rate_limited", "TeleSign had too many requests"},
    {"telesign_unreachable", "TeleSign could not be reached", "telesignctl check"},
    {"reply_unusable", "the answer made no sense or was not TeleSign's", "telesignctl check"},
    // [risk]
    {"risk_level", "[risk]: the phone's risk level is too high"},
    {"risk_recommendation", "[risk]: TeleSign's recommendation is against the phone"},
    {"call_forwarding", "[risk]: calls to the phone are forwarded"},
    {"sim_swap", "[risk]: the SIM was swapped lately, or may have been"},
    {"suspicious", "[risk]: TeleSign finds the phone suspicious"},
    {"phone_type", "[risk]: a type of phone that is refused"},
    {"country", "[risk]: the phone's country is not allowed"},
    {"unreachable", "[risk]: the phone cannot be reached"},
    {"roaming", "[risk]: the phone is roaming"},
    {"inactive", "[risk]: the phone's subscription is not active"},
    {"deactivated", "[risk]: the number was deactivated"},
    {"ported", "[risk]: the number was ported lately"},
    {"risk_unknown", "[risk]: a lookup had no answer, and on_unknown = deny"},
    // This host.
    {"host_exhausted", "this host has no memory, descriptors or random numbers left"},
    {"telesignd_stopping", "telesignd was stopping", "systemctl status telesignd", false},
    {"internal_error", "telesignd failed", "journalctl -t telesignd"},
};

const reason_words* find_words(const logged_login& login) {
    const auto find = [&](const auto& table) {
        const auto* const found = std::find_if(std::begin(table), std::end(table),
                                               [&](const auto& each) { return each.reason == login.reason; });
        return found == std::end(table) ? nullptr : found;
    };
    const reason_words* words = nullptr;
    if (outcome_word(login.outcome) == not_asked)
        words = find(words_not_asked);
    return words != nullptr ? words : find(words_asked);
}

/// "10:18", with the date when it is not that of `day`. A part of a minute counts as one.
std::string minute_of(sys_seconds time, sys_seconds day) {
    const auto minute = std::chrono::ceil<std::chrono::minutes>(time);
    const std::tm local = fmt::localtime(std::chrono::sys_seconds{minute}.time_since_epoch().count());
    const std::tm of_day = fmt::localtime(day.time_since_epoch().count());
    const bool is_same = local.tm_year == of_day.tm_year && local.tm_yday == of_day.tm_yday;
    return is_same ? fmt::format("{:%H:%M}", local) : fmt::format("{:%F %H:%M}", local);
}

/// As a shell takes it for one word and no option.
std::string shell_word(const std::string& name) {
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+@:%";
    std::string word = name;
    if (name.find_first_not_of(plain) != std::string::npos) {
        word = "'";
        for (const char each : name)
            each == '\'' ? word += "'\\''" : word += each;
        word += '\'';
    }
    return name.starts_with('-') ? "-- " + word : word;
}

/// Only what is counted for the user or for the user's phone is reset by `unlock --limits`.
bool is_user_limit(std::string_view detail) {
    constexpr std::array limits{"sends_per_user", "sends_unprivileged", "sends_per_phone"};
    return std::any_of(limits.begin(), limits.end(),
                       [&](std::string_view name) { return detail.find(name) != std::string_view::npos; });
}

/// The limit alone: telesignd puts what the provider said of the last code before it.
std::string_view detail_of(const logged_login& login) {
    const std::string_view detail = login.detail;
    const std::size_t last = login.until ? detail.rfind("; ") : std::string_view::npos;
    return last == std::string_view::npos ? detail : detail.substr(last + 2);
}

std::string command_of(const logged_login& login, const reason_words& words) {
    constexpr std::string_view user = "USER";
    std::string command{words.command};
    if (login.reason == "limited" && is_user_limit(login.detail))
        command = "telesignctl unlock --limits USER";
    const std::size_t at = command.find(user);
    if (at == std::string::npos)
        return command;
    return login.user.empty() ? std::string{} : command.replace(at, user.size(), shell_word(login.user));
}

} // namespace

const char* outcome_word(std::string_view outcome) noexcept {
    using protocol::result;
    if (outcome == protocol::describe(result::granted))
        return "granted";
    if (outcome == protocol::describe(result::ignored))
        return not_asked.data();
    return outcome == protocol::describe(result::not_permitted) ? "refused" : "failed";
}

std::string sentence_of(const logged_login& login) {
    const std::string outcome = outcome_word(login.outcome);
    const reason_words* const words = find_words(login);
    if (words == nullptr) // of a newer telesignd
        return fmt::format("{}, reason {}", outcome, login.reason);
    std::string sentence = fmt::format("{}, {}", outcome, words->words);
    if (login.until && (login.reason == "locked" || login.reason == "limited"))
        sentence += " until " + minute_of(*login.until, login.at);
    if (words->has_detail && !login.detail.empty())
        sentence += fmt::format(" ({})", detail_of(login));
    const std::string command = command_of(login, *words);
    return command.empty() ? sentence : sentence + "; " + command;
}

} // namespace telesignctl
