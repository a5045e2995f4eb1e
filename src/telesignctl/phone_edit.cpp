// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/phone_edit.h"

#include "directory/phone_book.h"
#include "directory/phone_file.h"
#include "directory/phone_number.h"
#include "support/log.h"
#include "telesignctl/ask.h"
#include "telesignctl/local/file_edit.h"
#include "telesignctl/phone_parts.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace telesignctl {

namespace {

using directory::loaded_book;
using protocol::result;
using new_text = tl::expected<std::string, std::string>;

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

void add_note(answer& into, std::optional<std::string> text) {
    if (text)
        into.facts.emplace_back("note", *std::move(text));
}

answer done(const phone_change& change, const config::settings& settings, const loaded_book& after) {
    answer reply{result::granted, {}};
    reply.facts.emplace_back("user", change.user);
    if (!change.digits.empty())
        reply.facts.emplace_back("phone_number", shown_number(change.digits, false));
    reply.facts.emplace_back("file", settings.phones_file);
    for (const std::string& each : after.warnings)
        reply.facts.emplace_back("problem", each);
    if (change.digits.empty())
        add_note(reply, spelling_note(*after.book, change.user));
    reply.text = change.digits.empty() ? "Removed." : "Set.";
    support::log(support::severity::notice, "phone {} of {} in {}{}", change.action, change.user,
                 settings.phones_file,
                 change.digits.empty() ? std::string{} : ": " + shown_number(change.digits, false));
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
        return refused(fmt::format("{}{}", problem.what(), ::geteuid() == 0 ? "" : ": use sudo"));
    }
    if (reply.outcome == result::granted)
        reload(paths.socket, reply);
    return reply;
}

/// Returns how many recovery codes the account of this name has left: 0 for an entry by another spelling than the
/// system's, which is no login's, and while telesignd does not answer.
unsigned recovery_codes_of(const std::string& socket, const std::string& name) {
    if (account_name(name) != name)
        return 0;
    const answer reply = ask(socket, {"recovery-list", {{protocol::field_id::user, name}}});
    const auto left = std::find_if(reply.facts.begin(), reply.facts.end(),
                                   [](const auto& fact) { return fact.first == "left"; });
    unsigned count = 0;
    if (left != reply.facts.end())
        std::from_chars(left->second.data(), left->second.data() + left->second.size(), count);
    return count;
}

std::string counted_codes(unsigned count) {
    return count == 1 ? "1 recovery code" : fmt::format("{} recovery codes", count);
}

} // namespace

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
    const std::string account = account_name(user);
    answer reply = run(paths, {"set", account, valid->digits,
                               [&](const directory::phone_file& file, const std::string& name) {
                                   return file.with_number(name, '+' + valid->digits);
                               }});
    const unsigned codes = reply.outcome == result::granted ? recovery_codes_of(paths.socket, account) : 0;
    if (codes > 0)
        add_note(reply,
                 fmt::format("{} of {} {}; telesignctl recovery new {} replaces them", counted_codes(codes),
                             account, codes == 1 ? "still works" : "still work", account));
    add_note(reply, unknown_name_note(account));
    if (written->form == directory::number_form::bare)
        add_note(reply, fmt::format("the number has no \"+\" and is taken for one of {}: write + and the "
                                    "country code, or set [phones] default_region",
                                    directory::country_of(*valid)));
    return reply;
}

unsigned codes_at_stake(const phone_paths& paths, const std::string& user) {
    const auto settings = config::load_settings(paths.config);
    if (!settings)
        return 0;
    const auto loaded = directory::load_phone_book(*settings);
    if (!loaded)
        return 0;
    const std::string name = listed_name(*loaded->book, user);
    return loaded->book->find(name) == nullptr ? 0 : recovery_codes_of(paths.socket, name);
}

answer remove_phone(const phone_paths& paths, const std::string& user) {
    answer reply =
        run(paths, {"removed", user, {}, [](const directory::phone_file& file, const std::string& name) {
                        return file.without_user(name);
                    }});
    if (reply.outcome != result::granted)
        return reply;
    const std::string name = reply.facts.front().second; // the notes move the facts
    if (const unsigned codes = recovery_codes_of(paths.socket, name); codes > 0)
        add_note(reply, fmt::format("{} of {} {} without a phone; if the phone is lost, run telesignctl "
                                    "phone set {}, then telesignctl recovery new {}",
                                    counted_codes(codes), name, codes == 1 ? "does not work" : "do not work",
                                    name, name));
    return reply;
}

} // namespace telesignctl
