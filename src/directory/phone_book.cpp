// SPDX-License-Identifier: BSD-3-Clause
#include "directory/phone_book.h"

#include "config/conflicts.h"
#include "config/ini.h"
#include "config/safe_open.h"
#include "config/values.h"
#include "directory/phone_number.h"
#include "support/text.h"

#include <deque>
#include <functional>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace directory {

namespace {

constexpr std::uint64_t file_limit = std::uint64_t{256} << 20U;
constexpr std::size_t kept_warnings = 100;
constexpr std::size_t kept_notes = 5;
constexpr std::string_view user_prefix = "user ";

/// Lets a map of strings be asked with a string_view.
struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
        return std::hash<std::string_view>{}(text);
    }
};

class loaded_phone_book final : public phone_book {
public:
    explicit loaded_phone_book(const std::string& default_region) : phone_book{default_region} {}

    [[nodiscard]] const entry* find(std::string_view user) const override {
        const auto found = entries.find(user);
        return found == entries.end() ? nullptr : &found->second;
    }
    [[nodiscard]] bool complete() const override { return is_complete; }
    [[nodiscard]] std::size_t size() const override { return entries.size(); }

    std::unordered_map<std::string, entry, text_hash, std::equal_to<>> entries;
    std::deque<config::overrides> differences; ///< entries point into it: nothing here moves once stored
    std::unordered_set<std::string> problems;  ///< each text once, however many entries have it
    bool is_complete = true;
};

/// A user's name for the log. Whoever has put the number before the `=` finds it masked.
std::string shown_user(std::string_view user) {
    if (const auto number = parse_e164(user))
        return support::mask_phone(fmt::format("{}", *number));
    return support::escape_control(user);
}

/// Reads one phones.ini into a book.
class book_reader {
public:
    explicit book_reader(const config::settings& settings);

    tl::expected<loaded_book, std::string> read(int descriptor);

private:
    void take_section(std::string_view section, unsigned line);
    void take(const config::ini_entry& line);
    void take_phone(entry& user, std::string_view name, const config::ini_entry& line);
    void take_difference(std::string_view name, const config::ini_entry& line);
    void check_differences();
    void take_error(const config::ini_error& error);
    void deny_users_without_number();
    void note_bare_numbers();
    void deny(std::string_view name, unsigned line, std::string problem);
    void lose(unsigned line, std::string_view problem);
    void warn(unsigned line, std::string_view text);
    entry& entry_of(std::string_view name, unsigned line);

    const std::string& m_path;
    const std::string& m_default_region;
    std::shared_ptr<loaded_phone_book> m_book;
    loaded_book m_result;
    std::map<std::string, unsigned> m_user_sections; ///< name and line
    std::vector<config::effective_settings>
        m_below;                                ///< what users may differ from: in general, and by service
    config::overrides* m_differences = nullptr; ///< of the [user NAME] that is being read
    std::string m_user;                         ///< that NAME
    std::map<std::string, unsigned, std::less<>> m_key_lines; ///< its keys so far
    std::size_t m_bare_count = 0;                             ///< good numbers without a `+`
    std::vector<std::string> m_bare_users;                    ///< the first who have such a number
};

/// The NAME of [user NAME]; nothing when it is another section.
std::string_view user_of(std::string_view section) noexcept {
    return section.starts_with(user_prefix) ? support::trim(section.substr(user_prefix.size()))
                                            : std::string_view{};
}

book_reader::book_reader(const config::settings& settings)
    : m_path{settings.phones_file}, m_default_region{settings.default_region},
      m_book{std::make_shared<loaded_phone_book>(settings.default_region)} {
    m_below.push_back(config::effective_settings_of(settings));
    for (const auto& [service, differences] : settings.services)
        m_below.push_back(config::effective_settings_of(settings, service));
}

tl::expected<loaded_book, std::string> book_reader::read(int descriptor) {
    const auto errors = config::read_ini(
        descriptor, [this](const config::ini_entry& line) { take(line); }, file_limit,
        [this](std::string_view section, unsigned line) { take_section(section, line); });
    check_differences();
    for (const auto& error : errors) {
        if (error.line == 0)
            return tl::unexpected{fmt::format("{}: {}", m_path, error.problem)};
        take_error(error);
    }
    deny_users_without_number();
    note_bare_numbers();
    m_result.book = std::move(m_book);
    return std::move(m_result);
}

void book_reader::take_section(std::string_view section, unsigned line) {
    const std::string_view name = user_of(section);
    check_differences();
    m_differences = nullptr;
    if (section == "phones")
        return;
    if (name.empty()) {
        lose(line,
             "unknown section: the sections are [phones] and [user NAME]; everything below it is ignored");
        return;
    }
    const auto [first, is_new] = m_user_sections.try_emplace(std::string{name}, line);
    entry& user = entry_of(name, line);
    if (!is_new) {
        deny(name, line,
             fmt::format("[user NAME] given twice: put its keys together below line {}", first->second));
        return;
    }
    m_differences = &m_book->differences.emplace_back();
    user.differences = m_differences;
    m_user = name;
    m_key_lines.clear();
}

void book_reader::take(const config::ini_entry& line) {
    if (line.section == "phones") {
        take_phone(entry_of(line.key, line.line), line.key, line);
    } else if (line.section.empty()) {
        deny(line.key, line.line, "is above the first section: put it below [phones]");
    } else if (const std::string_view name = user_of(line.section); !name.empty()) {
        if (line.key == "phone")
            take_phone(entry_of(name, line.line), name, line);
        else
            take_difference(name, line);
    } // else take_section has told of it
}

