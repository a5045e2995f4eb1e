// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/phone_edit.h"

#include "directory/phone_book.h"
#include "directory/phone_file.h"
#include "directory/phone_number.h"
#include "policy/accounts.h"
#include "support/log.h"
#include "support/text.h"
#include "telesignctl/ask.h"
#include "telesignctl/local/file_edit.h"
#include "telesignctl/local/machine.h"

#include <algorithm>
#include <functional>
#include <map>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace telesignctl {

namespace {

using directory::loaded_book;
using protocol::result;
using new_text = tl::expected<std::string, std::string>;

answer refused(std::string text) {
    return {result::denied, std::move(text)};
}

answer bad_configuration(const config::errors& errors) {
    answer reply{result::service_error, errors.front()};
    for (const std::string& each : errors)
        reply.facts.emplace_back("error", each);
    return reply;
}

/// A number as it may be shown.
std::string shown(std::string_view digits, bool full) {
    return full ? fmt::format("+{}", digits) : support::mask_phone(digits);
}

/// A good entry's number as it may be shown. libphonenumber is asked only where nothing else can tell: a list may be long.
std::string shown(const directory::phone_book& phones, const directory::entry& entry, bool full) {
    if (entry.form != directory::number_form::national)
        return shown(fmt::to_string(entry.digits), full);
    const auto number = phones.number_of(entry);
    return number ? shown(number->digits, full) : fmt::format("line {}: {}", entry.line, number.error());
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// Reads a new phones.ini that has another path for now; problems name its final one.
tl::expected<loaded_book, std::string> load_new(config::settings& settings, const std::string& new_path) {
    const std::string path = std::exchange(settings.phones_file, new_path);
    auto book = directory::load_phone_book(settings);
    settings.phones_file = path;
    if (!book) {
        replace_all(book.error(), new_path, path);
        return book;
    }
    for (std::string& each : book->warnings)
        replace_all(each, new_path, path);
    return book;
}

/// "FILE:12: alice: …" without its line, which an edit may move.
std::string without_line(const std::string& warning, const std::string& path) {
    return warning.substr(std::min(warning.find(':', path.size() + 1), warning.size()));
}

/// The first problem that the old file does not have; nothing: there is none.
std::optional<std::string> new_problem(const loaded_book& before, const loaded_book& after,
                                       const std::string& path) {
    std::map<std::string, int> known;
    for (const std::string& each : before.warnings)
        ++known[without_line(each, path)];
    for (const std::string& each : after.warnings)
        if (--known[without_line(each, path)] < 0)
            return each;
    if (after.warning_count > before.warning_count)
        return path + ": would have more invalid entries than it has now";
    return std::nullopt;
}

void reload(const std::string& socket, answer& into) {
    connection telesignd;
    if (const auto opened = telesignd.open(socket); !opened) {
        into.facts.emplace_back("note", "telesignd did not read it: " + opened.error().text);
        return;
    }
    const answer answered = ask(telesignd, request{"reload"});
    for (const auto& [name, text] : answered.facts)
        if (name == "error")
            into.facts.emplace_back(name, text);
    if (answered.outcome == result::granted)
        return;
    into.outcome = answered.outcome;
    into.text += " But telesignd did not take it: " + answered.text;
}

/// One change of phones.ini, and how it is logged.
struct phone_change {
    const char* action;
    std::string user;
    std::string digits; ///< E.164; empty: removed
    std::function<new_text(const directory::phone_file&, const std::string& user)> apply;
};

/// The system's own spelling of the user's name, by which logins look for the phone; as typed when there is none.
std::string account_name(const std::string& typed) {
    auto account = policy::find_account(typed);
    return account ? std::move(account->name) : typed;
}

/// The name of a user in the file: entries by another spelling than the system's may be left from before.
std::string listed_name(const directory::phone_book& phones, const std::string& typed) {
    return phones.find(typed) != nullptr ? typed : account_name(typed);
}

/// What is wrong with the file as it would be; nothing: it may take the old one's place.
std::optional<std::string> find_problem(const config::settings& settings, const loaded_book& before,
                                        const loaded_book& after, const phone_change& change) {
    const directory::entry* entry = after.book->find(change.user);
    if (!change.digits.empty() && (entry == nullptr || fmt::to_string(entry->digits) != change.digits))
        return entry == nullptr ? fmt::format("{}: the user would not be found there", settings.phones_file)
                                : fmt::format("{}:{}: {}", settings.phones_file, entry->line, entry->problem);
    if (change.digits.empty() && entry != nullptr)
        return fmt::format("{}:{}: the user would still be there", settings.phones_file, entry->line);
    return new_problem(before, after, settings.phones_file);
}

answer done(const phone_change& change, const config::settings& settings, const loaded_book& after) {
    answer reply{result::granted, {}};
    reply.facts.emplace_back("user", change.user);
    if (!change.digits.empty())
        reply.facts.emplace_back("phone_number", shown(change.digits, false));
    reply.facts.emplace_back("file", settings.phones_file);
    for (const std::string& each : after.warnings)
        reply.facts.emplace_back("problem", each);
    reply.text = change.digits.empty() ? "Removed." : "Set.";
    support::log(support::severity::notice, "phone {} of {} in {}{}", change.action, change.user,
                 settings.phones_file,
                 change.digits.empty() ? std::string{} : ": " + shown(change.digits, false));
    return reply;
}

/// Throws what file_edit does.
answer apply_change(const std::string& config, phone_change change) {
    auto settings = config::load_settings(config);
    if (!settings)
        return bad_configuration(settings.error());
    file_edit file{settings->phones_file};
    settings->phones_file = file.path();
    const auto before = directory::load_phone_book(*settings);
    if (!before)
        return refused(before.error());
    if (change.digits.empty())
        change.user = listed_name(*before->book, change.user);
    const auto text =
        directory::phone_file::parse(file.text()).and_then([&](const directory::phone_file& read) {
            return change.apply(read, change.user);
        });
    if (!text)
        return refused(fmt::format("{}: {}: {}", settings->phones_file, change.user, text.error()));
    const auto after = load_new(*settings, file.write(*text));
    if (!after)
        return refused(after.error());
    if (const auto problem = find_problem(*settings, *before, *after, change))
        return refused("Refused: " + *problem);
    file.commit();
    return done(change, *settings, *after);
}

answer run(const phone_paths& paths, const phone_change& change) {
    answer reply;
    try {
        reply = apply_change(paths.config, change);
    } catch (const std::runtime_error& problem) {
        return refused(problem.what());
    }
    if (reply.outcome == result::granted)
        reload(paths.socket, reply);
    return reply;
}

void describe_entry(answer& into, const config::settings& settings, const directory::phone_book& phones,
                    const directory::entry& entry, bool full) {
    into.facts.emplace_back("line", fmt::to_string(entry.line));
    if (entry.digits == 0) {
        into.outcome = result::denied;
        into.facts.emplace_back("problem",
                                fmt::format("{}:{}: {}", settings.phones_file, entry.line, entry.problem));
        return;
    }
    const auto valid = phones.number_of(entry);
    if (valid || entry.form != directory::number_form::national)
        into.facts.emplace_back("phone_number", shown(phones, entry, full));
    if (valid) {
        into.facts.emplace_back("region", valid->region);
    } else {
        into.outcome = result::denied;
        into.facts.emplace_back("problem", valid.error());
    }
}

} // namespace

answer show_phones(const phone_paths& paths, const std::optional<std::string>& user, bool full) {
    const auto settings = config::load_settings(paths.config);
    if (!settings)
        return bad_configuration(settings.error());
    const auto loaded = directory::load_phone_book(*settings);
    if (!loaded)
        return refused(loaded.error());
    answer reply{result::granted, {}};
    if (user) {
        const std::string name = listed_name(*loaded->book, *user);
        const directory::entry* entry = loaded->book->find(name);
        if (entry == nullptr)
            return refused(fmt::format("{}: {}: no such user there", settings->phones_file, *user));
        reply.facts.emplace_back("user", name);
        describe_entry(reply, *settings, *loaded->book, *entry, full);
        return reply;
    }
    const auto file = directory::phone_file::parse(read_file(settings->phones_file));
    if (!file)
        return refused(file.error());
    for (const std::string& name : file->users())
        if (const directory::entry* entry = loaded->book->find(name); entry != nullptr)
            reply.facts.emplace_back(name, entry->digits != 0
                                               ? shown(*loaded->book, *entry, full)
                                               : fmt::format("line {}: {}", entry->line, entry->problem));
    return reply;
}

answer set_phone(const phone_paths& paths, const std::string& user, const std::string& number) {
    const auto settings = config::load_settings(paths.config);
    if (!settings)
        return bad_configuration(settings.error());
    const auto written = directory::read_number(number, settings->default_region);
    if (!written)
        return {result::service_error, written.error()};
    const auto valid = directory::validate_number(*written, settings->default_region);
    if (!valid)
        return {result::service_error, valid.error()};
    answer reply = run(paths, {"set", account_name(user), valid->digits,
                               [&](const directory::phone_file& file, const std::string& name) {
                                   return file.with_number(name, '+' + valid->digits);
                               }});
    if (written->form == directory::number_form::bare)
        reply.facts.emplace_back(
            "note", fmt::format("the number has no \"+\" and is taken for one of {}: write + and the "
                                "country code, or set [phones] default_region",
                                directory::country_of(*valid)));
    return reply;
}

answer remove_phone(const phone_paths& paths, const std::string& user) {
    return run(paths, {"removed", user, {}, [](const directory::phone_file& file, const std::string& name) {
                           return file.without_user(name);
                       }});
}

} // namespace telesignctl
