// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/login_log.h"

#include "config/quoted.h"
#include "protocol/message.h"
#include "support/dates.h"
#include "support/log_record.h"
#include "telesignctl/show.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace telesignctl {

namespace {

using std::chrono::sys_seconds;

std::optional<sys_seconds> read_time(std::string_view text) {
    const auto time = support::read_rfc3339(text);
    return time ? std::optional{std::chrono::floor<std::chrono::seconds>(*time)} : std::nullopt;
}

logged_login read_login(std::string_view text) {
    logged_login login;
    for (const auto& [key, value] : support::read_pairs(text)) {
        if (key == "at")
            login.at = read_time(value).value_or(sys_seconds{});
        else if (key == "number")
            std::from_chars(value.data(), value.data() + value.size(), login.number);
        else if (key == "until")
            login.until = read_time(value);
        for (const auto& [name, into] :
             {std::pair{"outcome", &login.outcome}, std::pair{"reason", &login.reason},
              std::pair{"user", &login.user}, std::pair{"service", &login.service},
              std::pair{"source", &login.source}, std::pair{"channel", &login.channel},
              std::pair{"detail", &login.detail}})
            if (key == name)
                *into = value;
    }
    return login;
}

std::tm local_time(sys_seconds time) {
    return fmt::localtime(time.time_since_epoch().count());
}

std::string date_of(sys_seconds time) {
    return fmt::format("{:%F}", local_time(time));
}

/// "10:03:12", or "10:00-11:00" of a whole hour.
std::string time_of(const logged_login& login) {
    if (login.number == 0)
        return fmt::format("{:%T}", local_time(login.at));
    return fmt::format("{:%H:%M}-{:%H:%M}", local_time(login.at),
                       local_time(login.at + std::chrono::hours{1}));
}

/// Names come from outside: none may look like the rest of a line.
std::string shown_name(const std::string& name) {
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+@:%$\\";
    return name.find_first_not_of(plain) == std::string::npos ? name : config::quoted(name);
}

std::string line_of(const logged_login& login, bool names_users, const std::string& today) {
    std::string line;
    if (const std::string date = date_of(login.at); date != today)
        line = date + ' ';
    line += time_of(login);
    if (names_users)
        line += fmt::format(" {},", login.user.empty() ? "several users" : shown_name(login.user));
    line += ' ' + (login.service.empty() ? std::string{"several services"} : shown_name(login.service));
    if (!login.source.empty())
        line += " from " + shown_name(login.source);
    if (login.number > 0)
        line += fmt::format(": {} further login{}", login.number, login.number == 1 ? "" : "s");
    return line + ": " + sentence_of(login);
}

} // namespace

std::vector<logged_login> read_log(const answer& reply) {
    std::vector<logged_login> all;
    for (const auto& [name, text] : reply.facts)
        if (name == "login")
            all.push_back(read_login(text));
    return all;
}

std::string log_as_text(const answer& reply, bool names_users, sys_seconds now) {
    if (reply.outcome != protocol::result::granted)
        return as_table(reply);
    const std::string today = date_of(now);
    std::string text;
    for (const logged_login& each : read_log(reply))
        text += line_of(each, names_users, today) + '\n';
    return reply.text.empty() ? text : text + reply.text + '\n';
}

} // namespace telesignctl
