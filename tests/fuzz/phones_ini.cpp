// SPDX-License-Identifier: BSD-3-Clause
// phones.ini, as telesignd reads it and as telesignctl changes it: an input is one byte that chooses the
// default region, and the file.
#include "directory/phone_book.h"
#include "directory/phone_file.h"
#include "fuzz.h"
#include "support/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace {

using fuzz::require;

constexpr std::array<const char*, 3> regions{"", "US", "DE"};
constexpr std::size_t judged_numbers = 3; // by libphonenumber, which takes its time
constexpr std::string_view new_number = "+13105551212";

config::settings settings_for(unsigned region) {
    config::settings settings;
    settings.phones_file = fuzz::folder() + "/phones.ini";
    settings.default_region = regions.at(region % regions.size());
    require(config::set_override(settings.services["sudo"], "attempts", "1", true).has_value(),
            "a service has attempts of its own");
    settings.services.try_emplace("su");
    return settings;
}

/// No book: the file cannot be read as a whole, as one in UTF-16 cannot.
directory::loaded_book load(const config::settings& settings, std::string_view text) {
    fuzz::write_file(settings.phones_file, text);
    auto loaded = directory::load_phone_book(settings);
    return loaded ? *std::move(loaded) : directory::loaded_book{};
}

void look_at_warning(std::string_view warning, const std::string& file, std::size_t lines) {
    require(warning.starts_with(file + ':'), "a warning names the file:", warning);
    const std::string_view rest = warning.substr(file.size() + 1);
    std::size_t line = 0;
    const auto [end, failed] = std::from_chars(rest.data(), rest.data() + rest.size(), line);
    require(failed == std::errc{} && *end == ':' && line >= 1 && line <= lines,
            "a warning names a line:", warning);
    require(support::is_plain_text(warning), "a warning is one line without control characters:", warning);
}

/// Everybody's digits; 0 for a bad entry.
std::map<std::string, std::uint64_t> numbers_of(const directory::phone_book& book,
                                                const std::vector<std::string>& users) {
    std::map<std::string, std::uint64_t> result;
    for (const std::string& user : users)
        if (const auto* const entry = book.find(user))
            result[user] = entry->digits;
    return result;
}

void look_at_book(const directory::phone_book& book, const std::vector<std::string>& users) {
    std::size_t left = judged_numbers;
    for (const std::string& user : users) {
        const auto* const entry = book.find(user);
        require(entry != nullptr, "whoever has a number or a section is in the book:", user);
        require((entry->digits == 0) == !entry->problem.empty(), "an entry has a number or a problem:", user);
        require(entry->line > 0, "an entry has a line:", user);
        if (left > 0 && entry->digits != 0) {
            static_cast<void>(book.number_of(*entry));
            --left;
        }
    }
}

/// The text with one user changed says of all others what it said before.
void look_at_change(const config::settings& settings, const std::string& changed, const std::string& user,
                    std::uint64_t wanted, const directory::loaded_book& before,
                    const std::vector<std::string>& users) {
    const directory::loaded_book after = load(settings, changed);
    require(after.book != nullptr, "what was changed can be read:", user);
    auto numbers = numbers_of(*before.book, users);
    auto numbers_now = numbers_of(*after.book, users);
    const auto* const entry = after.book->find(user);
    // A line that cannot be read, and so denies the user, stays.
    require(entry == nullptr ? wanted == 0 : entry->digits == wanted || entry->digits == 0,
            "the change says what it should of its user:", user);
    numbers.erase(user);
    numbers_now.erase(user);
    require(numbers == numbers_now, "a change of one user changes nobody else:", user);
    require(after.book->complete() || !before.book->complete(), "a change loses nobody's entry:", user);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text = fuzz::as_text(data, size);
    const config::settings settings = settings_for(fuzz::take_byte(text));
    const auto file = directory::phone_file::parse(text);
    const directory::loaded_book loaded = load(settings, text);
    require(file.has_value() == (loaded.book != nullptr), "both readers can read it, or none can");
    if (!file)
        return 0;
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    for (const std::string& each : loaded.warnings)
        look_at_warning(each, settings.phones_file, lines);
    const auto users = file->users();
    look_at_book(*loaded.book, users);
    const std::string user = users.empty() ? "alice" : users[size % users.size()];
    if (const auto changed = file->with_number(user, new_number))
        look_at_change(settings, *changed, user, 13105551212, loaded, users);
    if (const auto changed = file->without_user(user))
        look_at_change(settings, *changed, user, 0, loaded, users);
    return 0;
}
