// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/phone_edit.h"

#include "directory/phone_file.h"
#include "telesignctl/local/machine.h"
#include "telesignctl/phone_parts.h"

#include <fmt/format.h>

namespace telesignctl {

namespace {

using protocol::result;

/// Returns a good entry's number as it may be shown. libphonenumber is asked only where nothing else can tell: a list may
/// be long.
std::string shown_entry(const directory::phone_book& phones, const directory::entry& entry, bool full) {
    if (entry.form != directory::number_form::national)
        return shown_number(fmt::to_string(entry.digits), full);
    const auto number = phones.number_of(entry);
    return number ? shown_number(number->digits, full)
                  : fmt::format("line {}: {}", entry.line, number.error());
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
        into.facts.emplace_back("phone_number", shown_entry(phones, entry, full));
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
        if (auto note = spelling_note(*loaded->book, name))
            reply.facts.emplace_back("note", *std::move(note));
        return reply;
    }
    const auto file = directory::phone_file::parse(read_file(settings->phones_file));
    if (!file)
        return refused(file.error());
    for (const std::string& name : file->users())
        if (const directory::entry* entry = loaded->book->find(name); entry != nullptr)
            reply.facts.emplace_back(name, entry->digits != 0
                                               ? shown_entry(*loaded->book, *entry, full)
                                               : fmt::format("line {}: {}", entry->line, entry->problem));
    return reply;
}

} // namespace telesignctl
