#include "telesignctl/phone_edit.h"

#include "directory/phone_book.h"
#include "directory/phone_file.h"
#include "directory/phone_number.h"
#include "policy/accounts.h"
#include "support/log.h"
#include "support/text.h"
#include "telesignctl/ask.h"
#include "telesignctl/file_edit.h"
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
    answer what{result::service_error, errors.front()};
    for (const std::string& each : errors)
        what.facts.emplace_back("error", each);
    return what;
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

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

/// Reads a new phones.ini that stands in another place for now; problems name its final one.
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
    const answer said = ask(telesignd, request{"reload"});
    for (const auto& [name, text] : said.facts)
        if (name == "error")
            into.facts.emplace_back(name, text);
    if (said.how == result::granted)
        return;
    into.how = said.how;
    into.text += " But telesignd did not take it: " + said.text;
}

/// What one edit is to do, and how it is told.
struct edit {
    const char* verb;
    std::string user;
    std::string digits; ///< E.164; empty: removed
    std::function<new_text(const directory::phone_file&, const std::string& user)> change;
};

/// The system's own spelling of the user's name, by which logins look for the phone; as typed when there is none.
std::string account_name(const std::string& typed) {
    auto account = policy::find_account(typed);
    return account ? std::move(account->name) : typed;
}

/// Under which name a user stands in the file: entries by another spelling than the system's may be left from before.
std::string listed_name(const directory::phone_book& phones, const std::string& typed) {
    return phones.find(typed) != nullptr ? typed : account_name(typed);
}

/// What is wrong with the file as it would be; nothing: it may take the old one's place.
std::optional<std::string> misfit(const config::settings& settings, const loaded_book& before,
                                  const loaded_book& after, const edit& wanted) {
    const directory::entry* entry = after.book->find(wanted.user);
    if (!wanted.digits.empty() && (entry == nullptr || fmt::to_string(entry->digits) != wanted.digits))
        return entry == nullptr ? fmt::format("{}: the user would not be found there", settings.phones_file)
                                : fmt::format("{}:{}: {}", settings.phones_file, entry->line, entry->problem);
    if (wanted.digits.empty() && entry != nullptr)
        return fmt::format("{}:{}: the user would still be there", settings.phones_file, entry->line);
    return new_problem(before, after, settings.phones_file);
}

answer done(const edit& wanted, const config::settings& settings, const loaded_book& after) {
    answer what{result::granted, {}};
    what.facts.emplace_back("user", wanted.user);
    if (!wanted.digits.empty())
        what.facts.emplace_back("phone_number", shown(wanted.digits, false));
    what.facts.emplace_back("file", settings.phones_file);
    for (const std::string& each : after.warnings)
        what.facts.emplace_back("problem", each);
    what.text = wanted.digits.empty() ? "Removed." : "Set.";
    support::log(support::severity::notice, "phone {} of {} in {}{}", wanted.verb, wanted.user,
                 settings.phones_file,
                 wanted.digits.empty() ? std::string{} : ": " + shown(wanted.digits, false));
    return what;
}

/// Throws what file_edit does.
answer change(const std::string& config, edit wanted) {
    auto settings = config::load_settings(config);
    if (!settings)
        return bad_configuration(settings.error());
    file_edit file{settings->phones_file};
    settings->phones_file = file.path();
    const auto before = directory::load_phone_book(*settings);
    if (!before)
        return refused(before.error());
    if (wanted.digits.empty())
        wanted.user = listed_name(*before->book, wanted.user);
    const auto text =
        directory::phone_file::parse(file.text()).and_then([&](const directory::phone_file& read) {
            return wanted.change(read, wanted.user);
        });
    if (!text)
        return refused(fmt::format("{}: {}: {}", settings->phones_file, wanted.user, text.error()));
    const auto after = load_new(*settings, file.write(*text));
    if (!after)
        return refused(after.error());
    if (const auto problem = misfit(*settings, *before, *after, wanted))
        return refused("Refused: " + *problem);
    file.commit();
    return done(wanted, *settings, *after);
}

answer run(const phone_place& where, const edit& wanted) {
    answer what;
    try {
        what = change(where.config, wanted);
    } catch (const std::runtime_error& problem) {
        return refused(problem.what());
    }
    if (what.how == result::granted)
        reload(where.socket, what);
    return what;
}

void tell(answer& into, const config::settings& settings, const directory::phone_book& phones,
          const directory::entry& entry, bool full) {
    into.facts.emplace_back("line", fmt::to_string(entry.line));
    if (entry.digits == 0) {
        into.how = result::denied;
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
        into.how = result::denied;
        into.facts.emplace_back("problem", valid.error());
    }
}

} // namespace

answer show_phones(const phone_place& where, const std::optional<std::string>& user, bool full) {
    const auto settings = config::load_settings(where.config);
    if (!settings)
        return bad_configuration(settings.error());
    const auto loaded = directory::load_phone_book(*settings);
    if (!loaded)
        return refused(loaded.error());
    answer what{result::granted, {}};
    if (user) {
        const std::string name = listed_name(*loaded->book, *user);
        const directory::entry* entry = loaded->book->find(name);
        if (entry == nullptr)
            return refused(fmt::format("{}: {}: no such user there", settings->phones_file, *user));
        what.facts.emplace_back("user", name);
        tell(what, *settings, *loaded->book, *entry, full);
        return what;
    }
    const auto file = directory::phone_file::parse(read_file(settings->phones_file));
    if (!file)
        return refused(file.error());
    for (const std::string& name : file->users())
        if (const directory::entry* entry = loaded->book->find(name); entry != nullptr)
            what.facts.emplace_back(name, entry->digits != 0
                                              ? shown(*loaded->book, *entry, full)
                                              : fmt::format("line {}: {}", entry->line, entry->problem));
    return what;
}

answer set_phone(const phone_place& where, const std::string& user, const std::string& number) {
    const auto settings = config::load_settings(where.config);
    if (!settings)
        return bad_configuration(settings.error());
    const auto written = directory::read_number(number, settings->default_region);
    if (!written)
        return {result::service_error, written.error()};
    const auto valid = directory::validate_number(*written, settings->default_region);
    if (!valid)
        return {result::service_error, valid.error()};
    answer what = run(where, {"set", account_name(user), valid->digits,
                              [&](const directory::phone_file& file, const std::string& name) {
                                  return file.with_number(name, '+' + valid->digits);
                              }});
    if (written->form == directory::number_form::bare)
        what.facts.emplace_back(
            "note", fmt::format("the number has no \"+\" and is taken for one of {}: write + and the "
                                "country code, or set [phones] default_region",
                                directory::country_of(*valid)));
    return what;
}

answer remove_phone(const phone_place& where, const std::string& user) {
    return run(where, {"removed", user, {}, [](const directory::phone_file& file, const std::string& name) {
                           return file.without_user(name);
                       }});
}

} // namespace telesignctl