void book_reader::take_phone(entry& user, std::string_view name, const config::ini_entry& line) {
    if (user.digits != 0) {
        deny(name, line.line, fmt::format("given twice: keep this number or the one at line {}", user.line));
        return;
    }
    if (line.value.find('\n') != std::string_view::npos) {
        // The indented lines may be other users, who would seem to have no phone.
        deny(name, line.line, "its number continues on the next line: begin each user in the first column");
        m_book->is_complete = false;
        return;
    }
    const auto number = read_number(line.value, m_default_region);
    if (!number) {
        deny(name, line.line, number.error());
        // Name and number may have changed places: whose it is stands behind the `=` then.
        if (read_number(name, m_default_region))
            m_book->is_complete = false;
        return;
    }
    if (!user.problem.empty())
        return;
    user.digits = number->digits;
    user.leading_zeros = number->leading_zeros;
    user.form = number->form;
    if (user.form != number_form::bare)
        return;
    ++m_bare_count;
    if (m_bare_users.size() < kept_notes)
        m_bare_users.emplace_back(name);
}

void book_reader::take_difference(std::string_view name, const config::ini_entry& line) {
    if (m_differences == nullptr) // the section stands there a second time
        return;
    if (const auto result = config::set_override(*m_differences, line.key, line.value, false); !result)
        deny(name, line.line, fmt::format("{}: {}", config::shown(line.key), result.error()));
    else
        m_key_lines.emplace(line.key, line.line);
}

/// Looks at the [user NAME] that has ended: whether its keys fit together, and with what they change.
void book_reader::check_differences() {
    if (m_differences == nullptr || !m_book->find(m_user)->problem.empty())
        return;
    const auto line_of = [this](std::string_view key) {
        const auto found = m_key_lines.find(key);
        return found == m_key_lines.end() ? 0 : found->second;
    };
    for (config::effective_settings all : m_below) {
        m_differences->apply_to(all.otp);
        m_differences->apply_to(all.risk);
        if (const auto conflicts = config::find_conflicts(all, line_of); !conflicts.empty()) {
            deny(m_user, conflicts.front().line,
                 fmt::format("{}: {}", conflicts.front().key, conflicts.front().problem));
            return;
        }
    }
}

void book_reader::take_error(const config::ini_error& error) {
    const std::string_view name = user_of(error.section);
    if (!name.empty())
        deny(name, error.line, error.problem);
    else if (!error.first_word.empty() && (error.section == "phones" || error.section.empty()))
        deny(error.first_word, error.line, error.problem);
    else
        lose(error.line, error.problem);
}

void book_reader::deny_users_without_number() {
    for (const auto& [name, line] : m_user_sections)
        if (const entry* user = m_book->find(name); user->digits == 0 && user->problem.empty())
            deny(name, line, "no phone number: add `phone = …`");
}

/// Whoever leaves out the `+` may mean a number of their own country: `131 2345 6789` is one of Chicago to us.
void book_reader::note_bare_numbers() {
    if (m_bare_count == 0)
        return;
    m_result.notes.push_back(fmt::format("{}: {} number{} no \"+\", and the country code is taken to come "
                                         "first: write + and the country code, or set "
                                         "[phones] default_region",
                                         m_path, m_bare_count, m_bare_count == 1 ? " has" : "s have"));
    for (const std::string& name : m_bare_users) {
        const entry* const user = m_book->find(name);
        const auto number = m_book->number_of(*user);
        if (number)
            m_result.notes.push_back(fmt::format(
                "{}:{}: {}: the number ending in {} is taken for one of {}", m_path, user->line,
                shown_user(name), number->digits.substr(number->digits.size() - 2), country_of(*number)));
    }
}

/// The entry is bad from now on. Its first problem stays.
void book_reader::deny(std::string_view name, unsigned line, std::string problem) {
    warn(line, fmt::format("{}: {}", shown_user(name), problem));
    entry& user = entry_of(name, line);
    m_bare_count -= user.digits != 0 && user.form == number_form::bare ? 1 : 0;
    user.digits = 0;
    if (user.problem.empty())
        user.problem = *m_book->problems.insert(std::move(problem)).first;
}

/// For an error that may have cost anybody their entry.
void book_reader::lose(unsigned line, std::string_view problem) {
    warn(line, problem);
    m_book->is_complete = false;
}

void book_reader::warn(unsigned line, std::string_view text) {
    ++m_result.warning_count;
    if (m_result.warnings.size() < kept_warnings)
        m_result.warnings.push_back(fmt::format("{}:{}: {}", m_path, line, text));
}

entry& book_reader::entry_of(std::string_view name, unsigned line) {
    entry& user = m_book->entries.try_emplace(std::string{name}).first->second;
    if (user.line == 0)
        user.line = line;
    return user;
}

} // namespace

tl::expected<valid_number, std::string> phone_book::number_of(const entry& user) const {
    if (user.digits == 0)
        return tl::unexpected{std::string{user.problem}};
    return validate_number(written_number{user.digits, user.leading_zeros, user.form}, m_default_region);
}

tl::expected<loaded_book, std::string> load_phone_book(const config::settings& settings) {
    const auto file = config::safe_open(settings.phones_file, config::secrecy::secret);
    if (!file)
        return tl::unexpected{file.error()};
    return book_reader{settings}.read(file->get());
}

} // namespace directory
